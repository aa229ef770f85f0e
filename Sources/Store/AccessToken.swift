import Foundation

/// A bearer token as it is handed out: the only time its text is known.
public struct AccessToken: Sendable, Equatable, CustomStringConvertible {
  /// The token: `cwt=` and 32 random bytes in base64url, 47 characters.
  public let text: String
  /// When it ends.
  public let expires: Date

  /// Without the token itself, so that it may be logged.
  public var description: String { "token until \(expires.formatted(.iso8601))" }
}
