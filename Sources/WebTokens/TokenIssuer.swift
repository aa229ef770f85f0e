import COpenSSL

/// An issuer of tokens as an operator described it, and its keys.
public struct TokenIssuer: Sendable {
  /// What the claim `iss` must be.
  public let issuer: String
  /// What the claim `aud` must be or hold.
  public let audience: String
  /// Claims that may name the user, the preferred one first.
  public let userClaims: [String]
  /// Claim that holds the scopes.
  public let scopeClaim: String
  /// The issuer's keys.
  public var keys: KeySet

  /// What a token that was accepted stands for.
  public struct Grant: Sendable, Equatable {
    /// What the user is called by the issuer.
    public let user: String
    /// The scopes as they stand in the token, blanks between; empty for none.
    public let scopes: String
    /// When it ends, in seconds since 1970.
    public let expires: Double
  }

  /// Claims that name the user unless configuration says otherwise.
  public static let defaultUserClaims = ["upn", "preferred_username", "email"]

  /// By how much the issuer's clock may differ, in seconds.
  public static let skew = 60.0

  /// An issuer and its keys.
  public init(
    issuer: String, audience: String, userClaim: String? = nil, scopeClaim: String = "scp", keys: KeySet
  ) {
    self.issuer = issuer
    self.audience = audience
    userClaims = userClaim.map { [$0] } ?? Self.defaultUserClaims
    self.scopeClaim = scopeClaim
    self.keys = keys
  }

  /// Checks a token of one of the issuers (RFC 7519 section 7.2) and gives what it stands for.
  ///
  /// - Parameter now: Seconds since 1970.
  public static func accept(
    _ text: String, of issuers: [TokenIssuer], now: Double
  ) throws(TokenProblem) -> Grant {
    let token = try WebToken(text)
    guard let issuer = issuers.first(where: { $0.issuer == token.claims["iss"] as? String }) else {
      throw .otherIssuer
    }
    return try issuer.accept(token, now)
  }

  private func accept(_ token: WebToken, _ now: Double) throws(TokenProblem) -> Grant {
    guard token.texts("aud").contains(audience) else { throw .otherAudience }
    guard let expires = try token.date("exp"), expires + Self.skew > now else { throw .expired }
    if let start = try token.date("nbf"), start - Self.skew > now { throw .notYetValid }
    // The key says which algorithm it is for: a token cannot choose another one for it.
    guard let key = keys[token.keyID] else { throw .unknownKey }
    guard key.algorithm == token.algorithm else { throw .algorithmRefused }
    guard key.verifies(token.signature, of: token.message) else { throw .badSignature }
    guard let user = user(of: token) else { throw .noUser }
    return Grant(user: user, scopes: token.texts(scopeClaim).joined(separator: " "), expires: expires)
  }

  private func user(of token: WebToken) -> String? {
    for claim in userClaims {
      guard let name = token.claims[claim] as? String, !name.isEmpty else { continue }
      // Whoever can type any address at the issuer must not become its owner here.
      if claim == "email", token.claims["email_verified"] as? Bool == false { continue }
      return name
    }
    return nil
  }

  /// SHA-256 of a text, by which a token can be remembered without being kept.
  public static func digest(_ text: String) -> [UInt8] {
    var text = text
    var digest = [UInt8](repeating: 0, count: 32)
    _ = text.withUTF8 { EVP_Digest($0.baseAddress, $0.count, &digest, nil, EVP_sha256(), nil) }
    return digest
  }
}
