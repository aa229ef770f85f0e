extension UCWAClient {
  /// How a client proves who its user is.
  public enum Credential: Sendable {
    /// The user's SIP URI and password, exchanged for a token where the server's challenge says.
    case password(user: String, password: String)
    /// A bearer token obtained elsewhere: `workline token`, or an OpenID Connect issuer the server trusts.
    case token(String)
  }
}

extension UCWAClient.Credential: CustomStringConvertible {
  /// The kind of credential and the user; never the secret.
  public var description: String {
    switch self {
    case .password(let user, _): "password of \(user)"
    case .token: "token"
    }
  }
}
