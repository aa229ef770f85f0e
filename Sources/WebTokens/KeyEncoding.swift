/// Public keys in the form that OpenSSL reads: SubjectPublicKeyInfo in DER (RFC 5280 section 4.1, X.690).
enum KeyEncoding {
  /// An RSA key (RFC 3279 section 2.3.1).
  static func rsa(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
    // 1.2.840.113549.1.1.1 rsaEncryption, with NULL for parameters.
    let algorithm: [UInt8] = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 0x05, 0]
    return publicKey(algorithm, element(0x30, integer(modulus) + integer(exponent)))
  }

  /// A point on P-256 (RFC 5480 section 2).
  static func p256(x: [UInt8], y: [UInt8]) -> [UInt8] {
    // 1.2.840.10045.2.1 id-ecPublicKey, 1.2.840.10045.3.1.7 prime256v1.
    let algorithm: [UInt8] = [
      0x06, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 0x06, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7,
    ]
    return publicKey(algorithm, [4] + x + y)
  }

  private static func publicKey(_ algorithm: [UInt8], _ key: [UInt8]) -> [UInt8] {
    element(0x30, element(0x30, algorithm) + element(0x03, [0] + key))
  }

  private static func integer(_ bytes: [UInt8]) -> [UInt8] {
    let digits = bytes.drop { $0 == 0 }
    // A first bit that is set would make the number negative.
    return element(0x02, (digits.first.map { $0 >= 0x80 } ?? true ? [0] : []) + digits)
  }

  private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    if count < 0x80 { return [tag, UInt8(count)] + content }
    if count < 0x100 { return [tag, 0x81, UInt8(count)] + content }
    return [tag, 0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)] + content
  }
}
