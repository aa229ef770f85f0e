import Foundation

/// A `data:` URI (RFC 2397): content that travels in a link.
public struct DataURI: Sendable, Hashable, CustomStringConvertible {
  /// The media type in lower case, without parameters.
  public let mediaType: String
  /// The charset as it was given; nil if none was.
  public let charset: String?
  /// The content.
  public let bytes: [UInt8]

  /// Content of that type; `charset` names how a text is encoded in `bytes`.
  public init(mediaType: String, charset: String? = nil, bytes: [UInt8]) {
    self.mediaType = mediaType.lowercased()
    self.charset = charset
    self.bytes = bytes
  }

  /// A text.
  public init(text: String, mediaType: String = "text/plain") {
    self.init(mediaType: mediaType, charset: "utf-8", bytes: Array(text.utf8))
  }

  /// The content as text, if it is one in a charset that is known here (UTF-8, ASCII, ISO 8859-1).
  public var text: String? {
    guard mediaType.hasPrefix("text/") else { return nil }
    switch charset?.lowercased() {
    case nil, "utf-8", "utf8", "us-ascii", "ascii": return String(validating: bytes, as: UTF8.self)
    case "iso-8859-1", "latin1": return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    default: return nil
    }
  }

  /// Reads a data URI.
  ///
  /// Blanks and line ends are dropped wherever the syntax has no place for them: around the colon, in the type, in
  /// base64, and at either end. Base64 may lack its padding and may use the URL alphabet. In percent-encoding `+` is a
  /// blank, as it is when the URI is printed.
  ///
  /// - Returns: nil if it is no data URI.
  public init?(_ text: String) {
    let source = Array(text.utf8)
    guard let colon = source.firstIndex(of: 0x3A),
      String(decoding: source[..<colon].filter { !DataURI.isBlank($0) }, as: UTF8.self).lowercased() == "data",
      let comma = source[colon...].firstIndex(of: 0x2C)
    else { return nil }

    let header = source[(colon + 1)..<comma].filter { !DataURI.isBlank($0) }
    let element = HeaderElement(String(decoding: header, as: UTF8.self))
    let parts = HeaderElement.split(String(decoding: header, as: UTF8.self), at: ";")
    let isBase64 = parts.count > 1 && parts.last?.lowercased() == "base64"
    let type = element.value.isEmpty ? "text/plain" : element.value.lowercased()
    let charset = element.parameters.first { $0.name == "charset" }?.value ?? ""
    // Both go into the Content-Type of a SIP message, so they must be what may stand there.
    let halves = type.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(DataURI.isToken) }),
      charset.utf8.allSatisfy(DataURI.isToken)
    else { return nil }

    let content = source[(comma + 1)...]
    if isBase64 {
      guard let decoded = DataURI.decodeBase64(PercentEncoding.decode(content)) else { return nil }
      bytes = decoded
    } else {
      var trimmed = content
      while let first = trimmed.first, DataURI.isBlank(first) { trimmed.removeFirst() }
      while let last = trimmed.last, DataURI.isBlank(last) { trimmed.removeLast() }
      bytes = PercentEncoding.decode(trimmed, plusIsBlank: true)
    }
    mediaType = type
    self.charset = charset.isEmpty ? nil : charset
  }

  /// The URI as the server writes it: a text in UTF-8, percent-encoded with `+` for blanks; anything else in base64.
  public var description: String {
    if let text {
      var out = Array("data:\(mediaType);charset=utf-8,".utf8)
      out.reserveCapacity(out.count + text.utf8.count)
      for byte in text.utf8 {
        if byte == 0x20 {
          out.append(0x2B)
        } else if PercentEncoding.isUnreserved(byte) {
          out.append(byte)
        } else {
          PercentEncoding.append(byte, to: &out)
        }
      }
      return String(decoding: out, as: UTF8.self)
    }
    let parameter = charset.map { ";charset=" + $0 } ?? ""
    return "data:\(mediaType)\(parameter);base64,\(Data(bytes).base64EncodedString())"
  }

  /// A character of a type's or charset's name (RFC 2045, section 5.1).
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-.^_`{|}~".utf8.contains(byte)
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func decodeBase64(_ text: [UInt8]) -> [UInt8]? {
    var digits: [UInt8] = []
    digits.reserveCapacity(text.count + 3)
    for byte in text where !isBlank(byte) {
      switch byte {
      case 0x2D: digits.append(0x2B)
      case 0x5F: digits.append(0x2F)
      default: digits.append(byte)
      }
    }
    while digits.last == 0x3D { digits.removeLast() }
    while digits.count % 4 != 0 { digits.append(0x3D) }
    return Data(base64Encoded: Data(digits)).map(Array.init)
  }
}
