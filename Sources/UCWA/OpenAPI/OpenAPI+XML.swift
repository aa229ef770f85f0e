// The XML form, which is the same for every resource. OpenAPI has no word for the text of an element with attributes,
// so the value of a property is said in prose.
extension OpenAPI {
  static var xmlSchemas: [JSONNode.Member] {
    [
      JSONNode.Member(name: "xmlLink", value: element("link", attributes: ["rel", "href", "title", "revision"])),
      JSONNode.Member(
        name: "xmlProperty",
        value: element("property", attributes: ["name"], "The value is the text of the element.")),
      JSONNode.Member(
        name: "xmlPropertyList",
        value: element("propertyList", attributes: ["name"], content: [("item", ["type": "string"])])),
      JSONNode.Member(
        name: "xmlResource",
        value: element(
          "resource", attributes: ["rel", "href"], isRoot: true,
          content: parts + [("resource", .reference("schemas", "xmlResource"))])),
      JSONNode.Member(name: "xmlInput", value: element("input", attributes: [], isRoot: true, content: parts)),
      JSONNode.Member(
        name: "xmlReason",
        value: [
          "type": "object", "xml": root("reason"),
          "properties": [
            "code": ["type": "string"], "subcode": ["type": "string"], "message": ["type": "string"],
            "parameters": [
              "type": "array", "xml": ["wrapped": true],
              "items": [
                "type": "object", "xml": ["name": "parameter"],
                "properties": ["name": ["type": "string"], "reason": ["type": "string"]],
              ],
            ],
            "debugInfo": ["type": "string"],
          ],
        ]),
      JSONNode.Member(
        name: "xmlEvents",
        value: element(
          "events", attributes: ["href"], isRoot: true,
          content: [
            ("link", .reference("schemas", "xmlLink")),
            (
              "sender",
              element(
                "sender", attributes: ["rel", "href"], "Holds an element for each event, named for its type.")
            ),
          ])),
    ]
  }

  private static let parts: [(String, JSONNode)] = [
    ("link", .reference("schemas", "xmlLink")), ("property", .reference("schemas", "xmlProperty")),
    ("propertyList", .reference("schemas", "xmlPropertyList")),
  ]

  private static func root(_ name: String) -> JSONNode {
    ["name": .string(name), "namespace": "http://schemas.microsoft.com/rtc/2012/03/ucwa"]
  }

  private static func element(
    _ name: String, attributes: [String], isRoot: Bool = false, _ summary: String? = nil,
    content: [(String, JSONNode)] = []
  ) -> JSONNode {
    let properties =
      attributes.map {
        JSONNode.Member(name: $0, value: ["type": "string", "xml": ["attribute": true]])
      } + content.map { JSONNode.Member(name: $0.0, value: ["type": "array", "items": $0.1]) }
    let node: JSONNode = [
      "type": "object", "xml": isRoot ? root(name) : ["name": .string(name)], "properties": .object(properties),
    ]
    return node.adding("description", summary.map { .string($0) })
  }
}
