/// Percent-encoding and -decoding (RFC 3986 section 2.1).
public enum PercentEncoding {
  private static let hexadecimal = Array("0123456789ABCDEF".utf8)

  static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(0x25)
    bytes.append(hexadecimal[Int(byte >> 4)])
    bytes.append(hexadecimal[Int(byte & 15)])
  }

  /// The text as one segment of a path: all but letters, digits and `-._~@:+` is percent-encoded.
  public static func pathSegment(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if isUnreserved(byte) || byte == 0x40 || byte == 0x3A || byte == 0x2B {
        bytes.append(byte)
      } else {
        append(byte, to: &bytes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text as a value in a query: all but letters, digits and `-._~` is percent-encoded.
  public static func queryValue(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if isUnreserved(byte) { bytes.append(byte) } else { append(byte, to: &bytes) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func value(ofHexadecimal byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  /// The bytes that the text stands for. A percent sign that no two hexadecimal digits follow stands for itself, since
  /// some clients do not encode at all.
  ///
  /// - Parameter plusIsBlank: Whether `+` means a blank, as in forms; else it stands for itself.
  public static func decode(_ text: some Sequence<UInt8>, plusIsBlank: Bool = false) -> [UInt8] {
    let source = Array(text)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      let byte = source[index]
      if byte == 0x25, index + 2 < source.count, let high = value(ofHexadecimal: source[index + 1]),
        let low = value(ofHexadecimal: source[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
        continue
      }
      bytes.append(plusIsBlank && byte == 0x2B ? 0x20 : byte)
      index += 1
    }
    return bytes
  }
}
