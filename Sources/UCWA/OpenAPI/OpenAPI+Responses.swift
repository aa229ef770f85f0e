// What comes back. Statuses are those that can come, which is less than the reference's tables list for each
// operation: a GET, for instance, creates nothing that could exist already.
extension OpenAPI {
  static func responses(
    _ operation: OperationDescription, of description: ResourceDescription, isInApplication: Bool
  ) -> JSONNode {
    var members = operation.successes.map { status in
      JSONNode.Member(name: String(status), value: success(status, operation, description))
    }
    if operation.verb == .get, description.isReplaceable {
      members.append(JSONNode.Member(name: "304", value: ["description": "The client has it as it is."]))
    }
    let errors = errors(operation, of: description, isInApplication: isInApplication)
    for status in Set(errors.map(\.status)).union(plainStatuses(description)).sorted() {
      members.append(
        JSONNode.Member(name: String(status), value: failure(status, errors.filter { $0.status == status })))
    }
    return .object(members)
  }

  private static func success(
    _ status: Int, _ operation: OperationDescription, _ description: ResourceDescription
  ) -> JSONNode {
    var node: JSONNode = [
      "description": .string(status == 201 ? "Created." : status == 204 ? "Done." : "The resource.")
    ]
    if status == 201 { node = node.adding("headers", ["Location": .reference("headers", "Location")]) }
    if description.isReplaceable, status == 200 {
      node = node.adding("headers", ["ETag": .reference("headers", "ETag")])
    }
    if description === ResourceDescription.batch {
      let schema: JSONNode = ["type": "string", "description": "Parts of type application/http; msgtype=response."]
      return node.adding(
        "content", ["multipart/batching": ["schema": schema], "multipart/mixed": ["schema": schema]])
    }
    // A call is answered with where its invitation is; what it shows is left to a GET.
    guard status == 200 || (status == 201 && description === ResourceDescription.applications),
      let response = operation.response
    else { return node }
    return node.adding("content", content(response.text))
  }

  /// JSON and XML of a resource.
  private static func content(_ name: String) -> JSONNode {
    let xml = name == "events" ? "xmlEvents" : "xmlResource"
    return [
      "application/json": ["schema": .reference("schemas", name)],
      "application/xml": ["schema": .reference("schemas", xml)],
    ]
  }

  static func failure(_ status: Int, _ errors: [ErrorDescription]) -> JSONNode {
    let names = errors.map { error in error.code.rawValue + (error.subcode.map { "/" + $0.rawValue } ?? "") }
    var unique: [String] = []
    for name in names where !unique.contains(name) { unique.append(name) }
    let node: JSONNode = [
      "description": .string(unique.isEmpty ? summary(of: status) : unique.joined(separator: ", ") + "."),
      "content": [
        "application/json": ["schema": .reference("schemas", errorSchemaName(status))],
        "application/xml": ["schema": .reference("schemas", "xmlReason")],
      ],
    ]
    switch status {
    case 401: return node.adding("headers", ["WWW-Authenticate": .reference("headers", "WWW-Authenticate")])
    case 429, 503: return node.adding("headers", ["Retry-After": .reference("headers", "Retry-After")])
    default: return node
    }
  }

  private static func summary(of status: Int) -> String {
    switch status {
    case 401: "No token, or one that is bad or has expired."
    case 408: "The request took too long to arrive."
    case 431: "The header fields are too large."
    default: "The request cannot be done."
    }
  }

  static func errorSchemaName(_ status: Int) -> String { status == 401 ? "reason" : "reason\(status)" }

  /// Statuses that have no code of their own in the descriptions.
  private static func plainStatuses(_ description: ResourceDescription) -> Set<Int> {
    description === ResourceDescription.root ? [408, 431] : [401, 408, 431]
  }

  /// The errors that an operation can be answered with.
  private static func errors(
    _ operation: OperationDescription, of description: ResourceDescription, isInApplication: Bool
  ) -> [ErrorDescription] {
    var errors = operation.errors.filter { canCome($0, operation, description) }
    errors.append(ErrorDescription(400, .badRequest))
    if !operation.parameters.isEmpty || operation.verb == .put || description === ResourceDescription.batch {
      errors.append(ErrorDescription(400, .badRequest, .deserializationFailure))
      errors.append(ErrorDescription(415, .unsupportedMediaType))
    }
    if !operation.parameters.isEmpty || !operation.query.isEmpty {
      errors.append(ErrorDescription(400, .badRequest, .parameterValidationFailure))
    }
    if !description.scopes.isEmpty { errors.append(.forbidden) }
    if description !== ResourceDescription.root, description !== ResourceDescription.user {
      errors.append(ErrorDescription(404, .notFound, .apiVersionNotSupported))
    }
    if isInApplication {
      errors.append(ErrorDescription(404, .notFound, .applicationNotFound))
      if !parameterNames(description.path ?? "").isEmpty {
        errors.append(ErrorDescription(404, .notFound, .resourceNotFound))
      }
      errors.append(ErrorDescription(410, .gone, .inactiveApplicationExpired))
    }
    // The page of phoneAudioInvitation asks for 410 in place of it, and a batch answers in neither format.
    if description !== ResourceDescription.phoneAudioInvitation, description !== ResourceDescription.batch {
      errors.append(ErrorDescription(406, .notAcceptable))
    }
    if operation.verb == .put {
      errors.append(ErrorDescription(412, .preconditionFailed))
      errors.append(ErrorDescription(428, .preconditionRequired))
    }
    if description === ResourceDescription.batch {
      errors.append(ErrorDescription(429, .tooManyRequests, .limitExceeded))
    }
    errors.append(ErrorDescription(413, .entityTooLarge))
    errors.append(ErrorDescription(503, .serviceUnavailable))
    return errors
  }

  /// Whether an error that the reference lists for an operation can come here.
  private static func canCome(
    _ error: ErrorDescription, _ operation: OperationDescription, _ description: ResourceDescription
  ) -> Bool {
    switch (error.status, error.subcode) {
    // A GET changes nothing that could conflict, but one for events may be replaced, and some resources are there only
    // once the user is available.
    case (409, let subcode):
      operation.verb != .get || subcode == .pGetReplaced || subcode == .makeMeAvailableRequired
    // Events come from memory, and what lies outside of applications shows nothing of the directory.
    case (500, .invalidExchangeServerVersion):
      description.path != nil && description !== ResourceDescription.eventChannel
    // The way in is the same for everybody, whatever his pool.
    case (_, .cannotRedirect): description !== ResourceDescription.root
    // Groups are called by operations that start a call, and nobody is anonymous here.
    case (_, .tooManyGroups): operation.response == ResourceDescription.phoneAudioInvitation.rel
    case (_, .anonymousNotAllowed): false
    case (429, nil): false
    default: true
    }
  }
}
