extension Configuration {
  /// An OpenID Connect issuer whose bearer tokens (JWT, RFC 7519) are accepted.
  public struct Issuer: Sendable, Equatable {
    /// What the claim `iss` must be. Required, unique.
    public var issuer = ""
    /// What the claim `aud` must be or hold. Required.
    public var audience = ""
    /// File with the issuer's keys as a JWK set (RFC 7517). Required. Read again when it changes.
    public var keys = ""
    /// Claim that holds the user's SIP URI or alias. Nil: the first there is of `upn`, `preferred_username`, `email`.
    public var userClaim: String?
    /// Claim that holds the scopes. Default `scp`.
    public var scopeClaim = "scp"

    /// An issuer with the defaults and no name.
    public init() {}
  }
}
