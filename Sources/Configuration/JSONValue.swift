/// A JSON5 value of any shape, read before it is known what it should be.
enum JSONValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  /// Members as they stand in the file, one given twice included.
  case object([Member])

  /// A member of an object and the line of its name, counted from 1.
  struct Member: Sendable, Equatable {
    let name: String
    let line: Int
    let value: JSONValue
  }

  /// As it would stand in the file, short enough for a message.
  var shown: String {
    switch self {
    case .null: return "null"
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .number(let value): return ConfigurationText.number(value)
    case .text(let value): return ConfigurationText.shown(value)
    case .list: return "[…]"
    case .object: return "{…}"
    }
  }
}
