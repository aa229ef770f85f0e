/// A JSON value of any shape, read before it is known what it should be.
enum JSONValue: Decodable, Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// As it would stand in the file, short enough for a message.
  var shown: String {
    switch self {
    case .null: return "null"
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .number(let value): return ConfigurationText.number(value)
    case .text(let value):
      let printable = value.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }
      return "\"" + (printable.count > 60 ? printable.prefix(57).joined() + "..." : printable.joined()) + "\""
    case .list: return "[…]"
    case .object: return "{…}"
    }
  }
}
