import HTTP
import Store
import UCWA

/// Discovery and sign-in (UCWA 2.0, "Create an application").
extension APIHandler {
  /// Scheme and host at which the client reaches this server.
  private func publicURL(_ request: HTTPRequest) -> String {
    if let configured = context.configuration.publicURL { return configured }
    // Quoted in the challenges, so that what cannot be part of an authority must not get there.
    let host = (request.headers["Host"] ?? context.serverName).unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-_:[]".unicodeScalars.contains($0))
    }
    return (request.isTLS ? "https://" : "http://") + String(String.UnicodeScalarView(host))
  }

  func root(_ request: HTTPRequest, _ responder: HTTPResponder) throws(UCWAError) {
    try allow([.get], request)
    try checkVersion(request, .root)
    let url = publicURL(request)
    let format = try format(of: request, for: .root)
    let resource = Root(
      selfURL: url + "/Autodiscover/AutodiscoverService.svc/root",
      userURL: url + "/Autodiscover/AutodiscoverService.svc/root/oauth/user", xframeURL: url + FramePage.path
    ).resource
    responder.respond(.body(200, resource.bytes(format, base: ""), format))
  }

  func user(_ request: HTTPRequest, _ responder: HTTPResponder) throws(UCWAError) {
    try allow([.get], request)
    guard let account = try account(request) else { return challenge(request, responder) }
    let url = publicURL(request)
    try checkVersion(request, .user)
    try checkDirectory()
    let format = try format(of: request, for: .user)
    var user = UCWA.User(
      selfURL: url + "/Autodiscover/AutodiscoverService.svc/root/oauth/user",
      applicationsURL: url + ApplicationPrefix.ucwa.rawValue, xframeURL: url + FramePage.path)
    if case .elsewhere(let home) = try context.pools.place(home: account.user.homePool) {
      user.applicationsURL = nil
      user.redirectURL = home + "/Autodiscover/AutodiscoverService.svc/root"
    }
    responder.respond(.body(200, user.resource.bytes(format, base: ""), format))
  }

  /// 307, so that the client sends the same request there (RFC 9110 section 15.4.8).
  func redirect(to url: String, _ responder: HTTPResponder) {
    var response = HTTPResponse.empty(307)
    response.headers.add("Location", url)
    responder.respond(response)
  }

  func allow(_ verbs: [Verb], _ request: HTTPRequest) throws(UCWAError) {
    if request.method == .head, verbs.contains(.get) { return }
    guard verbs.contains(where: { $0.rawValue == request.method.rawValue }) else { throw .methodNotAllowed(verbs) }
  }

  /// 401 with the two challenges clients look for: where a token is had, and that it is a bearer token. Clients take
  /// them apart by hand, so that order, spelling and quotes count.
  func challenge(_ request: HTTPRequest, _ responder: HTTPResponder) {
    let tokenURL = publicURL(request) + "/WebTicket/oauthtoken"
    var response = HTTPResponse.error(.unauthorized(), Self.errorFormat(request), Self.errorLanguage(request))
    response.headers.add("WWW-Authenticate", "MsRtcOAuth href=\"\(tokenURL)\",grant_type=\"\(Self.grants)\"")
    let issuers = context.configuration.issuers
    let trusted = issuers.map(\.issuer).joined(separator: ",")
    let client = issuers.first?.audience ?? Self.clientID
    response.headers.add(
      "WWW-Authenticate",
      "Bearer trusted_issuers=\"\(trusted)\", client_id=\"\(client)\", "
        + "authorization_uri=\"\(issuers.first?.issuer ?? tokenURL)\"")
    responder.respond(response)
  }

  /// The grants that are offered; what is not must not be named, or clients try it.
  private static let grants = "password"
  /// What clients know the service by where no issuer has another name for it.
  private static let clientID = "00000004-0000-0ff1-ce00-000000000000"

  // MARK: Token endpoint (RFC 6749, sections 4.3 and 5)

  func token(_ request: HTTPRequest, _ responder: HTTPResponder) throws(UCWAError) {
    try allow([.post], request)
    let form = FormFields(body: request.body, contentType: request.headers["Content-Type"])
    guard let grant = form["grant_type"] else { return refuse(responder, "invalid_request", "grant_type is missing") }
    guard grant == Self.grants else {
      return refuse(responder, "unsupported_grant_type", "only the password grant is offered")
    }
    guard let username = form["username"], let password = form["password"], !username.isEmpty else {
      return refuse(responder, "invalid_request", "username and password are needed")
    }
    var scopes: [String]?
    if let asked = form["scope"], !asked.isEmpty {
      let (known, unknown) = Scope.parse(asked)
      guard unknown.isEmpty else { return refuse(responder, "invalid_scope", "the scope is not known") }
      scopes = known.names
    }
    let log = context.log
    let lifetime = context.configuration.timeouts.tokenLifetime
    let granted = scopes
    context.accounts.signIn(username, password: password, scopes: granted, address: request.remoteAddress) { outcome in
      switch outcome {
      case .token(let token):
        responder.respond(Self.tokenResponse(token.text, lifetime: Int(lifetime.components.seconds), scopes: granted))
      case .refused: refuse(responder, "invalid_grant", "the user or the password is wrong")
      case .tooManyFailures(let seconds):
        // The same whether or not there is such a user.
        refuse(
          responder, "invalid_grant", "too many wrong passwords; try again in \(seconds) s", status: 429,
          retryAfter: seconds)
      case .busy: refuse(responder, "server_error", "too many sign-ins at once", status: 503, retryAfter: 1)
      case .failed(let error):
        log(.error, "Sign-in failed: \(error)")
        refuse(responder, "server_error", "the directory cannot be read now", status: 500)
      }
    }
  }

  private static func tokenResponse(_ token: String, lifetime: Int, scopes: [String]?) -> HTTPResponse {
    var body = JSONObject()
    body.add("access_token", token)
    body.add("expires_in", lifetime)
    body.add("ms_rtc_identityscope", "local")
    if let scopes { body.add("scope", scopes.joined(separator: " ")) }
    body.add("token_type", "Bearer")
    var response = HTTPResponse.body(200, body.bytes, .json)
    response.headers["Cache-Control"] = "no-store"
    return response
  }

  private func refuse(
    _ responder: HTTPResponder, _ error: String, _ description: String, status: Int = 400, retryAfter: Int? = nil
  ) {
    var body = JSONObject()
    body.add("error", error)
    body.add("error_description", description)
    var response = HTTPResponse.body(status, body.bytes, .json)
    response.headers["Cache-Control"] = "no-store"
    if let retryAfter { response.headers.add("Retry-After", String(retryAfter)) }
    responder.respond(response)
  }
}

/// A flat JSON object, for answers that are not UCWA resources.
struct JSONObject {
  private var text = "{"

  mutating func add(_ name: String, _ value: String) {
    begin(name)
    text += Self.quoted(value)
  }

  mutating func add(_ name: String, _ value: Int) {
    begin(name)
    text += String(value)
  }

  private mutating func begin(_ name: String) {
    if text.utf8.count > 1 { text += "," }
    text += Self.quoted(name) + ":"
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case _ where scalar.value < 0x20: out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  var bytes: [UInt8] { Array((text + "}").utf8) }
}
