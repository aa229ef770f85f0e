import UCWA

/// What answers an operation on a resource of an application.
struct Route: Sendable {
  /// A method of the handler. It answers through the call's responder, at once or later, or throws the error to answer
  /// with.
  typealias Handler = @Sendable (APIHandler) -> (APIHandler.Call) throws(UCWAError) -> Void

  let description: ResourceDescription
  let verb: Verb
  let handler: Handler

  init(_ description: ResourceDescription, _ verb: Verb, _ handler: @escaping Handler) {
    self.description = description
    self.verb = verb
    self.handler = handler
  }
}

extension APIHandler {
  /// Every operation on a resource of an application. Each part of the API lists its own.
  static let routes: [Route] = [
    applicationRoutes,
    meRoutes,
    callForwardingRoutes,
    presenceRoutes,
    photoRoutes,
    policyRoutes,
    peopleRoutes,
    conversationRoutes,
    conversationLogRoutes,
    batchRoutes,
  ].flatMap { $0 }
}
