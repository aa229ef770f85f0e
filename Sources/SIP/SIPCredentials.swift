/// What answers a Digest challenge (RFC 3261 22, RFC 7616 with MD5). Printing it shows no password.
public struct SIPCredentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// The user name, whatever the realm.
  public let username: String
  /// The password in clear.
  public let password: String
  /// Credentials for any realm that asks.
  public init(username: String, password: String) {
    self.username = username
    self.password = password
  }
  /// The user name only.
  public var description: String { "credentials of \(username)" }
  /// The user name only.
  public var debugDescription: String { description }
}
