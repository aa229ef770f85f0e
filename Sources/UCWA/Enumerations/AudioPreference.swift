/// The kind of audio a user prefers (UCWA 2.0 `AudioPreference`).
public enum AudioPreference: String, WireEnumeration {
  /// `PhoneAudio`.
  case phoneAudio = "PhoneAudio"
  /// `VoipAudio`.
  case voipAudio = "VoipAudio"
}
