/// A final response of 300 or more to an INVITE, or its local stand-in when no response came.
public struct Refusal: Sendable, Equatable {
  /// Where the status was made.
  public enum Origin: Sendable, Equatable {
    /// A response from the network.
    case remote
    /// No response within timer B (RFC 3261, 17.1.1.2); the status is 408.
    case noResponse
    /// The request could not be sent (refused, unreachable, no route); the status is 503.
    case transport
  }

  /// SIP status code.
  public let status: Int
  /// The response's reason phrase.
  public let phrase: String
  /// Where it was made.
  public let origin: Origin
  /// Q.850 cause of a `Reason` header (RFC 3326), if there is one.
  public let cause: Int?
  /// Contacts of a 3xx, in the order of preference.
  public let contacts: [String]
  /// Min-SE of a 422 in seconds (RFC 4028, section 6), if there is one.
  public let minimumSession: Int32?

  /// A refusal from its parts.
  public init(
    status: Int, phrase: String = "", origin: Origin = .remote, cause: Int? = nil, contacts: [String] = [],
    minimumSession: Int32? = nil
  ) {
    self.status = status
    self.phrase = phrase
    self.origin = origin
    self.cause = cause
    self.contacts = contacts
    self.minimumSession = minimumSession
  }
}
