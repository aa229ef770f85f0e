// What a parameter may be. These schemas say what is taken, which is more than what should be sent: explicit nulls and
// blank texts count as absent, numbers and flags may stand for texts, and texts for them.
extension ParameterDescription {
  /// As a member of a body in JSON.
  var bodySchema: JSONNode {
    var node = valueSchema
    if !isRequired { node = ["anyOf": [node, ["type": ["null"]], ["type": "string", "pattern": "^\\s*$"]]] }
    return node.adding("description", .string(summary))
  }

  /// As the target of a link in a body. What is no link is passed over.
  var linkSchema: JSONNode {
    [
      "properties": ["href": ["pattern": "^\\s*([Dd][Aa][Tt][Aa]\\s*:|$)"]], "description": .string(summary),
    ]
  }

  /// As a parameter of the query, where everything is text and an empty one counts as absent.
  var querySchema: JSONNode {
    isRequired ? typedQuerySchema : ["anyOf": [typedQuerySchema, ["type": "string", "maxLength": 0]]]
  }

  private var typedQuerySchema: JSONNode {
    switch kind {
    case .integer(let range): Self.integer(range)
    case .boolean: ["type": "boolean"]
    case .enumeration(let enumeration): ["type": "string", "enum": .strings(enumeration.values)]
    case .enumerations(let enumeration):
      ["type": "array", "items": ["type": "string", "enum": .strings(enumeration.values)]]
    case .uris: ["type": "array", "items": ["type": "string"]]
    case .string, .uri, .dataURI, .duration: text
    }
  }

  private var text: JSONNode {
    var node: JSONNode = ["type": "string"]
    if isRequired { node = node.adding("pattern", "\\S") }
    return node.adding("maxLength", maximumLength.map { .integer($0) })
  }

  private var valueSchema: JSONNode {
    switch kind {
    case .string, .uri, .dataURI, .duration: return text.adding("type", ["string", "number", "boolean"])
    case .boolean:
      return [
        "anyOf": [
          ["type": "boolean"], ["type": "string", "pattern": "^\\s*([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])\\s*$"],
        ]
      ]
    case .integer(let range):
      return ["anyOf": [Self.integer(range), ["type": "string", "pattern": "^\\s*[+-]?[0-9]+\\s*$"]]]
    case .enumeration(let enumeration): return ["type": "string", "enum": .strings(enumeration.values)]
    case .enumerations(let enumeration):
      let one: JSONNode = ["type": "string", "enum": .strings(enumeration.values)]
      return ["anyOf": [["type": "array", "items": one], one]]
    case .uris: return ["anyOf": [["type": "array", "items": ["type": "string"]], ["type": "string"]]]
    }
  }

  private static func integer(_ range: ClosedRange<Int>) -> JSONNode {
    let node: JSONNode = ["type": "integer"]
    // Bounds of the machine are none of the API.
    guard range.lowerBound > .min, range.upperBound < .max else { return node }
    return node.adding("minimum", .integer(range.lowerBound)).adding("maximum", .integer(range.upperBound))
  }
}

extension PropertyDescription {
  /// The value in JSON.
  var schema: JSONNode {
    let node: JSONNode =
      switch kind {
      case .string: ["type": "string"]
      case .boolean: ["type": "boolean"]
      case .integer: ["type": "integer"]
      case .date: ["type": "string", "pattern": "^/Date\\(-?[0-9]+\\)/$"]
      case .enumeration(let enumeration): .reference("schemas", enumeration.name)
      case .strings: ["type": "array", "items": ["type": "string"]]
      case .enumerations(let enumeration): ["type": "array", "items": .reference("schemas", enumeration.name)]
      }
    return node.adding("maxLength", maximumLength.map { .integer($0) }).adding("description", .string(summary))
  }
}

extension PropertyDescription.Kind {
  /// The enumeration whose spellings are the values.
  var enumeration: EnumerationDescription? {
    switch self {
    case .enumeration(let enumeration), .enumerations(let enumeration): enumeration
    default: nil
    }
  }
}
