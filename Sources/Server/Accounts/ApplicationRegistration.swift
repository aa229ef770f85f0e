import Sessions

/// What an application said about itself when it was created.
struct ApplicationRegistration: Sendable, Equatable {
  var userURI: String
  var culture: String
  var endpointID: String
  var userAgent: String
  var type: String?
  /// Number of the user's own phone, if given.
  var phoneNumber: String?
  /// The name under which its client reaches it.
  var prefix = ApplicationPrefix.ucwa

  var key: ApplicationKey {
    ApplicationKey(
      user: userURI, endpointId: endpointID, userAgent: userAgent, culture: culture, type: type ?? "")
  }
}
