/// Reads JSON5 (https://spec.json5.org). Foundation's decoder reads it too, but tells neither the line of an error nor
/// that of a key, and takes a key that stands twice.
struct JSON5Parser {
  /// Deeper than any configuration; keeps a hostile file from using up the stack.
  private static let deepest = 64

  private let text: [Unicode.Scalar]
  private var position = 0
  private var line = 1

  static func parse(_ bytes: some Collection<UInt8>) throws(JSON5Error) -> JSONValue {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw JSON5Error(line: 1, message: "the file is not UTF-8")
    }
    var parser = JSON5Parser(text)
    try parser.skipBlanks()
    let value = try parser.value(depth: 0)
    try parser.skipBlanks()
    if let next = parser.next { throw parser.error("\(parser.name(next)) after the end of the value") }
    return value
  }

  private init(_ text: String) {
    self.text = Array(text.unicodeScalars)
  }

  private var next: Unicode.Scalar? { position < text.count ? text[position] : nil }

  private func next(after count: Int) -> Unicode.Scalar? {
    position + count < text.count ? text[position + count] : nil
  }

  private mutating func advance() {
    guard let scalar = next else { return }
    position += 1
    // CR LF is one line break, counted at its LF.
    let isBreak = scalar == "\n" || scalar == "\u{2028}" || scalar == "\u{2029}" || (scalar == "\r" && next != "\n")
    if isBreak { line += 1 }
  }

  private func error(_ message: String, line: Int? = nil) -> JSON5Error {
    JSON5Error(line: line ?? self.line, message: message)
  }

  private func name(_ scalar: Unicode.Scalar?) -> String {
    guard let scalar else { return "unexpected end of the file" }
    let isPrintable = scalar.value >= 0x20 && scalar.value != 0x7F
    return "unexpected " + (isPrintable ? "'\(scalar)'" : "control character")
  }

  private mutating func skipBlanks() throws(JSON5Error) {
    while let scalar = next {
      if scalar == "/", next(after: 1) == "/" {
        while let scalar = next, scalar != "\n", scalar != "\r" { advance() }
      } else if scalar == "/", next(after: 1) == "*" {
        let start = line
        advance()
        advance()
        while next != "*" || next(after: 1) != "/" {
          guard next != nil else { throw error("a comment does not end", line: start) }
          advance()
        }
        advance()
        advance()
      } else if scalar == "\u{FEFF}" || scalar.properties.isWhitespace {
        advance()
      } else {
        return
      }
    }
  }

  private mutating func value(depth: Int) throws(JSON5Error) -> JSONValue {
    guard depth <= Self.deepest else { throw error("objects or lists stand more than \(Self.deepest) deep") }
    switch next {
    case "{": return try object(depth: depth)
    case "[": return try list(depth: depth)
    case "\"", "'": return .text(try string())
    case let scalar? where "+-.0123456789".unicodeScalars.contains(scalar): return try number()
    default:
      let start = position
      let word = identifier()
      switch word {
      case "null": return .null
      case "true": return .boolean(true)
      case "false": return .boolean(false)
      case "Infinity": return .number(.infinity)
      case "NaN": return .number(.nan)
      case "": throw error(name(next))
      default:
        position = start
        throw error("\(ConfigurationText.shown(word)) is no value; texts stand in quotation marks")
      }
    }
  }

  private mutating func object(depth: Int) throws(JSON5Error) -> JSONValue {
    let start = line
    advance()
    var members: [JSONValue.Member] = []
    while true {
      try skipBlanks()
      if next == "}" { break }
      let keyLine = line
      let key = next == "\"" || next == "'" ? try string() : identifier()
      if key.isEmpty {
        throw next == nil ? error("an object does not end", line: start) : error("\(name(next)) where a key should be")
      }
      try skipBlanks()
      guard next == ":" else { throw error("\(name(next)) where a colon after \(key) should be") }
      advance()
      try skipBlanks()
      members.append(.init(name: key, line: keyLine, value: try value(depth: depth + 1)))
      try skipBlanks()
      if next == "}" { break }
      guard next == "," else {
        throw next == nil
          ? error("an object does not end", line: start) : error("\(name(next)) where a comma or } should be")
      }
      advance()
    }
    advance()
    return .object(members)
  }

  private mutating func list(depth: Int) throws(JSON5Error) -> JSONValue {
    let start = line
    advance()
    var items: [JSONValue] = []
    while true {
      try skipBlanks()
      if next == "]" { break }
      guard next != nil else { throw error("a list does not end", line: start) }
      items.append(try value(depth: depth + 1))
      try skipBlanks()
      if next == "]" { break }
      guard next == "," else {
        throw next == nil
          ? error("a list does not end", line: start) : error("\(name(next)) where a comma or ] should be")
      }
      advance()
    }
    advance()
    return .list(items)
  }

  private mutating func identifier() -> String {
    var word = ""
    while let scalar = next {
      let fits = scalar == "$" || scalar == "_" || scalar.properties.isAlphabetic
      guard fits || (!word.isEmpty && scalar.properties.numericType == .decimal) else { break }
      word.unicodeScalars.append(scalar)
      advance()
    }
    return word
  }

  private mutating func number() throws(JSON5Error) -> JSONValue {
    var written = ""
    while let scalar = next, scalar.isASCII,
      scalar.properties.isAlphabetic || "+-.0123456789".unicodeScalars.contains(scalar)
    {
      // A sign stands in front or after the exponent's letter.
      if scalar == "+" || scalar == "-", let last = written.last, last != "e", last != "E" { break }
      written.unicodeScalars.append(scalar)
      advance()
    }
    if let value = Self.number(written) { return value }
    throw error("\(ConfigurationText.shown(written)) is not a number")
  }

  private static func number(_ written: String) -> JSONValue? {
    var digits = written[...]
    let isNegative = digits.first == "-"
    if isNegative || digits.first == "+" { digits = digits.dropFirst() }
    if digits == "Infinity" { return .number(isNegative ? -.infinity : .infinity) }
    if digits == "NaN" { return .number(.nan) }
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      let hexadecimal = digits.dropFirst(2)
      guard hexadecimal.allSatisfy(\.isHexDigit) else { return nil }
      return Int((isNegative ? "-" : "") + hexadecimal, radix: 16).map { .integer($0) }
    }
    let parts = digits.lowercased().split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
    let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let isPlain = parts.count == 1 && mantissa.count == 1
    guard mantissa.allSatisfy({ $0.allSatisfy(\.isNumber) }), mantissa.contains(where: { !$0.isEmpty }),
      mantissa[0].count == 1 || mantissa[0].first != "0"
    else { return nil }
    if parts.count == 2 {
      let exponent = parts[1].first == "+" || parts[1].first == "-" ? parts[1].dropFirst() : parts[1][...]
      guard !exponent.isEmpty, exponent.allSatisfy(\.isNumber) else { return nil }
    }
    if isPlain, let integer = Int((isNegative ? "-" : "") + digits) { return .integer(integer) }
    // Double wants a digit on both sides of the point, JSON5 on one.
    var decimal = (mantissa[0].isEmpty ? "0" : String(mantissa[0]))
    if mantissa.count == 2, !mantissa[1].isEmpty { decimal += "." + mantissa[1] }
    if parts.count == 2 { decimal += "e" + parts[1] }
    return Double((isNegative ? "-" : "") + decimal).map { .number($0) }
  }

  private mutating func string() throws(JSON5Error) -> String {
    let quote = next
    let start = line
    var result = ""
    advance()
    while let scalar = next {
      if scalar == quote {
        advance()
        return result
      }
      guard scalar != "\n", scalar != "\r" else { break }
      advance()
      if scalar != "\\" {
        result.unicodeScalars.append(scalar)
      } else if let escaped = try escape() {
        result.unicodeScalars.append(escaped)
      }
    }
    throw error("a text does not end", line: start)
  }

  /// What follows a backslash; nil for a line break, which is left out.
  private mutating func escape() throws(JSON5Error) -> Unicode.Scalar? {
    guard let scalar = next else { throw error("a text does not end") }
    advance()
    switch scalar {
    case "b": return "\u{08}"
    case "f": return "\u{0C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{0B}"
    case "0":
      if let next, ("0"..."9").contains(next) { throw error("octal escapes are not allowed") }
      return "\0"
    case "1"..."9": throw error("octal escapes are not allowed")
    case "x": return Unicode.Scalar(try hexadecimal(digits: 2))
    case "u": return try unicode()
    case "\r":
      if next == "\n" { advance() }
      return nil
    case "\n", "\u{2028}", "\u{2029}": return nil
    default: return scalar
    }
  }

  private mutating func unicode() throws(JSON5Error) -> Unicode.Scalar {
    let first = try hexadecimal(digits: 4)
    if let scalar = Unicode.Scalar(first) { return scalar }
    // Characters beyond the first 65,536 are written as a pair (UTF-16).
    if (0xD800..<0xDC00).contains(first), next == "\\", next(after: 1) == "u" {
      advance()
      advance()
      let second = try hexadecimal(digits: 4)
      if (0xDC00..<0xE000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw error("\\u escape is half of a pair")
  }

  private mutating func hexadecimal(digits: Int) throws(JSON5Error) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let scalar = next, let digit = Character(scalar).hexDigitValue else {
        throw error("an escape needs \(digits) hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      advance()
    }
    return value
  }
}
