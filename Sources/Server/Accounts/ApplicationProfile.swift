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
  /// Seconds without activity after which the user counts as inactive; 300 unless the application says otherwise.
  var inactiveTimeout = 300
}
