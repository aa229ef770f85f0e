import Foundation

/// What a bearer token stands for.
public struct TokenGrant: Sendable, Equatable {
  /// SIP URI of the user, as stored.
  public let userURI: String
  /// The scopes the token is limited to, or nil if it is not.
  public let scopes: [String]?
  /// When it was issued.
  public let created: Date
  /// When it ends.
  public let expires: Date
}
