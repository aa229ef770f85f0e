import Foundation

/// A JSON document as a tree, for answers whose shape is only known once they are here.
enum JSONValue: Decodable, Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: Key.self) {
      var object: [String: JSONValue] = [:]
      for key in members.allKeys { object[key.stringValue] = try members.decode(JSONValue.self, forKey: key) }
      self = .object(object)
      return
    }
    if var items = try? decoder.unkeyedContainer() {
      var array: [JSONValue] = []
      while !items.isAtEnd { array.append(try items.decode(JSONValue.self)) }
      self = .array(array)
      return
    }
    let scalar = try decoder.singleValueContainer()
    if scalar.decodeNil() {
      self = .null
    } else if let value = try? scalar.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? scalar.decode(String.self) {
      self = .string(value)
    } else {
      self = .number(try scalar.decode(Double.self))
    }
  }

  /// The object's members; empty for every other kind of value.
  var members: [String: JSONValue] {
    guard case .object(let members) = self else { return [:] }
    return members
  }

  /// The values of an array, or the value itself where a server sends a single one without its array.
  var items: [JSONValue] {
    switch self {
    case .array(let items): items
    case .null: []
    default: [self]
    }
  }

  /// A scalar as text; nil for null, arrays and objects.
  var text: String? {
    switch self {
    case .string(let value): value
    case .bool(let value): value ? "true" : "false"
    case .number(let value):
      // `description` would print 3 as 3.0, and UCWA's numbers (participantCount, revision) are whole.
      Int64(exactly: value).map(String.init) ?? String(value)
    case .null, .array, .object: nil
    }
  }

  subscript(name: String) -> JSONValue { members[name] ?? .null }
}
