/// A way to sign (RFC 7518 section 3.1). What is not here is refused: `none`, which signs nothing, and the HS family,
/// for which a public key would be the secret.
public enum SignatureAlgorithm: String, Sendable, CaseIterable {
  /// RSASSA-PKCS1-v1_5 with SHA-256.
  case rs256 = "RS256"
  /// ECDSA on P-256 with SHA-256.
  case es256 = "ES256"
}
