/// Whether an audience may send messages (UCWA 2.0 `AudienceMessaging`).
public enum AudienceMessaging: String, WireEnumeration {
  /// `Disabled`.
  case disabled = "Disabled"
  /// `Enabled`.
  case enabled = "Enabled"
  /// `Unknown`.
  case unknown = "Unknown"
}
