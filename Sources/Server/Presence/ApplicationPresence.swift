import UCWA

/// What an application says of its user since it made him available.
struct ApplicationPresence: Sendable, Equatable {
  /// What the application can take part in.
  var supportedModalities: [ModalityType]
  /// When the application last said that the user does something, in milliseconds since 1970.
  var lastActivity: Int64
  /// Milliseconds without activity after which the user is shown as idle, and as away after as long again.
  var inactiveAfter: Int64
  /// What the application runs on.
  var deviceType = ContactDeviceType.unknown
}

extension ApplicationSession {
  /// What the application says of its user; nil before makeMeAvailable.
  var presence: ApplicationPresence? {
    let profile = profile
    guard let available = profile.madeAvailable else { return nil }
    return ApplicationPresence(
      supportedModalities: profile.communication.supportedModalities ?? [.phoneAudio],
      lastActivity: lastActivity.load(ordering: .relaxed), inactiveAfter: Int64(available.inactiveTimeout) * 1000,
      deviceType: ContactDeviceType(applicationType: registration.type))
  }
}

extension ContactDeviceType {
  /// The kind of device behind the `type` that an application was registered with.
  init(applicationType: String?) {
    switch applicationType?.lowercased() {
    case "browser", "web": self = .web
    case "phone", "mobile", "tablet": self = .mobile
    case "desktop", "pc": self = .pc
    case "deskphone": self = .deskPhone
    default: self = .unknown
    }
  }
}
