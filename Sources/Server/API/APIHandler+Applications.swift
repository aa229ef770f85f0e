import HTTP
import Sessions
import Store
import UCWA

/// Applications: how they are created, what they show, how they end, and their event channel.
extension APIHandler {
  static let applicationRoutes = [
    Route(.application, .get, APIHandler.application),
    Route(.application, .delete, APIHandler.deleteApplication),
    Route(.eventChannel, .get, APIHandler.events),
    Route(.communication, .get, APIHandler.communication),
    Route(.communication, .put, APIHandler.replaceCommunication),
    Route(.makeMeAvailable, .post, APIHandler.makeMeAvailable),
    Route(.reportMyActivity, .post, APIHandler.reportMyActivity),
    Route(.onlineMeetings, .get, APIHandler.onlineMeetings),
  ]

  func register(
    _ request: HTTPRequest, _ prefix: ApplicationPrefix, _ responder: HTTPResponder
  ) throws(UCWAError) {
    guard let account = try account(request) else { return challenge(request, responder) }
    try allow([.post], request)
    if case .elsewhere(let url) = try context.pools.place(home: account.user.homePool) {
      return redirect(to: url + request.path, responder)
    }
    guard let operation = ResourceDescription.applications.operation(.post) else { throw .resourceNotFound }
    try checkVersion(request, .applications)
    let format = try format(of: request, for: .applications)
    let parameters = try parameters(operation, request)
    let registration = ApplicationRegistration(
      userURI: account.user.uri, culture: parameters.string("culture") ?? "",
      endpointID: parameters.string("endpointId") ?? "", userAgent: parameters.string("userAgent") ?? "",
      type: parameters.string("type"), phoneNumber: parameters.string("phoneNumber"), prefix: prefix)
    let instance = parameters.string("instanceId") ?? ""
    context.applications.register(registration, instance: instance) { result in
      switch result {
      case .failure(let error): responder.respond(.error(error, format, Language(culture: registration.culture)))
      case .success(.existing(let session)):
        var response = HTTPResponse.body(
          200, applicationResource(session, instance, account).bytes(format, base: session.base), format)
        addPhotoCookie(to: &response, session, account, request)
        responder.respond(response)
      case .success(.created(let session)):
        var response = HTTPResponse.body(
          201, applicationResource(session, instance, account).bytes(format, base: session.base), format)
        response.headers.add("Location", session.base)
        addPhotoCookie(to: &response, session, account, request)
        responder.respond(response)
      }
    }
  }

  /// Ends the instance that the request names, or the one without a name if there is one; else the whole application,
  /// since its path names all of it.
  func deleteApplication(_ call: Call) throws(UCWAError) {
    let session = call.application
    let name = try call.operation.validate(body: .empty, query: call.query).string("instanceId")
    var ended: ApplicationSession?
    if name == nil, !session.instances.contains("") {
      ended = context.applications.end(session.id, error: .applicationNotFound)
    } else {
      let instance = try session.instance(named: name)
      ended = context.applications.end(session.id, instance: instance, error: .applicationNotFound)
    }
    if let ended { cancelUnreached(ended) }
    call.responder.respond(.empty(204))
  }

  /// An application's end cancels those of its set-ups that have not reached the other side.
  func cancelUnreached(_ session: ApplicationSession) {
    for entry in context.accounts.space(session.userURI).conversations where entry.applicationID == session.id {
      guard let key = entry.callKey else { continue }
      context.shard.post { _ = $0.operate(key, .applicationEnded) }
    }
  }

  func events(_ call: Call) throws(UCWAError) {
    try call.application.poll(try PollParameters.parse(call.query), call.responder, call.format)
  }

  // MARK: Resources

  func application(_ call: Call) throws(UCWAError) {
    let name = try call.operation.validate(body: .empty, query: call.query).string("instanceId")
    let instance = try call.application.instance(named: name)
    call.answer(applicationResource(call.application, instance, call.account))
  }

  func onlineMeetings(_ call: Call) { call.answer(OnlineMeetings().resource) }

  func applicationResource(_ session: ApplicationSession, _ instance: String, _ account: Account) -> Resource {
    let registration = session.registration
    return UCWA.Application(
      id: session.id, culture: registration.culture, endpointId: registration.endpointID,
      userAgent: registration.userAgent, instanceId: instance.isEmpty ? nil : instance, type: registration.type,
      ack: session.ack(of: instance)
    ).resource(
      me: me(session, account.user), people: People().resource, communication: communication(session, account),
      onlineMeetings: OnlineMeetings().resource)
  }
}
