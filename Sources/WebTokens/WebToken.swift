import Foundation

/// A signed JSON Web Token taken apart (RFC 7519, RFC 7515 section 3.1). Nothing in it may be believed before
/// ``TokenIssuer/accept(_:now:)`` has checked it.
struct WebToken {
  let algorithm: SignatureAlgorithm
  let keyID: String
  let signature: [UInt8]
  /// What is signed.
  let message: [UInt8]
  let claims: [String: Any]

  /// Longest token that is looked at, in bytes.
  static let longest = 8192

  init(_ text: String) throws(TokenProblem) {
    guard text.utf8.count <= Self.longest else { throw .tooLong }
    let bytes = Array(text.utf8)
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
      let signature = Base64URL.decode(parts[2])
    else { throw .malformed }
    guard let name = header["alg"] as? String, let algorithm = SignatureAlgorithm(rawValue: name) else {
      throw .algorithmRefused
    }
    // What a header says must be understood cannot be passed over (RFC 7515 section 4.1.11).
    guard header["crit"] == nil else { throw .malformed }
    guard let keyID = header["kid"] as? String else { throw .unknownKey }
    self.algorithm = algorithm
    self.keyID = keyID
    self.signature = signature
    self.claims = claims
    message = Array(bytes[..<parts[1].endIndex])
  }

  private static func object(_ part: ArraySlice<UInt8>) -> [String: Any]? {
    guard let bytes = Base64URL.decode(part) else { return nil }
    return try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
  }

  /// A claim that is a number, as a moment in seconds since 1970 (RFC 7519 section 2, NumericDate); nil if it is
  /// missing.
  func date(_ claim: String) throws(TokenProblem) -> Double? {
    guard let value = claims[claim] else { return nil }
    guard let number = value as? NSNumber, !(value is Bool), number.doubleValue.isFinite else { throw .malformed }
    return number.doubleValue
  }

  /// A claim that is a text or a list of texts (as `aud`, RFC 7519 section 4.1.3); empty if it is missing.
  func texts(_ claim: String) -> [String] {
    switch claims[claim] {
    case let text as String: [text]
    case let list as [Any]: list.compactMap { $0 as? String }
    default: []
    }
  }
}
