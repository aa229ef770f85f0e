/// Whether an audience is kept muted (UCWA 2.0 `AudienceMuteLock`).
public enum AudienceMuteLock: String, WireEnumeration {
  /// `Disabled`.
  case disabled = "Disabled"
  /// `Enabled`.
  case enabled = "Enabled"
  /// `Unknown`.
  case unknown = "Unknown"
}
