import COpenSSL

/// A public key that checks signatures of one algorithm.
///
/// `@unchecked Sendable` is safe because the key is never changed after `init`, and OpenSSL allows any number of threads
/// to verify with one key, each with a context of its own (openssl-threads(7)).
public final class PublicKey: @unchecked Sendable {
  /// What the key is for.
  public let algorithm: SignatureAlgorithm
  private let key: OpaquePointer

  /// Smallest RSA modulus that is taken, in bits (RFC 7518 section 3.3).
  static let smallestModulus = 2048
  /// Largest RSA modulus: a check takes time with the square of its size.
  static let largestModulus = 8192

  /// The key of an RSA modulus and exponent, big-endian; nil if it is too small, too large, or none.
  public convenience init?(modulus: [UInt8], exponent: [UInt8]) {
    guard modulus.count <= Self.largestModulus / 8 + 1, (1...8).contains(exponent.count),
      let key = Self.read(KeyEncoding.rsa(modulus: modulus, exponent: exponent))
    else { return nil }
    self.init(.rs256, key)
    guard EVP_PKEY_get_bits(key) >= Int32(Self.smallestModulus) else { return nil }
  }

  /// The key of a point on P-256, 32 bytes each; nil if it is not on the curve.
  public convenience init?(x: [UInt8], y: [UInt8]) {
    guard x.count == 32, y.count == 32 else { return nil }
    // Reading checks that the point is on the curve.
    guard let key = Self.read(KeyEncoding.p256(x: x, y: y)) else { return nil }
    self.init(.es256, key)
  }

  private static func read(_ encoded: [UInt8]) -> OpaquePointer? {
    defer { ERR_clear_error() }
    return encoded.withUnsafeBufferPointer { bytes in
      var next = bytes.baseAddress
      return d2i_PUBKEY(nil, &next, bytes.count)
    }
  }

  private init(_ algorithm: SignatureAlgorithm, _ key: OpaquePointer) {
    self.algorithm = algorithm
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// Whether the signature over the message is by this key. Takes some 50 microseconds.
  public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    let form: [UInt8]
    switch algorithm {
    case .rs256: form = signature
    case .es256:
      guard let encoded = Self.encodedPair(signature) else { return false }
      form = encoded
    }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer {
      EVP_MD_CTX_free(context)
      // What OpenSSL says of a bad signature would otherwise be taken for a fault of the next call on this thread.
      ERR_clear_error()
    }
    guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1 else { return false }
    return EVP_DigestVerify(context, form, form.count, message, message.count) == 1
  }

  /// The two numbers of RFC 7518 section 3.4 in the form that OpenSSL takes (RFC 3279 section 2.2.3).
  private static func encodedPair(_ signature: [UInt8]) -> [UInt8]? {
    guard signature.count == 64, let pair = ECDSA_SIG_new() else { return nil }
    defer { ECDSA_SIG_free(pair) }
    let (first, second) = signature.withUnsafeBufferPointer { bytes in
      (BN_bin2bn(bytes.baseAddress, 32, nil), BN_bin2bn(bytes.baseAddress.map { $0 + 32 }, 32, nil))
    }
    guard let first, let second, ECDSA_SIG_set0(pair, first, second) == 1 else {
      BN_free(first)
      BN_free(second)
      return nil
    }
    var encoded: UnsafeMutablePointer<UInt8>?
    let length = i2d_ECDSA_SIG(pair, &encoded)
    guard length > 0, let encoded else { return nil }
    defer { CRYPTO_free(encoded, nil, 0) }
    return Array(UnsafeBufferPointer(start: encoded, count: Int(length)))
  }
}
