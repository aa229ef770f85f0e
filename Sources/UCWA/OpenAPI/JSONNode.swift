/// A JSON value whose members keep their order, for documents that are made once.
indirect enum JSONNode: Sendable, Equatable {
  case object([Member])
  case array([JSONNode])
  case string(String)
  case integer(Int)
  case boolean(Bool)

  struct Member: Sendable, Equatable {
    var name: String
    var value: JSONNode
  }

  /// An object without members.
  static let empty = JSONNode.object([])

  /// A reference to a part of the document.
  static func reference(_ kind: String, _ name: String) -> JSONNode {
    ["$ref": .string("#/components/\(kind)/\(name)")]
  }

  /// A list of texts.
  static func strings(_ texts: [String]) -> JSONNode { .array(texts.map { .string($0) }) }

  /// The same object with a member more; nothing is added for nil.
  func adding(_ name: String, _ value: JSONNode?) -> JSONNode {
    guard case .object(let members) = self, let value else { return self }
    return .object(members.filter { $0.name != name } + [Member(name: name, value: value)])
  }

  func write(into bytes: inout [UInt8]) {
    switch self {
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.appendJSON(member.name)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .string(let text): bytes.appendJSON(text)
    case .integer(let number): bytes.append(contentsOf: Array(String(number).utf8))
    case .boolean(let flag): bytes.append(contentsOf: Array((flag ? "true" : "false").utf8))
    }
  }
}

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension JSONNode: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  init(arrayLiteral elements: JSONNode...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONNode)...) {
    self = .object(elements.map { Member(name: $0.0, value: $0.1) })
  }
}
