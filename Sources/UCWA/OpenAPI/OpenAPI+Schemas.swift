// Schemas of what is sent and received.
extension OpenAPI {
  static var schemas: JSONNode {
    var members: [JSONNode.Member] = []
    func add(_ name: String, _ schema: JSONNode) { members.append(JSONNode.Member(name: name, value: schema)) }
    var enumerations: [String] = []
    for description in ResourceDescription.all where hasRepresentation(description) {
      add(description.rel.text, resourceSchema(description))
      for enumeration in description.properties.compactMap(\.kind.enumeration)
      where !enumerations.contains(enumeration.name) {
        enumerations.append(enumeration.name)
        add(enumeration.name, ["type": "string", "enum": .strings(enumeration.values)])
      }
    }
    add("link", linkSchema)
    add("events", eventsSchema)
    add("reason", reasonSchema)
    for (status, code) in errorCodes {
      add(
        errorSchemaName(status),
        [
          "allOf": [.reference("schemas", "reason"), ["properties": ["code": ["const": .string(code.rawValue)]]]],
          "required": ["code"],
        ])
    }
    return .object(members + xmlSchemas + outsideSchemas)
  }

  /// Whether a resource is sent in a body of its own or within another one.
  private static func hasRepresentation(_ description: ResourceDescription) -> Bool {
    description !== ResourceDescription.reason && description !== ResourceDescription.eventChannel
      && (!description.properties.isEmpty || !description.links.isEmpty || !description.embedded.isEmpty
        || description.operations.contains { $0.verb == .get })
  }

  private static let errorCodes: [(Int, ErrorCode)] = [
    (400, .badRequest), (403, .forbidden), (404, .notFound), (405, .methodNotAllowed), (406, .notAcceptable),
    (408, .timeout), (409, .conflict), (410, .gone), (412, .preconditionFailed), (413, .entityTooLarge),
    (415, .unsupportedMediaType), (428, .preconditionRequired), (429, .tooManyRequests), (431, .entityTooLarge),
    (500, .serviceFailure), (503, .serviceUnavailable), (504, .timeout),
  ]

  private static let linkSchema: JSONNode = [
    "type": "object",
    "properties": [
      "href": ["type": "string"], "title": ["type": "string"], "revision": ["type": "string"],
      "etag": ["type": "string"],
    ],
    "required": ["href"], "additionalProperties": false,
  ]

  private static func resourceSchema(_ description: ResourceDescription) -> JSONNode {
    var properties: [JSONNode.Member] = [
      JSONNode.Member(name: "rel", value: ["const": .string(description.rel.text)])
    ]
    for property in description.properties {
      properties.append(JSONNode.Member(name: property.name.text, value: property.schema))
    }
    var links: JSONNode = ["self": .reference("schemas", "link")]
    for link in description.links {
      links = links.adding(link.rel.text, occurring(link.cardinality, .reference("schemas", "link")))
    }
    properties.append(
      JSONNode.Member(
        name: "_links",
        value: ["type": "object", "properties": links, "required": ["self"], "additionalProperties": false]))
    if !description.embedded.isEmpty {
      let embedded = description.embedded.map {
        JSONNode.Member(
          name: $0.rel.text, value: occurring($0.cardinality, .reference("schemas", $0.resource.text)))
      }
      properties.append(
        JSONNode.Member(
          name: "_embedded",
          value: ["type": "object", "properties": .object(embedded), "additionalProperties": false]))
    }
    return [
      "type": "object", "description": .string(description.summary), "properties": .object(properties),
      "required": ["rel", "_links"],
      // A resource that can be replaced has one property of a random name, which a PUT sends back.
      "additionalProperties": description.isReplaceable
        ? ["const": .string(Resource.markerValue)] : .boolean(false),
    ]
  }

  private static func occurring(_ cardinality: Cardinality, _ schema: JSONNode) -> JSONNode {
    switch cardinality {
    case .one: schema
    case .many: ["type": "array", "items": schema]
    }
  }

  private static let reasonSchema: JSONNode = [
    "type": "object", "description": "Why something failed or ended.",
    "properties": [
      "code": ["type": "string", "enum": .strings(ErrorCode.allCases.map(\.rawValue))],
      "subcode": ["type": "string", "enum": .strings(ErrorSubcode.allCases.map(\.rawValue))],
      "message": ["type": "string", "description": "For a person, in the language of the application's culture."],
      "link": [
        "type": "object", "properties": ["rel": ["type": "string"], "href": ["type": "string"]],
        "required": ["rel", "href"],
      ],
      "parameters": [
        "type": "array", "description": "Each parameter that is missing or wrong.",
        "items": [
          "type": "object", "properties": ["name": ["type": "string"], "reason": ["type": "string"]],
          "required": ["name", "reason"], "additionalProperties": false,
        ],
      ],
      "debugInfo": ["type": "string"],
    ],
    "required": ["message"], "additionalProperties": false,
  ]

  private static var eventsSchema: JSONNode {
    let reference: JSONNode = [
      "type": "object",
      "properties": ["rel": ["type": "string"], "href": ["type": "string"], "title": ["type": "string"]],
      "required": ["rel", "href"],
    ]
    let event: JSONNode = [
      "type": "object",
      "properties": [
        "type": ["type": "string", "enum": .strings(EventType.allCases.map(\.rawValue))], "link": reference,
        "in": reference, "status": ["type": "string", "enum": .strings(EventStatus.allCases.map(\.rawValue))],
        "reason": .reference("schemas", "reason"),
        "_embedded": ["type": "object", "description": "The resource of the link, by its rel."],
      ],
      "required": ["type", "link"], "additionalProperties": false,
    ]
    let link = JSONNode.reference("schemas", "link")
    return [
      "type": "object", "description": "One package of the event channel.",
      "properties": [
        "_links": [
          "type": "object", "properties": ["self": link, "next": link, "resume": link, "resync": link],
          "required": ["self"], "additionalProperties": false,
        ],
        "sender": [
          "type": "array",
          "items": [
            "type": "object",
            "properties": [
              "rel": ["type": "string"], "href": ["type": "string"], "title": ["type": "string"],
              "events": ["type": "array", "items": event],
            ],
            "required": ["rel", "href", "events"], "additionalProperties": false,
          ],
        ],
      ],
      "required": ["_links", "sender"], "additionalProperties": false,
    ]
  }
}
