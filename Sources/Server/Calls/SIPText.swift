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
}
