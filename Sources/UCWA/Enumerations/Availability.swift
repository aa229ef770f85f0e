/// Whether a person can be reached now (UCWA 2.0 `Availability`).
public enum Availability: String, WireEnumeration {
  /// `Away`.
  case away = "Away"
  /// `BeRightBack`.
  case beRightBack = "BeRightBack"
  /// `Busy`.
  case busy = "Busy"
  /// `DoNotDisturb`.
  case doNotDisturb = "DoNotDisturb"
  /// `IdleBusy`: busy, and not active for some time.
  case idleBusy = "IdleBusy"
  /// `IdleOnline`: available, and not active for some time.
  case idleOnline = "IdleOnline"
  /// `Offline`.
  case offline = "Offline"
  /// `Online`.
  case online = "Online"
}
