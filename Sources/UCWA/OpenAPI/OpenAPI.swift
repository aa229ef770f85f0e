/// The HTTP interface as an OpenAPI 3.1 document, made from the resource descriptions.
///
/// What cannot be said in OpenAPI is left out rather than said wrongly: parameters may come in the query as well, names
/// match without regard to case, and every resource is also there under two older prefixes.
public enum OpenAPI {
  /// The document in JSON; made anew with each call.
  public static func document() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512 * 1024)
    root.write(into: &bytes)
    return bytes
  }

  /// Path of every application, with which the paths of its resources begin.
  static let applicationPath = "/ucwa/v1/applications/{application}"

  private static var root: JSONNode {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "Workline", "version": "1.0",
        "summary": "Calls between telephones by UCWA 2.0",
        "description": .string(
          "A client begins at `/`, signs in, creates an application, and follows links. Every resource is answered in "
            + "JSON or XML by the Accept header, and both are taken in requests; the vendor types "
            + "application/vnd.microsoft.com.ucwa+json and +xml stand for the same. Parameters of a POST may come in "
            + "the query string as well; names match without regard to case; unknown members are passed over. HEAD is "
            + "answered wherever GET is, but for events."),
        "license": ["name": "MIT", "identifier": "MIT"],
      ],
      "servers": [["url": "/"]],
      "tags": .array(tags.map { ["name": .string($0.name), "description": .string($0.summary)] }),
      "paths": paths,
      "components": [
        "securitySchemes": securitySchemes, "parameters": pathParameters, "headers": headers, "schemas": schemas,
      ],
    ]
  }

  private static let tags: [(name: String, summary: String)] = [
    ("discovery", "The way in."), ("applications", "Programs acting for a user, and their event channel."),
    ("me", "The signed-in user."), ("people", "The people the user deals with."),
    ("communication", "Calls and conversations."), ("onlineMeetings", "There for clients that expect it."),
  ]

  /// The area a path belongs to.
  static func tag(_ path: String?) -> String {
    let first = path?.split(separator: "/").first.map(String.init) ?? ""
    return tags.contains { $0.name == first } ? first : "applications"
  }

  private static var paths: JSONNode {
    var members = outsidePaths
    for description in ResourceDescription.all {
      for path in [description.path, description.otherPath].compactMap(\.self) {
        let isOther = path == description.otherPath
        members.append(
          JSONNode.Member(
            name: path.isEmpty ? applicationPath : "\(applicationPath)/\(path)",
            value: pathItem(description, path: path, isOther: isOther)))
      }
    }
    return .object(members)
  }

  private static var securitySchemes: JSONNode {
    let scopes = Scope.all.names.map { JSONNode.Member(name: $0, value: .string(scopeSummary($0))) }
    return [
      "bearer": [
        "type": "http", "scheme": "bearer",
        "description": "A token of this server, or a JWT of a configured issuer; it has all scopes unless it says so.",
      ],
      "MsRtcOAuth": [
        "type": "oauth2", "description": "The token endpoint that the WWW-Authenticate header of a 401 names.",
        "flows": ["password": ["tokenUrl": "/WebTicket/oauthtoken", "scopes": .object(scopes)]],
      ],
    ]
  }

  private static func scopeSummary(_ name: String) -> String {
    switch name {
    case "Conversations.Initiate": "Start calls."
    case "Conversations.Receive": "Take part in conversations and see invitations."
    case "User.ReadWrite": "The user's own data and telephones."
    case "Contacts.ReadWrite": "People and contacts."
    default: "Online meetings."
    }
  }

  /// What stands in path templates, each described once.
  private static var pathParameters: JSONNode {
    var names: [String] = ["application"]
    for path in ResourceDescription.all.flatMap({ [$0.path, $0.otherPath] }).compactMap(\.self) {
      for name in parameterNames(path) where !names.contains(name) { names.append(name) }
    }
    return .object(
      names.map { name in
        JSONNode.Member(
          name: name,
          value: [
            "name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "minLength": 1],
            "description": "As it stands in links.",
          ])
      })
  }

  /// The parameters of a path template in order.
  static func parameterNames(_ path: String) -> [String] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
  }

  private static var headers: JSONNode {
    [
      "Location": ["description": "Where the new resource is.", "schema": ["type": "string"]],
      "Retry-After": ["description": "Seconds to wait.", "schema": ["type": "integer", "minimum": 0]],
      "WWW-Authenticate": ["description": "How to get a token.", "schema": ["type": "string"]],
      "ETag": ["description": "The version of the resource.", "schema": ["type": "string"]],
    ]
  }
}
