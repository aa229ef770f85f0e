import COpenSSL

/// The hash of a Digest (RFC 7616, section 6.1; RFC 8760 for SIP).
public enum DigestAlgorithm: String, Sendable, CaseIterable {
  /// The better one, offered first (RFC 8760, section 2.3).
  case sha256 = "SHA-256"
  /// What every telephone knows.
  case md5 = "MD5"

  /// By its name in any case; nil for one that is not known here.
  init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else { return nil }
    self = found
  }

  /// The hash as lower-case hexadecimal digits; nil if OpenSSL does not offer it.
  func hash(_ text: String) -> String? {
    var digest = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    var text = text
    let type = self == .md5 ? EVP_md5() : EVP_sha256()
    guard text.withUTF8({ EVP_Digest($0.baseAddress, $0.count, &digest, &count, type, nil) }) == 1 else { return nil }
    return DigestText.hexadecimal(digest[..<Int(count)])
  }
}

/// What the files of Digest share.
enum DigestText {
  private static let digits = Array("0123456789abcdef".utf8)

  static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Whether two texts are the same, in a time that does not tell how much of them is.
  static func areEqual(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    return left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }
}
