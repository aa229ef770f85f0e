/// Percent-encoding (RFC 3986 section 2.1).
public enum PercentCoding {
  /// Decodes `%XX`; anything else, including a `%` without two hexadecimal digits behind it, stays as it is, since some
  /// clients do not encode. Bytes that are not UTF-8 become U+FFFD.
  ///
  /// - Parameter plusIsBlank: Read `+` as a blank, as in forms and queries. Default false, as in paths.
  public static func decode(_ text: some StringProtocol, plusIsBlank: Bool = false) -> String {
    decode(ArraySlice(text.utf8), plusIsBlank: plusIsBlank)
  }

  /// Encodes everything but the unreserved characters of RFC 3986 section 2.3, and a blank as `%20`.
  public static func encode(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        bytes.append(UInt8(ascii: "%"))
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  static func decode(_ bytes: ArraySlice<UInt8>, plusIsBlank: Bool) -> String {
    guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = Bytes.hexDigit(bytes[index + 1]),
        let low = Bytes.hexDigit(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(plusIsBlank && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }
}
