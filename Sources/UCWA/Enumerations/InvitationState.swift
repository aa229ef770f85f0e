/// How far an invitation has come (UCWA 2.0 `InvitationState`).
public enum InvitationState: String, WireEnumeration {
  /// `Alerting`.
  case alerting = "Alerting"
  /// `Cancelled`.
  case cancelled = "Cancelled"
  /// `Connected`.
  case connected = "Connected"
  /// `Connecting`.
  case connecting = "Connecting"
  /// `Declined`.
  case declined = "Declined"
  /// `Failed`.
  case failed = "Failed"
  /// `Forwarded`.
  case forwarded = "Forwarded"
  /// `TeamRing`.
  case teamRing = "TeamRing"
}
