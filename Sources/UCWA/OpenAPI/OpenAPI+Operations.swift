// Operations on resources.
extension OpenAPI {
  /// Everything that may be done at one of a resource's paths.
  static func pathItem(_ description: ResourceDescription, path: String, isOther: Bool) -> JSONNode {
    let names = ["application"] + parameterNames(path)
    var item: JSONNode = ["parameters": .array(names.map { .reference("parameters", $0) })]
    for operation in description.operations {
      item = item.adding(
        operation.verb.rawValue.lowercased(), self.operation(operation, of: description, path: path, isOther: isOther))
    }
    return item
  }

  static func operation(
    _ operation: OperationDescription, of description: ResourceDescription, path: String?, isOther: Bool = false
  ) -> JSONNode {
    let verb = operation.verb.rawValue.lowercased()
    let name = description.rel.text
    var node: JSONNode = [
      "operationId": .string(verb + name.prefix(1).uppercased() + name.dropFirst() + (isOther ? "2" : "")),
      "summary": .string(operation.summary), "description": .string(description.summary),
      "tags": [.string(path == nil ? "discovery" : tag(path))],
    ]
    let parameters = queryParameters(operation) + headerParameters(operation, description)
    if !parameters.isEmpty { node = node.adding("parameters", .array(parameters)) }
    return
      node
      .adding("requestBody", requestBody(operation, description))
      .adding("responses", responses(operation, of: description, isInApplication: path != nil))
      .adding("security", description === ResourceDescription.root ? .array([]) : security(description.scopes))
  }

  /// A token with any of the scopes.
  private static func security(_ scopes: Scope) -> JSONNode {
    let alternatives: [JSONNode] =
      scopes.isEmpty
      ? [["MsRtcOAuth": []]] : scopes.names.map { ["MsRtcOAuth": .array([.string($0)])] }
    return .array([["bearer": []]] + alternatives)
  }

  private static func queryParameters(_ operation: OperationDescription) -> [JSONNode] {
    operation.query.map { parameter in
      [
        "name": .string(parameter.name), "in": "query", "required": .boolean(parameter.isRequired),
        "description": .string(parameter.summary), "schema": parameter.querySchema,
      ]
    }
  }

  private static func headerParameters(
    _ operation: OperationDescription, _ description: ResourceDescription
  ) -> [JSONNode] {
    guard operation.verb == .put else { return [] }
    return [
      [
        "name": "If-Match", "in": "header", "required": true, "schema": ["type": "string"],
        "description": "The etag of the resource as it was read.",
      ]
    ]
  }

  private static func requestBody(_ operation: OperationDescription, _ description: ResourceDescription) -> JSONNode? {
    if description === ResourceDescription.batch {
      let schema: JSONNode = [
        "type": "string", "description": "At most 100 parts of type application/http; msgtype=request.",
      ]
      return ["required": true, "content": ["multipart/batching": ["schema": schema]]]
    }
    guard !operation.parameters.isEmpty else { return nil }
    let links = operation.parameters.filter { $0.kind == .dataURI }
    let properties = operation.parameters.filter { $0.kind != .dataURI }
    var schema: JSONNode = [
      "type": "object",
      "properties": .object(properties.map { JSONNode.Member(name: $0.name, value: $0.bodySchema) }),
    ]
    let required = properties.filter(\.isRequired).map(\.name)
    if required.isEmpty {
      // An explicit null is an empty body.
      schema = schema.adding("type", ["object", "null"])
    } else {
      schema = schema.adding("required", .strings(required))
    }
    if !links.isEmpty {
      let targets = links.map { JSONNode.Member(name: $0.name, value: $0.linkSchema) }
      schema = adding(["properties": .object(targets)], as: "_links", to: schema)
    }
    return [
      "required": .boolean(!required.isEmpty),
      "content": [
        "application/json": ["schema": schema], "application/xml": ["schema": .reference("schemas", "xmlInput")],
      ],
    ]
  }

  private static func adding(_ property: JSONNode, as name: String, to schema: JSONNode) -> JSONNode {
    guard case .object(let members) = schema,
      let properties = members.first(where: { $0.name == "properties" })?.value
    else { return schema }
    return schema.adding("properties", properties.adding(name, property))
  }
}
