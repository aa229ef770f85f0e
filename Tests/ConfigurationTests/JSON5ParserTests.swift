import Foundation
import Testing

@testable import Configuration

@Suite("JSON5")
struct JSON5ParserTests {
  private func parse(_ text: String) throws(JSON5Error) -> JSONValue { try JSON5Parser.parse(text.utf8) }

  @Test(
    "values",
    arguments: [
      ("null", JSONValue.null), ("true", .boolean(true)), ("0x1F", .integer(31)), ("-0xa", .integer(-10)),
      ("+5", .integer(5)), (".5", .number(0.5)), ("5.", .number(5)), ("1e3", .number(1000)),
      ("-1.5E-1", .number(-0.15)),
      ("Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
      ("99999999999999999999", .number(1e20)),
      ("'it\\'s'", .text("it's")), ("\"a\\\nb\"", .text("ab")), ("\"\\u00e9\\x41\\ud83d\\ude00\"", .text("éA😀")),
      ("/* a */ [1, 2,] // b", .list([.integer(1), .integer(2)])),
      ("\u{FEFF}\u{00A0}{}", .object([])),
      (
        "{a: 1,\n'b c': {}}",
        .object([.init(name: "a", line: 1, value: .integer(1)), .init(name: "b c", line: 2, value: .object([]))])
      ),
    ])
  func values(_ text: String, _ expected: JSONValue) throws {
    #expect(try parse(text) == expected)
  }

  @Test(
    "errors say where",
    arguments: [
      ("{\n a: 1,\n b: }\n", 3, "unexpected '}'"),
      ("{\r\n a: 'x\r\n}", 2, "a text does not end"),
      ("", 1, "unexpected end of the file"),
      ("{a: 1}\n{", 2, "unexpected '{' after the end of the value"),
      ("\n[1,", 2, "a list does not end"),
      ("{\n // c\n listen: abc,\n}", 3, "\"abc\" is no value; texts stand in quotation marks"),
      ("{a: 1\n b: 2}", 2, "unexpected 'b' where a comma or } should be"),
      ("{a 1}", 1, "unexpected '1' where a colon after a should be"),
      ("{,}", 1, "unexpected ',' where a key should be"),
      ("{\n a: 1", 1, "an object does not end"),
      ("\n/* a\n\n", 2, "a comment does not end"),
      ("01", 1, "\"01\" is not a number"), ("0x", 1, "\"0x\" is not a number"), ("1e", 1, "\"1e\" is not a number"),
      ("--1", 1, "\"-\" is not a number"), (".", 1, "\".\" is not a number"),
      ("'\\ud800'", 1, "\\u escape is half of a pair"), ("'\\xg0'", 1, "an escape needs 2 hexadecimal digits"),
    ])
  func errors(_ text: String, _ line: Int, _ message: String) {
    #expect(throws: JSON5Error(line: line, message: message)) { try parse(text) }
  }

  @Test("nesting is limited and bytes that are not UTF-8 are refused")
  func hostile() {
    #expect(throws: JSON5Error.self) { try parse(String(repeating: "[", count: 100_000)) }
    #expect(throws: JSON5Error(line: 1, message: "the file is not UTF-8")) { try JSON5Parser.parse([0x7B, 0xFF]) }
  }

  @Test("a syntax error in a file names its line")
  func inFile() {
    #expect(problems("{\n listen: abc }")[0].hasPrefix("workline.json5:2: not valid JSON5: \"abc\" is no value"))
  }

  @Test(
    "Foundation's decoder reads the same",
    arguments: [
      "{\"a\": [1, 2.5, -3e2, true, null, \"x\\n\\u0041\"]}", "{a: 'b', c: [1,],}", "// c\n{a: 0x10, b: .5, d: +1}",
    ])
  func sameAsFoundation(_ text: String) throws {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    #expect(try decoder.decode(Oracle.self, from: Data(text.utf8)) == Oracle(try parse(text)))
  }

  /// A JSON value as Foundation sees it.
  private enum Oracle: Decodable, Equatable {
    case null, flag(Bool), number(Double), text(String), list([Oracle]), object([String: Oracle])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let value = try? container.decode(Bool.self) {
        self = .flag(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode(String.self) {
        self = .text(value)
      } else if let value = try? container.decode([Oracle].self) {
        self = .list(value)
      } else {
        self = .object(try container.decode([String: Oracle].self))
      }
    }

    init(_ value: JSONValue) {
      switch value {
      case .null: self = .null
      case .boolean(let value): self = .flag(value)
      case .integer(let value): self = .number(Double(value))
      case .number(let value): self = .number(value)
      case .text(let value): self = .text(value)
      case .list(let items): self = .list(items.map(Oracle.init))
      case .object(let members):
        self = .object(Dictionary(members.map { ($0.name, Oracle($0.value)) }) { $1 })
      }
    }
  }
}
