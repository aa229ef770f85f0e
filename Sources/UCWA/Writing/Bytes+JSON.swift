extension [UInt8] {
  /// Appends the text between quotation marks, escaped (RFC 8259 section 7).
  mutating func appendJSON(_ text: String) {
    append(0x22)
    appendJSONContent(text)
    append(0x22)
  }

  /// Appends the text escaped, without quotation marks.
  mutating func appendJSONContent(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var clean = 0
      for index in bytes.indices {
        let byte = bytes[index]
        if byte >= 0x20, byte != 0x22, byte != 0x5C { continue }
        append(contentsOf: bytes[clean..<index])
        clean = index + 1
        switch byte {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
          append("\\u00")
          append(byte >> 4 == 0 ? 0x30 : 0x31)
          append((byte & 15) + (byte & 15 < 10 ? 0x30 : 0x57))
        }
      }
      append(contentsOf: bytes[clean...])
    }
  }

  mutating func appendJSON(_ href: Href, base: String) {
    append(0x22)
    switch href {
    case .application(let path):
      appendJSONContent(base)
      if let first = path.utf8.first {
        if first != 0x3F { append(0x2F) }
        appendJSONContent(path)
      }
    case .absolute(let text), .data(let text): appendJSONContent(text)
    }
    append(0x22)
  }

  mutating func appendJSON(_ value: PropertyValue) {
    switch value {
    case .string(let text): appendJSON(text)
    case .boolean(true): append("true")
    case .boolean(false): append("false")
    case .integer(let number): appendDecimal(Int64(number))
    case .date(let milliseconds):
      append("\"/Date(")
      appendDecimal(milliseconds)
      append(")/\"")
    case .strings(let texts):
      append(0x5B)
      for (index, text) in texts.enumerated() {
        if index > 0 { append(0x2C) }
        appendJSON(text)
      }
      append(0x5D)
    }
  }
}
