import HTTP
import Sessions
import Store
import UCWA

/// Answers the HTTP interface: finds who asks, for what, and calls the resource's handler.
///
/// Runs on the HTTP loops and never blocks; what has to wait (a commit, the SIP thread, a password check) answers later
/// through the request's responder.
struct APIHandler: HTTPHandler {
  let context: ServerContext
  let routes = RouteTable(routes)
  let answerFields: AnswerFields
  let frame: FramePage

  init(_ context: ServerContext) {
    self.context = context
    let origins = AllowedOrigins(context.configuration.allowedOrigins)
    answerFields = AnswerFields(serverName: context.publicName, origins: origins)
    frame = FramePage(origins)
  }

  /// A request to a resource of an application, with everything that was checked about it.
  struct Call: Sendable {
    let request: HTTPRequest
    let responder: HTTPResponder
    let operation: OperationDescription
    let format: PayloadFormat
    let account: Account
    let application: ApplicationSession
    let space: UserSpace
    /// What stands in the path for the parameters of its template, in order.
    let parameters: [String]
  }

  func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
    let responder = responder.adding(answerFields.fields(request))
    do throws(UCWAError) {
      if request.method == .options, let response = try preflight(request) { return responder.respond(response) }
      try route(request, responder)
    } catch {
      responder.respond(.error(error, Self.errorFormat(request), Self.errorLanguage(request)))
    }
  }

  /// The language of an error before there is an application: what the client accepts, else English.
  static func errorLanguage(_ request: HTTPRequest?) -> Language {
    request?.headers["Accept-Language"].map { Language(acceptLanguage: $0) } ?? .english
  }

  /// The format of an error: what the client accepts, else JSON.
  static func errorFormat(_ request: HTTPRequest?) -> PayloadFormat {
    guard let request else { return .json }
    return UCWA.MediaType.negotiate(
      accept: request.headers["Accept"], contentType: request.headers["Content-Type"])?.format ?? .json
  }

  /// What the HTTP layer refuses by itself, in the API's own form.
  func answer(_ fault: HTTPServerFault, _ request: HTTPRequest?) -> HTTPResponse {
    let error: UCWAError
    switch fault {
    case .bodyTooLarge: error = .entityTooLarge(limit: context.configuration.limits.requestBody)
    case .tooManyConnections: error = .serviceUnavailable(Message(.tooManyConnections), retryAfter: 5)
    case .malformed: error = UCWAError(status: 400, code: .badRequest, message: Message(.invalidHTTP))
    case .tooSlow: error = UCWAError(status: 408, code: .timeout, message: Message(.requestTooSlow))
    case .headersTooLarge:
      error = UCWAError(status: 431, code: .entityTooLarge, message: Message(.headersTooLarge))
    }
    var response = HTTPResponse.error(error, Self.errorFormat(request), Self.errorLanguage(request))
    response.headers.add(contentsOf: answerFields.fields(request))
    return response
  }

  private func route(_ request: HTTPRequest, _ responder: HTTPResponder) throws(UCWAError) {
    switch RequestPath(request.path) {
    case .root: try root(request, responder)
    case .user: try user(request, responder)
    case .token: try token(request, responder)
    case .frame: try frame(request, responder, script: false)
    case .frameScript: try frame(request, responder, script: true)
    case .applications(let prefix): try register(request, prefix, responder)
    case .application(let id, let rest): try application(String(id), rest, request, responder)
    case .openAPI: try openAPI(request, responder)
    case .health: try health(request, responder)
    case .unknown: throw .resourceNotFound
    }
  }

  private func application(
    _ id: String, _ rest: Substring, _ request: HTTPRequest, _ responder: HTTPResponder
  ) throws(UCWAError) {
    var known = try account(request)
    if known == nil { known = try photoAccount(request, id, rest) }
    guard let account = known else { return challenge(request, responder) }
    do throws(UCWAError) {
      try perform(id, rest, account, request, responder)
    } catch {
      let application = try? context.applications.find(id, user: account.user.uri)
      let language = application?.language ?? Self.errorLanguage(request)
      responder.respond(.error(error, Self.errorFormat(request), language))
    }
  }

  /// Calls what answers a signed-in user's request to a resource of an application.
  private func perform(
    _ id: String, _ rest: Substring, _ account: Account, _ request: HTTPRequest, _ responder: HTTPResponder
  ) throws(UCWAError) {
    // A user who was moved keeps the application he has here, but not when his own pool is down: his calls may not be
    // in two places at once.
    if account.user.homePool != nil { _ = try context.pools.place(home: account.user.homePool) }
    guard let match = routes.match(rest) else { throw .resourceNotFound }
    let description = match.description
    let verb: Verb? =
      request.method == .head ? .get : Verb(rawValue: request.method.rawValue)
    guard let verb, let operation = description.operation(verb), let handler = match.handler(verb) else {
      throw .methodNotAllowed(description.verbs)
    }
    // A HEAD would acknowledge events that its client never sees.
    if request.method == .head, description === ResourceDescription.eventChannel { throw .methodNotAllowed([.get]) }
    guard account.scopes.permits(anyOf: description.scopes) else { throw .scopeMissing(description.scopes) }
    try checkVersion(request, description)
    // The events of a call come from memory, and calls go on whatever became of the directory.
    if verb == .get, description !== ResourceDescription.eventChannel { try checkDirectory() }
    let application = try context.applications.find(id, user: account.user.uri)
    let format = try format(of: request, for: description)
    let call = Call(
      request: request, responder: responder, operation: operation, format: format, account: account,
      application: application, space: context.accounts.space(account.user.uri), parameters: match.parameters)
    try handler(self)(call)
  }

  /// Refuses a request that asks for a later revision of the resource than there is.
  func checkVersion(_ request: HTTPRequest, _ description: ResourceDescription) throws(UCWAError) {
    guard let text = request.headers["X-MS-RequiresMinResourceVersion"], !text.isEmpty else { return }
    guard let asked = Double(text), asked.isFinite else {
      throw .parameterValidationFailure([
        BadParameter(name: "X-MS-RequiresMinResourceVersion", reason: Message(.mustBeDecimal))
      ])
    }
    if asked > Double(description.revision) { throw .apiVersionNotSupported(offered: description.revision) }
  }

  /// Refuses a read while the directory's file has a schema that this program does not know.
  func checkDirectory() throws(UCWAError) {
    guard context.accounts.isReadable else { throw .invalidExchangeServerVersion }
  }

  /// The format to answer in; 406 where the client takes none of ours, 410 on the resource whose page says so.
  func format(of request: HTTPRequest, for description: ResourceDescription) throws(UCWAError) -> PayloadFormat {
    let accept = request.headers["Accept"]
    guard accept != nil || !request.body.isEmpty else { return .json }
    guard
      let type = UCWA.MediaType.negotiate(
        accept: accept, contentType: request.body.isEmpty ? nil : request.headers["Content-Type"])
    else {
      // What asks for a picture takes pictures; only an error about it would have a format.
      if description === ResourceDescription.photo || description === ResourceDescription.contactPhoto { return .json }
      // What answers a batch is neither JSON nor XML; its clients ask for multipart.
      if description === ResourceDescription.batch { return .json }
      throw description === ResourceDescription.phoneAudioInvitation ? .contentTypeGone : .notAcceptable
    }
    return type.format
  }

  /// The parameters of a request to a resource of an application, from body and query.
  func parameters(_ call: Call) throws(UCWAError) -> Parameters { try parameters(call.operation, call.request) }

  /// The parameters of an operation, from body and query.
  func parameters(_ operation: OperationDescription, _ request: HTTPRequest) throws(UCWAError) -> Parameters {
    try operation.validate(body: try body(request), query: request.query.map(QueryString.parse) ?? [])
  }

  /// The body of a request in the format that its type names.
  func body(_ request: HTTPRequest) throws(UCWAError) -> RequestBody {
    if request.body.isEmpty { return .empty }
    guard let type = UCWA.MediaType.of(contentType: request.headers["Content-Type"]) else {
      throw .unsupportedMediaType
    }
    return try RequestBody.parse(request.body, format: type.format)
  }

  // MARK: Who asks

  /// Who sent the request; nil if it has no token that is good.
  func account(_ request: HTTPRequest) throws(UCWAError) -> Account? {
    guard let header = request.headers["Authorization"] else { return nil }
    guard let blank = header.utf8.firstIndex(of: UInt8(ascii: " ")), header[..<blank].lowercased() == "bearer",
      let token = String(header.utf8[header.utf8.index(after: blank)...].drop { $0 == UInt8(ascii: " ") })
    else { return nil }
    return try lookUp { () throws(StoreError) in try context.accounts.account(token: token) }
  }

  /// Asks the directory; one that cannot be read is 503, not "there is no such user".
  func lookUp<Value>(_ body: () throws(StoreError) -> Value) throws(UCWAError) -> Value {
    do throws(StoreError) {
      return try body()
    } catch {
      context.log(.error, "The directory cannot be read: \(error)")
      throw .serviceUnavailable(Message(.directoryUnreadable), retryAfter: 5)
    }
  }
}
