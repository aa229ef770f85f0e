/// A participant's role in a conversation (UCWA 2.0 `Role`).
public enum Role: String, WireEnumeration {
  /// `Attendee`.
  case attendee = "Attendee"
  /// `Leader`.
  case leader = "Leader"
  /// `Unknown`.
  case unknown = "Unknown"
}
