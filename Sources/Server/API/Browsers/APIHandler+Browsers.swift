import HTTP
import UCWA

/// What browsers need: preflights, and the frame for pages that cannot use CORS.
extension APIHandler {
  /// The answer to a preflight (Fetch standard, "CORS-preflight request") of an allowed origin; nil for any other
  /// request, which is then treated as if there were no such thing.
  func preflight(_ request: HTTPRequest) throws(UCWAError) -> HTTPResponse? {
    guard request.headers.contains("Access-Control-Request-Method"), answerFields.origins.origin(of: request) != nil
    else { return nil }
    guard let verbs = verbs(at: RequestPath(request.path)) else { throw .resourceNotFound }
    let methods = verbs.flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.rawValue] }
    return AllowedOrigins.preflight(methods, asked: request.headers["Access-Control-Request-Headers"])
  }

  /// What may be done at a path, whoever asks; nil if nothing is there.
  private func verbs(at path: RequestPath) -> [Verb]? {
    switch path {
    case .root, .user, .frame, .frameScript, .openAPI, .health: [.get]
    case .token, .applications: [.post]
    case .application(_, let rest): routes.match(rest)?.description.verbs
    case .unknown: nil
    }
  }

  /// The frame and its script, which anybody may have; whom the frame listens to stands in it.
  func frame(_ request: HTTPRequest, _ responder: HTTPResponder, script: Bool) throws(UCWAError) {
    try allow([.get], request)
    responder.respond(script ? frame.script : frame.page)
  }
}
