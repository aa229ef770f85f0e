import UCWA

/// What an application says of its user since it made him available. The application's session keeps it; it is nil
/// there before makeMeAvailable.
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
