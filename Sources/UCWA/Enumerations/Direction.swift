/// Whether the user called or was called (UCWA 2.0 `Direction`).
public enum Direction: String, WireEnumeration {
  /// `Incoming`.
  case incoming = "Incoming"
  /// `Outgoing`.
  case outgoing = "Outgoing"
}
