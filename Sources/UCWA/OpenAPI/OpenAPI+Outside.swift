// What lies outside of applications: discovery, the token endpoint, and this document.
extension OpenAPI {
  static var outsidePaths: [JSONNode.Member] {
    var members: [JSONNode.Member] = []
    func add(_ path: String, _ description: ResourceDescription, isOther: Bool = false) {
      var item = JSONNode.empty
      for operation in description.operations {
        item = item.adding(
          operation.verb.rawValue.lowercased(),
          self.operation(operation, of: description, path: nil, isOther: isOther))
      }
      members.append(JSONNode.Member(name: path, value: item))
    }
    add("/", .root)
    add("/Autodiscover/AutodiscoverService.svc/root", .root, isOther: true)
    add("/Autodiscover/AutodiscoverService.svc/root/oauth/user", .user)
    add("/ucwa/v1/applications", .applications)
    members.append(JSONNode.Member(name: "/WebTicket/oauthtoken", value: ["post": tokenOperation]))
    members.append(
      JSONNode.Member(
        name: "/Autodiscover/XFrame/XFrame.html",
        value: [
          "get": plainOperation("getFrame", "The frame for browsers.", type: "text/html", schema: ["type": "string"])
        ]))
    members.append(
      JSONNode.Member(
        name: "/Autodiscover/XFrame/XFrame.js",
        value: [
          "get": plainOperation(
            "getFrameScript", "The script of the frame.", type: "text/javascript", schema: ["type": "string"])
        ]))
    members.append(
      JSONNode.Member(
        name: "/openapi.json",
        value: [
          "get": plainOperation("getOpenAPI", "This document.", type: "application/json", schema: ["type": "object"])
        ]))
    members.append(JSONNode.Member(name: "/health", value: ["get": healthOperation]))
    return members
  }

  private static var healthOperation: JSONNode {
    let answer: JSONNode = ["schema": ["type": "object"]]
    return [
      "operationId": "getHealth", "summary": "Whether the server can do its work.", "tags": ["discovery"],
      "responses": [
        "200": ["description": "Calls can be made.", "content": ["application/json": answer]],
        "400": failure(400, [ErrorDescription(400, .badRequest)]), "408": failure(408, []),
        "413": failure(413, [ErrorDescription(413, .entityTooLarge)]), "431": failure(431, []),
        "503": [
          "description": "No call can begin now.",
          "content": [
            "application/json": answer, "application/xml": ["schema": .reference("schemas", "xmlReason")],
          ],
        ],
      ],
      "security": [],
    ]
  }

  private static var tokenOperation: JSONNode {
    let refusal: JSONNode = ["application/json": ["schema": .reference("schemas", "oauthError")]]
    return [
      "operationId": "postToken", "summary": "Gives a token for a user's name and password.", "tags": ["discovery"],
      "requestBody": [
        "required": true,
        "content": ["application/x-www-form-urlencoded": ["schema": .reference("schemas", "oauthRequest")]],
      ],
      "responses": [
        "200": [
          "description": "A token.",
          "content": ["application/json": ["schema": .reference("schemas", "oauthToken")]],
        ],
        "400": [
          "description": "invalid_request, invalid_grant, unsupported_grant_type, invalid_scope.", "content": refusal,
        ],
        "408": failure(408, []), "413": failure(413, [ErrorDescription(413, .entityTooLarge)]),
        "431": failure(431, []),
        "500": ["description": "server_error.", "content": refusal],
        "503": failure(503, [ErrorDescription(503, .serviceUnavailable)]),
      ],
      "security": [],
    ]
  }

  /// A document that anybody may read.
  private static func plainOperation(_ id: String, _ summary: String, type: String, schema: JSONNode) -> JSONNode {
    let content = JSONNode.object([JSONNode.Member(name: type, value: ["schema": schema])])
    return [
      "operationId": .string(id), "summary": .string(summary), "tags": ["discovery"],
      "responses": [
        "200": ["description": .string(summary), "content": content],
        "400": failure(400, [ErrorDescription(400, .badRequest)]), "408": failure(408, []),
        "413": failure(413, [ErrorDescription(413, .entityTooLarge)]), "431": failure(431, []),
        "503": failure(503, [ErrorDescription(503, .serviceUnavailable)]),
      ],
      "security": [],
    ]
  }

  static var outsideSchemas: [JSONNode.Member] {
    [
      JSONNode.Member(
        name: "oauthRequest",
        value: [
          "type": "object",
          "properties": [
            "grant_type": ["const": "password"], "username": ["type": "string", "minLength": 1],
            "password": ["type": "string"],
            "scope": ["type": "string", "description": "Names of scopes with blanks between; all unless given."],
          ],
          "required": ["grant_type", "username", "password"],
        ]),
      JSONNode.Member(
        name: "oauthToken",
        value: [
          "type": "object",
          "properties": [
            "access_token": ["type": "string"], "expires_in": ["type": "integer", "description": "Seconds."],
            "ms_rtc_identityscope": ["type": "string"], "token_type": ["const": "Bearer"],
          ],
          "required": ["access_token", "expires_in", "token_type"],
        ]),
      JSONNode.Member(
        name: "oauthError",
        value: [
          "type": "object",
          "properties": ["error": ["type": "string"], "error_description": ["type": "string"]],
          "required": ["error"],
        ]),
    ]
  }
}
