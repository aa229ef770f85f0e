/// The state of a phone audio call in a conversation (UCWA 2.0 `CallState`).
public enum CallState: String, WireEnumeration {
  /// `Connected`.
  case connected = "Connected"
  /// `Connecting`.
  case connecting = "Connecting"
  /// `Disconnected`.
  case disconnected = "Disconnected"
  /// `Disconnecting`.
  case disconnecting = "Disconnecting"
  /// `Transferring`.
  case transferring = "Transferring"
}
