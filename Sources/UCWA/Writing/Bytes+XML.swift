extension [UInt8] {
  /// Appends the text escaped so that it may stand both between tags and in an attribute.
  ///
  /// Line ends and tabs become character references, so that a parser's normalisation (XML 1.0 sections 2.11 and
  /// 3.3.3) does not change them. Characters that XML 1.0 has no place for (section 2.2) become U+FFFD.
  mutating func appendXML(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var clean = 0
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        var length = 1
        let replacement: StaticString
        switch byte {
        case 0x26: replacement = "&amp;"
        case 0x3C: replacement = "&lt;"
        case 0x3E: replacement = "&gt;"
        case 0x22: replacement = "&quot;"
        case 0x09: replacement = "&#9;"
        case 0x0A: replacement = "&#10;"
        case 0x0D: replacement = "&#13;"
        case 0x00..<0x20: replacement = "\u{FFFD}"
        case 0xEF where index + 2 < bytes.count && bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE:
          // U+FFFE and U+FFFF.
          replacement = "\u{FFFD}"
          length = 3
        default:
          index += 1
          continue
        }
        append(contentsOf: bytes[clean..<index])
        append(replacement)
        index += length
        clean = index
      }
      append(contentsOf: bytes[clean...])
    }
  }

  mutating func appendXML(_ href: Href, base: String) {
    switch href {
    case .application(let path):
      appendXML(base)
      if let first = path.utf8.first {
        if first != 0x3F { append(0x2F) }
        appendXML(path)
      }
    case .absolute(let text), .data(let text): appendXML(text)
    }
  }

  /// Appends ` rel="…" href="…"`.
  mutating func appendXMLAttributes(rel: Term, href: Href, base: String) {
    append(" rel=\"")
    append(term: rel)
    append("\" href=\"")
    appendXML(href, base: base)
    append(0x22)
  }
}
