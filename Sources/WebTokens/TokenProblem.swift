/// Why a token is not accepted. For a log: a client is told only that its token is not good.
public enum TokenProblem: String, Error, Sendable, CaseIterable {
  /// Longer than 8 KiB.
  case tooLong
  /// Not three parts of Base64 and JSON, or with claims of wrong types.
  case malformed
  /// Signed by an algorithm that is not taken, or not at all.
  case algorithmRefused
  /// From another issuer.
  case otherIssuer
  /// For another audience.
  case otherAudience
  /// Signed by a key that is not in the issuer's set.
  case unknownKey
  /// Not signed by that key.
  case badSignature
  /// Ended, or without an end.
  case expired
  /// Not valid yet.
  case notYetValid
  /// It names no user.
  case noUser
}
