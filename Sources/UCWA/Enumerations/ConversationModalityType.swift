/// What is going on in a conversation (UCWA 2.0 `ConversationModalityType`).
///
/// Phone audio counts as `Audio` here: the reference knows no `PhoneAudio` in this place, and clients fail on it.
public enum ConversationModalityType: String, WireEnumeration {
  /// `ApplicationSharing`.
  case applicationSharing = "ApplicationSharing"
  /// `Audio`.
  case audio = "Audio"
  /// `DataCollaboration`.
  case dataCollaboration = "DataCollaboration"
  /// `Messaging`.
  case messaging = "Messaging"
  /// `PanoramicVideo`.
  case panoramicVideo = "PanoramicVideo"
  /// `Video`.
  case video = "Video"
}
