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
    Route(.onlineMeetings, .get, APIHandler.onlineMeetings),
  ]

  func register(_ request: HTTPRequest, _ responder: HTTPResponder) throws(UCWAError) {
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
      type: parameters.string("type"), instanceID: parameters.string("instanceId"),
      phoneNumber: parameters.string("phoneNumber"))
    context.applications.register(registration) { result in
      switch result {
      case .failure(let error): responder.respond(.error(error, format))
      case .success(.existing(let session)):
        responder.respond(
          .body(200, applicationResource(session, account).bytes(format, base: session.base), format))
      case .success(.created(let session)):
        var response = HTTPResponse.body(
          201, applicationResource(session, account).bytes(format, base: session.base), format)
        response.headers.add("Location", session.base)
        responder.respond(response)
      }
    }
  }

  func deleteApplication(_ call: Call) {
    if let session = context.applications.end(call.application.id, error: .applicationNotFound) {
      cancelUnreached(session)
    }
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
    let query = call.request.query.map(QueryString.parse) ?? []
    call.application.poll(try PollParameters.parse(query), call.responder, call.format)
  }

  // MARK: Resources

  func application(_ call: Call) { call.answer(applicationResource(call.application, call.account)) }

  func onlineMeetings(_ call: Call) { call.answer(OnlineMeetings().resource) }

  func applicationResource(_ session: ApplicationSession, _ account: Account) -> Resource {
    let registration = session.registration
    return UCWA.Application(
      id: session.id, culture: registration.culture, endpointId: registration.endpointID,
      userAgent: registration.userAgent, instanceId: registration.instanceID, type: registration.type,
      ack: session.ack
    ).resource(
      me: me(session, account.user), people: People().resource, communication: communication(session, account),
      onlineMeetings: OnlineMeetings().resource)
  }
}
