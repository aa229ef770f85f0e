/// A header value with parameters: `application/json; charset="utf-8"` (RFC 9110 section 5.6.6).
struct HeaderElement {
  /// What comes before the first semicolon.
  let value: String
  /// The parameters, names in lower case, quotation marks taken off.
  let parameters: [(name: String, value: String)]

  init(_ text: some StringProtocol) {
    let parts = HeaderElement.split(text, at: ";")
    value = parts.first ?? ""
    parameters = parts.dropFirst().compactMap { part in
      guard let equals = part.firstIndex(of: "=") else { return nil }
      let name = HeaderElement.trimmed(part[..<equals]).lowercased()
      var value = HeaderElement.trimmed(part[part.index(after: equals)...])
      for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
        value = String(value.dropFirst().dropLast())
        break
      }
      return (name, value)
    }
  }

  static func trimmed(_ text: some StringProtocol) -> String {
    var rest = Substring(text)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }

  /// The parts between separators that stand outside quotation marks, blanks around them taken off.
  static func split(_ text: some StringProtocol, at separator: Character) -> [String] {
    var parts: [String] = []
    var current = ""
    var isQuoted = false
    for character in text {
      if character == "\"" { isQuoted.toggle() }
      if character == separator, !isQuoted {
        parts.append(trimmed(current))
        current = ""
      } else {
        current.append(character)
      }
    }
    parts.append(trimmed(current))
    return parts
  }
}
