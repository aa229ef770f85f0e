/// What a contact was last active on (UCWA 2.0 `ContactDeviceType`).
public enum ContactDeviceType: String, WireEnumeration {
  /// `DeskPhone`.
  case deskPhone = "DeskPhone"
  /// `Mobile`.
  case mobile = "Mobile"
  /// `PC`.
  case pc = "PC"
  /// `Unknown`.
  case unknown = "Unknown"
  /// `Web`.
  case web = "Web"
}
