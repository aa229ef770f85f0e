// Text and attribute values, with what stands for other characters.
extension XMLScanner {
  /// Text up to the next tag.
  mutating func text() throws(Malformed) -> String {
    var content: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
      if bytes[position] == UInt8(ascii: "&") {
        try appendReference(to: &content)
      } else {
        guard !take("]]>") else { throw malformed("a CDATA section ends that did not begin") }
        try appendCharacter(to: &content, lineEnd: 0x0A)
      }
    }
    return String(decoding: content, as: UTF8.self)
  }

  /// A value in either kind of quotation marks. Line ends and tabs become blanks (XML 1.0 section 3.3.3).
  mutating func attributeValue() throws(Malformed) -> String {
    guard position < bytes.count, bytes[position] == 0x22 || bytes[position] == 0x27 else {
      throw malformed("an attribute's value has no quotation marks")
    }
    let quote = bytes[position]
    position += 1
    var content: [UInt8] = []
    while position < bytes.count, bytes[position] != quote {
      switch bytes[position] {
      case UInt8(ascii: "&"): try appendReference(to: &content)
      case UInt8(ascii: "<"): throw malformed("an attribute's value has a tag")
      case 0x09:
        content.append(0x20)
        position += 1
      default: try appendCharacter(to: &content, lineEnd: 0x20)
      }
    }
    guard position < bytes.count else { throw malformed("it ends early") }
    position += 1
    return String(decoding: content, as: UTF8.self)
  }

  /// Appends a byte of a character as it stands; each kind of line end is the same one (XML 1.0 section 2.11).
  mutating func appendCharacter(to content: inout [UInt8], lineEnd: UInt8) throws(Malformed) {
    guard isCharacter else { throw malformed("it ends early, or has a character that XML does not allow") }
    let byte = bytes[position]
    position += 1
    if byte == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
    content.append(byte == 0x0D || byte == 0x0A ? lineEnd : byte)
  }

  /// Whether a byte of a character that XML 1.0 knows (section 2.2) comes next.
  var isCharacter: Bool {
    guard position < bytes.count else { return false }
    switch bytes[position] {
    case 0x09, 0x0A, 0x0D: return true
    case 0..<0x20: return false
    // U+FFFE and U+FFFF.
    case 0xEF: return !(position + 2 < bytes.count && bytes[position + 1] == 0xBF && bytes[position + 2] >= 0xBE)
    default: return true
    }
  }

  private mutating func appendReference(to content: inout [UInt8]) throws(Malformed) {
    if take("&amp;") {
      content.append(UInt8(ascii: "&"))
    } else if take("&lt;") {
      content.append(UInt8(ascii: "<"))
    } else if take("&gt;") {
      content.append(UInt8(ascii: ">"))
    } else if take("&quot;") {
      content.append(0x22)
    } else if take("&apos;") {
      content.append(0x27)
    } else if take("&#x") {
      content.append(contentsOf: Array(String(try scalar(radix: 16)).utf8))
    } else if take("&#") {
      content.append(contentsOf: Array(String(try scalar(radix: 10)).utf8))
    } else {
      throw malformed("an entity is not known")
    }
  }

  private mutating func scalar(radix: UInt32) throws(Malformed) -> Character {
    var value: UInt32 = 0
    let start = position
    while position < bytes.count, let digit = PercentEncoding.value(ofHexadecimal: bytes[position]), digit < radix {
      value = value * radix + UInt32(digit)
      guard value <= 0x10FFFF else { throw malformed("a character reference is too large") }
      position += 1
    }
    let isAllowed = value >= 0x20 ? value != 0xFFFE && value != 0xFFFF : [0x09, 0x0A, 0x0D].contains(value)
    guard position > start, isAllowed, let scalar = Unicode.Scalar(value), take(";") else {
      throw malformed("a character reference stands for no character")
    }
    return Character(scalar)
  }
}
