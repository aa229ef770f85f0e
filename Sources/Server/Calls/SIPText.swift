/// Values of SIP headers (RFC 3261, section 25.1) from texts that come from users and applications.
enum SIPText {
  /// A display name as a quoted string; control characters become blanks, so that nothing can end the header.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars.prefix(128) {
      switch scalar {
      case "\"", "\\":
        out.unicodeScalars.append("\\")
        out.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: out.append(" ")
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// Free text for a header such as Subject.
  static func line(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
  }

  /// The user part of a `sip:` or `tel:` URI; nil if there is none.
  static func user(ofURI uri: String) -> String? {
    guard let colon = uri.firstIndex(of: ":") else { return nil }
    let rest = uri[uri.index(after: colon)...]
    if uri[..<colon].lowercased() == "tel" { return String(rest.prefix { $0 != ";" }) }
    guard let at = rest.firstIndex(of: "@") else { return nil }
    return String(rest[..<at].prefix { $0 != ";" && $0 != ":" })
  }

  /// The values of a header field that lists several, with commas between (RFC 3261, 7.3.1).
  static func list(_ field: String) -> [String] {
    var values: [String] = []
    var (start, isQuoted, isEscaped, depth) = (field.utf8.startIndex, false, false, 0)
    func add(upTo end: String.Index) {
      let value = String(field[start..<end]).trimmed
      if !value.isEmpty { values.append(value) }
    }
    // By bytes: a combining mark behind a comma makes another character of it.
    for index in field.utf8.indices {
      switch field.utf8[index] {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isQuoted: isEscaped = true
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "<") where !isQuoted: depth = 1
      case UInt8(ascii: ">") where !isQuoted: depth = 0
      case UInt8(ascii: ",") where !isQuoted && depth == 0:
        add(upTo: index)
        start = field.utf8.index(after: index)
      default: break
      }
    }
    add(upTo: field.utf8.endIndex)
    return values
  }

  /// The display name in front of an address in angle brackets, without quotes; nil if there is none.
  static func displayName(_ address: String) -> String? {
    guard let open = address.utf8.firstIndex(of: UInt8(ascii: "<")) else { return nil }
    var name = Substring(address[..<open]).trimmed
    if name.utf8.count >= 2, name.utf8.first == UInt8(ascii: "\""), name.utf8.last == UInt8(ascii: "\"") {
      name = String(name.dropFirst().dropLast())
      name = name.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
    }
    return name.isEmpty ? nil : name
  }
}

extension StringProtocol {
  /// Without blanks around it.
  fileprivate var trimmed: String {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0D, 0x0A]
    let bytes = Array(utf8)
    let kept = bytes.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()
    return String(decoding: Array(kept), as: UTF8.self)
  }
}
