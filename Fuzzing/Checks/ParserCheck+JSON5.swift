@testable import Configuration

extension ParserCheck {
  /// The configuration: what is read means the same when written as JSON, and each problem is in a line of the file.
  static let json5 = ParserCheck("json5", longestInput: 2048) { bytes throws(Finding) in
    if let value = try? JSON5Parser.parse(bytes) {
      let written = write(value)
      guard let again = try? JSON5Parser.parse(written.utf8) else { throw Finding("\(written) is refused") }
      try require(write(again) == written, "\(written) is \(write(again))")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(ConfigurationError) {
      _ = try Configuration.parse(text)
    } catch {
      let lines = text.unicodeScalars.count { "\n\r\u{2028}\u{2029}".unicodeScalars.contains($0) } + 1
      try require(!error.problems.isEmpty, "a problem that is none")
      for problem in error.problems {
        try require((1...lines).contains(problem.line ?? 1), "\(problem) in a file of \(lines) lines")
      }
    }
  }

  private static func write(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .number(let number):
      number.isNaN ? "NaN" : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : "\(number)"
    case .text(let text): write(text)
    case .list(let values): "[" + values.map(write).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { write($0.name) + ":" + write($0.value) }.joined(separator: ",") + "}"
    }
  }

  private static func write(_ text: String) -> String {
    var written = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        written.unicodeScalars.append("\\")
        written.unicodeScalars.append(scalar)
      case "\n": written += "\\n"
      case "\r": written += "\\r"
      default: written.unicodeScalars.append(scalar)
      }
    }
    return written + "\""
  }
}
