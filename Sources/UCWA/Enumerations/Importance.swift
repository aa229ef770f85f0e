/// How urgent the caller says a conversation is (UCWA 2.0 `Importance`).
public enum Importance: String, WireEnumeration {
  /// `Emergency`.
  case emergency = "Emergency"
  /// `Normal`.
  case normal = "Normal"
  /// `Urgent`.
  case urgent = "Urgent"
}
