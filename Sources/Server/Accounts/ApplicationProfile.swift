import UCWA

/// What an application has set since it was created.
struct ApplicationProfile: Sendable, Equatable {
  var communication: CommunicationSettings
  /// What it said when it made its user available; nil until it has.
  var madeAvailable: MadeAvailable?
}

/// What an application said in makeMeAvailable.
struct MadeAvailable: Sendable, Equatable {
  /// How the user wants to appear; nil leaves that as it is.
  var signInAs: PreferredAvailability?
  /// Seconds without activity after which the user counts as inactive.
  var inactiveTimeout: Int

  /// `inactiveTimeout` unless the application says otherwise, as the reference has it.
  static let defaultInactiveTimeout = 300

  init(signInAs: PreferredAvailability?, inactiveTimeout: Int) {
    self.signInAs = signInAs
    self.inactiveTimeout = inactiveTimeout
  }
}
