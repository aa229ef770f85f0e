/// What kind of party a contact is (UCWA 2.0 `ContactType`).
public enum ContactType: String, WireEnumeration {
  /// `Bot`.
  case bot = "Bot"
  /// `Phone`.
  case phone = "Phone"
  /// `ReplayBot`.
  case replayBot = "ReplayBot"
  /// `User`.
  case user = "User"
}
