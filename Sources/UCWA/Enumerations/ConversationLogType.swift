/// What a past conversation was (UCWA 2.0 `ConversationLogType`).
public enum ConversationLogType: String, WireEnumeration {
  /// `AppSharingLog`.
  case appSharing = "AppSharingLog"
  /// `AudioLog`.
  case audio = "AudioLog"
  /// `ConferenceLog`.
  case conference = "ConferenceLog"
  /// `MessageLog`.
  case message = "MessageLog"
  /// `UnknownLog`.
  case unknown = "UnknownLog"
  /// `VideoLog`.
  case video = "VideoLog"
}
