/// An Authorization header of the Digest scheme (RFC 3261, section 25.1, `digest-response`), as a caller sends it.
/// Everything in it is a stranger's text.
public struct DigestResponse: Sendable, Equatable {
  /// Who the caller says he is, without quotes.
  public let username: String
  /// For which realm, without quotes.
  public let realm: String
  /// The nonce that he answers.
  public let nonce: String
  /// The URI that he has hashed.
  public let uri: String
  /// The hash, in lower case.
  public let response: String
  /// His own nonce.
  public let cnonce: String
  /// How many requests he has made with the nonce: 8 hexadecimal digits.
  public let nonceCount: String
  /// The hash he used; MD5 if he names none.
  public let algorithm: DigestAlgorithm

  /// Bytes of the longest header that is read.
  public static let longest = 4096
  private static let mostParameters = 32

  /// - Parameter header: The header's value.
  /// - Returns: Nil for other schemes, for what has not the form of the grammar, for parameters that are missing or
  ///   given twice, and for a `qop` other than `auth`, which is the only one that is offered.
  public init?(_ header: String) {
    guard header.utf8.count <= Self.longest, let values = Self.parameters(header),
      let username = values["username"], let realm = values["realm"], let nonce = values["nonce"],
      let uri = values["uri"], let response = values["response"], let cnonce = values["cnonce"],
      let nonceCount = values["nc"], values["qop"]?.lowercased() == "auth",
      let algorithm = DigestAlgorithm(name: values["algorithm"] ?? "MD5"),
      nonceCount.utf8.count == 8, Self.isHexadecimal(nonceCount), Self.isHexadecimal(response)
    else { return nil }
    self.username = username
    self.realm = realm
    self.nonce = nonce
    self.uri = uri
    self.response = response.lowercased()
    self.cnonce = cnonce
    self.nonceCount = nonceCount
    self.algorithm = algorithm
  }

  private static func isHexadecimal(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) }
  }

  /// The parameters by their names in lower case, without quotes.
  private static func parameters(_ header: String) -> [String: String]? {
    var reader = Reader(Array(header.utf8))
    reader.skipBlanks()
    guard reader.token()?.lowercased() == "digest", reader.skipBlanks() else { return nil }
    var values: [String: String] = [:]
    while true {
      reader.skipBlanks()
      guard let name = reader.token()?.lowercased(), reader.takes(UInt8(ascii: "=")) else { return nil }
      guard let value = reader.takes(UInt8(ascii: "\""), skipsBlanks: true) ? reader.quoted() : reader.token(),
        values.updateValue(value, forKey: name) == nil, values.count <= mostParameters
      else { return nil }
      reader.skipBlanks()
      if reader.isAtEnd { return values }
      guard reader.takes(UInt8(ascii: ",")) else { return nil }
    }
  }

  private struct Reader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    /// Whether there was a blank.
    @discardableResult
    mutating func skipBlanks() -> Bool {
      let start = place
      while place < bytes.count, [0x20, 0x09, 0x0D, 0x0A].contains(bytes[place]) { place += 1 }
      return place > start
    }

    mutating func takes(_ byte: UInt8, skipsBlanks: Bool = false) -> Bool {
      skipBlanks()
      guard place < bytes.count, bytes[place] == byte else { return false }
      place += 1
      if !skipsBlanks { skipBlanks() }
      return true
    }

    /// RFC 3261, section 25.1.
    mutating func token() -> String? {
      let start = place
      while place < bytes.count, Self.isTokenByte(bytes[place]) { place += 1 }
      return place == start ? nil : String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// The rest of a quoted-string, whose first quote has been read.
    mutating func quoted() -> String? {
      var text: [UInt8] = []
      while place < bytes.count {
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
        case UInt8(ascii: "\\"):
          guard place < bytes.count, bytes[place] < 0x80, bytes[place] != 0x0D, bytes[place] != 0x0A else { return nil }
          text.append(bytes[place])
          place += 1
        case 0..<0x20 where byte != 0x09, 0x7F: return nil
        default: text.append(byte)
        }
      }
      return nil
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "-.!%*_+`'~".utf8.contains(byte)
      }
    }
  }
}
