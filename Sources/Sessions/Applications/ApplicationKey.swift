/// What makes two registrations the same application.
public struct ApplicationKey: Sendable, Hashable {
  /// The user's SIP address.
  public let user: String
  /// The device.
  public let endpointId: String
  /// The name and version of the program.
  public let userAgent: String
  /// The culture.
  public let culture: String
  /// The kind of device; empty if none was given.
  public let type: String

  /// The key of a registration.
  public init(user: String, endpointId: String, userAgent: String, culture: String, type: String = "") {
    self.user = user
    self.endpointId = endpointId
    self.userAgent = userAgent
    self.culture = culture
    self.type = type
  }
}
