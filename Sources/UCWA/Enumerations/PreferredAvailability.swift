/// What a user wants to appear as (UCWA 2.0 `PreferredAvailability`).
public enum PreferredAvailability: String, WireEnumeration {
  /// `Away`.
  case away = "Away"
  /// `BeRightBack`.
  case beRightBack = "BeRightBack"
  /// `Busy`.
  case busy = "Busy"
  /// `DoNotDisturb`.
  case doNotDisturb = "DoNotDisturb"
  /// `Offwork`.
  case offwork = "Offwork"
  /// `Online`.
  case online = "Online"
}
