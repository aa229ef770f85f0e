/// What an application says it can take part in (UCWA 2.0 `ModalityType`).
public enum ModalityType: String, WireEnumeration {
  /// `Audio`.
  case audio = "Audio"
  /// `Messaging`.
  case messaging = "Messaging"
  /// `PanoramicVideo`.
  case panoramicVideo = "PanoramicVideo"
  /// `PhoneAudio`.
  case phoneAudio = "PhoneAudio"
  /// `Video`.
  case video = "Video"
}
