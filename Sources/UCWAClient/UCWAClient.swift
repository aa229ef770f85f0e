import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A client of a UCWA 2.0 server, as far as calls via work go.
///
/// It follows links and builds no address of its own, so that it works with every server that speaks the API:
///
///     let client = UCWAClient(server: url, credential: .password(user: "sip:dana@contoso.test", password: "…"))
///     try await client.signIn()
///     let invitation = try await client.startPhoneAudio(StartPhoneAudio(to: "tel:+14255550120"))
///     for try await event in client.events() { … }
///
/// Errors are `ClientError`, or `CancellationError` when the calling task was cancelled.
public actor UCWAClient {
  private let server: URL
  private let credential: Credential
  private let options: Options
  private let transport: Transport
  private var tokens: [String: String] = [:]
  private var base: URL
  private var application: Application?
  private var channel: EventChannel?

  /// A client of the server at `server`, which is asked for nothing before `signIn()`.
  public init(server: URL, credential: Credential, options: Options = Options()) {
    self.server = server
    self.credential = credential
    self.options = options
    base = server
    transport = Transport(options: options)
  }

  deinit {
    transport.close()
  }

  // MARK: Signing in and out

  /// Finds the user's pool, proves who he is and creates an application.
  ///
  /// Throws `.unreachable`, `.signInRefused`, `.refused`, or `.malformed` if a link of the discovery is missing.
  /// Source: UCWA 2.0 reference, "Create an application".
  @discardableResult
  public func signIn() async throws -> Application {
    var place = try url(server.path.isEmpty ? "/" : server.absoluteString, from: server)
    adopt(place)
    var document = try await get(place)
    // Discovery is a chain root, user, possibly root and user of the home pool, applications: its length is bounded.
    for _ in 0..<8 {
      if let href = document.link("applications") {
        return try await createApplication(at: url(href, from: place))
      }
      guard let href = document.link("redirect") ?? document.link("user") else { break }
      place = try url(href, from: place)
      adopt(place)
      document = try await get(place)
    }
    throw ClientError.malformed("discovery at \(server.absoluteString) does not lead to applications")
  }

  /// Removes the application. Calls that are up go on, calls being set up are cancelled by the server.
  public func signOut() async throws {
    guard let application else { return }
    self.application = nil
    channel = nil
    try await expectSuccess(send("DELETE", url(application.href)))
  }

  private func createApplication(at place: URL) async throws -> Application {
    adopt(place)
    let body = try JSONEncoder().encode([
      "culture": options.culture, "endpointId": options.endpointId, "userAgent": options.userAgent,
    ])
    let answer = try await expectSuccess(send("POST", place, body: body))
    let document = try ResourceDocument(json: answer.body)
    guard let href = document.href ?? answer.location else {
      throw ClientError.malformed("the application has no address")
    }
    guard let events = document.link("events") else { throw ClientError.malformed("the application has no events") }
    base = answer.url
    let application = Application(document: document, href: href)
    self.application = application
    channel = EventChannel(client: self, href: events, options: options)
    return application
  }

  // MARK: Calls

  /// Starts a call: the user's own phone rings first, then `to` is called. Its course arrives as events.
  ///
  /// A connection lost on the way is no reason to give up: the request is sent once more, and the operation id makes
  /// sure that it starts only one call. Throws `.notOffered` for a user without phone audio, `.refused` with
  /// `BadRequest/NormalizationFailed` for a number that cannot be dialled.
  public func startPhoneAudio(_ parameters: StartPhoneAudio) async throws -> Invitation {
    guard let application else { throw ClientError.notSignedIn }
    guard let communication = application.document.embedded("communication"),
      let href = communication.link("startPhoneAudio")
    else { throw ClientError.notOffered("startPhoneAudio", "communication") }

    let place = try url(href)
    let body = try JSONEncoder().encode(parameters)
    var answer: Transport.Answer
    do {
      answer = try await send("POST", place, body: body)
    } catch ClientError.unreachable {
      answer = try await send("POST", place, body: body)
    }
    try expectSuccess(answer)
    guard let location = answer.location else { throw ClientError.malformed("the invitation has no address") }
    return Invitation(href: location, operationId: parameters.operationId)
  }

  /// Cancels an invitation that has not completed.
  ///
  /// Throws `.notOffered` if it can no longer be cancelled.
  public func cancel(_ invitation: Invitation) async throws {
    try await follow("cancel", of: read(invitation.href))
  }

  /// Ends the phone audio of a conversation.
  ///
  /// Throws `.notOffered` if there is none.
  public func stopPhoneAudio(conversation href: String) async throws {
    let conversation = try await read(href)
    guard let phoneAudio = conversation.link("phoneAudio") else {
      throw ClientError.notOffered("phoneAudio", "conversation")
    }
    try await follow("stopPhoneAudio", of: read(phoneAudio))
  }

  /// Reads a resource by an address the server gave.
  public func read(_ href: String) async throws -> ResourceDocument {
    try await get(url(href))
  }

  private func follow(_ rel: String, of document: ResourceDocument) async throws {
    guard let href = document.link(rel) else { throw ClientError.notOffered(rel, document.rel) }
    try await expectSuccess(send("POST", url(href)))
  }

  // MARK: Events

  /// The application's events, from the first one not yet acknowledged, for one reader at a time.
  ///
  /// The stream survives lost connections and restarts of the server: it asks again with the same ack, first after
  /// `Options.firstRetrySeconds`, and says so by `.interrupted` and `.restored`. It ends with an error when the server
  /// stays lost, when the application is gone (404, 410), or when another reader took the channel over
  /// (`Conflict/PGetReplaced`). Cancelling the reading task ends the pending request.
  public nonisolated func events() -> AsyncThrowingStream<UCWAEvent, any Error> {
    AsyncThrowingStream { try await self.nextEvent() }
  }

  private func nextEvent() async throws -> UCWAEvent {
    guard let channel else { throw ClientError.notSignedIn }
    return try await channel.next()
  }

  func poll(_ href: String) async throws -> Data {
    try await expectSuccess(send("GET", url(href), timeout: options.pollTimeoutSeconds)).body
  }

  // MARK: Requests

  private func get(_ place: URL) async throws -> ResourceDocument {
    try ResourceDocument(json: try await expectSuccess(send("GET", place)).body)
  }

  /// Sends a request with the token of its host; a 401 that can be met by the password is met, once.
  private func send(
    _ method: String, _ place: URL, body: Data? = nil, timeout: Double? = nil
  ) async throws -> Transport.Answer {
    var request = URLRequest(url: place)
    request.httpMethod = method
    request.timeoutInterval = timeout ?? options.requestTimeoutSeconds
    request.setValue("application/json", forHTTPHeaderField: "Accept")
    request.setValue(options.userAgent, forHTTPHeaderField: "User-Agent")
    if let body {
      request.httpBody = body
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }

    let sent = tokens[Self.origin(place)]
    if let sent { request.setValue("Bearer \(sent)", forHTTPHeaderField: "Authorization") }
    let answer = try await transport.send(request)
    guard answer.status == 401 else { return answer }

    let token = try await token(for: answer, at: place, insteadOf: sent)
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    let second = try await transport.send(request)
    if second.status == 401 { throw ClientError.signInRefused("the server does not accept the token it gave") }
    return second
  }

  private func token(for answer: Transport.Answer, at place: URL, insteadOf sent: String?) async throws -> String {
    // The pending event request and a command may meet the same expiry; the second finds the first one's token.
    if let current = tokens[Self.origin(place)], current != sent { return current }
    guard case .password(let user, let password) = credential else {
      let message = Reason(json: answer.body)?.message
      throw ClientError.signInRefused(message ?? "the token is not valid here, or has expired")
    }
    guard let header = answer.challenge, let challenge = Challenge(header: header) else {
      throw ClientError.malformed("a 401 without an MsRtcOAuth challenge")
    }
    guard challenge.grants.isEmpty || challenge.grants.contains("password") else {
      throw ClientError.signInRefused("the server offers no sign-in by password")
    }
    let token = try await passwordGrant(user: user, password: password, at: url(challenge.href, from: place))
    tokens[Self.origin(place)] = token
    return token
  }

  /// Source: RFC 6749 section 4.3.
  private func passwordGrant(user: String, password: String, at place: URL) async throws -> String {
    var request = URLRequest(url: place)
    request.httpMethod = "POST"
    request.timeoutInterval = options.requestTimeoutSeconds
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    request.setValue("application/json", forHTTPHeaderField: "Accept")
    request.setValue(options.userAgent, forHTTPHeaderField: "User-Agent")
    let form = ["grant_type": "password", "username": user, "password": password]
    request.httpBody = Data(form.map { "\($0.key)=\(Self.formEncoded($0.value))" }.joined(separator: "&").utf8)

    let answer = try await transport.send(request)
    let json = (try? JSONDecoder().decode(JSONValue.self, from: answer.body)) ?? .null
    if answer.status == 200, let token = json["access_token"].text, !token.isEmpty { return token }
    if (400...401).contains(answer.status) {
      throw ClientError.signInRefused(
        json["error_description"].text ?? json["error"].text ?? "the user or the password is wrong")
    }
    try expectSuccess(answer)
    throw ClientError.malformed("the token service gave no token")
  }

  /// Throws `.refused` for every status that is not a success.
  @discardableResult
  private func expectSuccess(_ answer: Transport.Answer) throws -> Transport.Answer {
    guard (200...299).contains(answer.status) else {
      throw ClientError.refused(
        status: answer.status, Reason(json: answer.body) ?? Reason(code: nil),
        retryAfterSeconds: answer.retryAfterSeconds)
    }
    return answer
  }

  // MARK: Addresses

  private func url(_ href: String, from place: URL? = nil) throws -> URL {
    guard let url = URL(string: href, relativeTo: place ?? base)?.absoluteURL,
      let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme), url.host != nil
    else { throw ClientError.malformed("\(href) is not an address") }
    // Whoever chose TLS did not choose to have his token sent without it.
    if server.scheme?.lowercased() == "https", scheme != "https" {
      throw ClientError.malformed("\(href) leads from https to http")
    }
    return url
  }

  /// A token from elsewhere is shown only to the servers that discovery named.
  private func adopt(_ place: URL) {
    if case .token(let token) = credential { tokens[Self.origin(place)] = token }
  }

  private static func origin(_ url: URL) -> String {
    "\(url.scheme?.lowercased() ?? "")://\(url.host?.lowercased() ?? ""):\(url.port.map(String.init) ?? "")"
  }

  private static func formEncoded(_ text: String) -> String {
    let unreserved = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
