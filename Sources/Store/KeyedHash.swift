import COpenSSL

/// A secret by which the server knows again what it has handed out itself, without keeping a list of it: HMAC with
/// SHA-256 (RFC 2104).
public struct KeyedHash: Sendable {
  /// The secret: 32 random bytes. Whoever has it can make hashes.
  public let key: [UInt8]

  /// A hash with a new secret. Throws ``StoreError/failed(code:detail:)`` if the system gives no random numbers.
  public init() throws(StoreError) {
    var key = [UInt8](repeating: 0, count: 32)
    guard RAND_bytes(&key, 32) == 1 else { throw .failed(code: 0, detail: "the system gives no random numbers") }
    self.key = key
  }

  /// A hash with a secret that was kept.
  public init(key: [UInt8]) { self.key = key }

  /// The hash of texts, kept apart from each other, as 64 lower-case hexadecimal digits; nil if OpenSSL has no SHA-256.
  public func callAsFunction(_ texts: String...) -> String? {
    var message: [UInt8] = []
    for text in texts {
      message += Array(text.utf8)
      // No text of a request or a name holds it.
      message.append(0)
    }
    var digest = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 32
    guard HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, &count) != nil, count == 32 else {
      return nil
    }
    return digest.hexadecimal
  }

  /// Whether two texts are the same, in a time that does not tell how much of them is.
  public static func areEqual(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    return left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }
}
