/// What a user or an application gave as a number, taken apart: `tel:` and visual separators (RFC 3966, section 5.1.1)
/// dropped, digits of any script made ASCII, parameters apart.
struct NumberText {
  /// Longest text that is looked at, in bytes of UTF-8.
  static let longest = 256
  /// Longest number without separators: more than 15 digits, a prefix and an extension ever take. The time of regular
  /// expressions grows with it.
  static let longestDialled = 48

  /// The number without separators: what rules see.
  private(set) var dialled = ""
  /// The number with its blanks, for the numbering plan, which needs them to tell an extension written in words.
  private(set) var written = ""
  /// Whether there is anything but `+`, digits, `*` and `#`: a number in letters or an extension written in words.
  private(set) var hasLetters = false
  /// The parameter `;ext=`.
  private(set) var ext: String?
  /// The parameter `;phone-context=`, if it is a number prefix and not a domain.
  private(set) var prefix: String?

  init(_ text: String) throws(NumberingError) {
    guard text.utf8.count <= Self.longest else {
      throw .normalizationFailed(reason: "it is longer than \(Self.longest) bytes")
    }
    var parts = Self.withoutScheme(text).split(separator: ";", omittingEmptySubsequences: false)[...]
    try readNumber(parts.popFirst() ?? "")
    for part in parts { try readParameter(part) }
    guard !dialled.isEmpty else { throw .normalizationFailed(reason: "it has no digits") }
  }

  /// The text after `tel:`; blanks around the colon are allowed.
  private static func withoutScheme(_ text: String) -> Substring {
    let text = text.drop(while: \.isWhitespace)
    guard text.prefix(3).lowercased() == "tel" else { return text }
    let rest = text.dropFirst(3).drop(while: \.isWhitespace)
    return rest.first == ":" ? rest.dropFirst() : text
  }

  private mutating func readNumber(_ text: Substring) throws(NumberingError) {
    dialled.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "0"..."9", "*", "#":
        try append(scalar)
      case "+", "\u{FF0B}":
        guard dialled.isEmpty else { throw .normalizationFailed(reason: "it has a plus sign inside") }
        try append("+")
      case "a"..."z", "A"..."Z", ",":
        guard !dialled.isEmpty else { throw .normalizationFailed(reason: "it is not a telephone number") }
        hasLetters = true
        try append(scalar)
      default:
        if Self.isSeparator(scalar) {
          written.append(" ")
        } else if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
          try append(Unicode.Scalar(UInt8(ascii: "0") + UInt8(value)))
        } else {
          throw .normalizationFailed(reason: "it has a character that no telephone number has")
        }
      }
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) throws(NumberingError) {
    guard dialled.utf8.count < Self.longestDialled else { throw .normalizationFailed(reason: "it is too long") }
    dialled.unicodeScalars.append(scalar)
    written.unicodeScalars.append(scalar)
  }

  private mutating func readParameter(_ text: Substring) throws(NumberingError) {
    let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(pair[0].filter { !$0.isWhitespace }).lowercased()
    let value = pair.count == 2 ? String(pair[1].filter { !$0.isWhitespace }) : ""
    switch name {
    case "ext":
      let digits = value.unicodeScalars.filter { !Self.isSeparator($0) }
      guard (1...20).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else {
        throw .normalizationFailed(reason: "its extension is not 1 to 20 digits")
      }
      var ext = ""
      ext.unicodeScalars.append(contentsOf: digits)
      self.ext = ext
    case "phone-context":
      if value.first == "+" {
        let digits = value.dropFirst().unicodeScalars.filter { !Self.isSeparator($0) }
        guard (1...15).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else {
          throw .normalizationFailed(reason: "its phone-context is neither a number prefix nor a domain")
        }
        var prefix = "+"
        prefix.unicodeScalars.append(contentsOf: digits)
        self.prefix = prefix
      } else if value.isEmpty || !value.utf8.allSatisfy(Self.isDomainByte) {
        throw .normalizationFailed(reason: "its phone-context is neither a number prefix nor a domain")
      }
    case "postd":
      // To leave them out would connect a call that does not do what was asked for.
      throw .normalizationFailed(reason: "digits to be sent after the answer (postd) are not supported")
    default:
      // RFC 3966, section 5.4: unknown optional parameters do not change the number.
      break
    }
  }

  private static func isDomainByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: true
    default: false
    }
  }

  /// Separators of RFC 3966 and what word processors and address books put in their place; among them the invisible
  /// marks for writing direction that come along when a number is copied.
  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20, 0x09, 0x0A, 0x0D, 0x28, 0x29, 0x2D, 0x2E, 0x2F, 0x5B, 0x5D, 0x7E, 0xA0, 0xAD: true
    case 0x2000...0x200F, 0x2010...0x2015, 0x202A...0x202F, 0x2053, 0x2060, 0x2066...0x2069, 0x2212, 0x223C: true
    case 0x3000, 0x30FC, 0xFEFF, 0xFF08, 0xFF09, 0xFF0D, 0xFF0E, 0xFF0F, 0xFF3B, 0xFF3D, 0xFF5E: true
    default: false
    }
  }
}
