import HTTP

/// A handler made of a function.
struct ClosureHandler: HTTPHandler {
  let body: @Sendable (HTTPRequest, HTTPResponder) -> Void

  init(_ body: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void) {
    self.body = body
  }

  /// Answers each request with its method, path and body, so that a client can tell which one an answer belongs to.
  static let echo = ClosureHandler { request, responder in
    let text = "\(request.method) \(request.path) \(String(decoding: request.body, as: UTF8.self))"
    responder.respond(HTTPResponse(status: 200, headers: ["Content-Type": "text/plain"], body: Array(text.utf8)))
  }

  func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
    body(request, responder)
  }
}

extension HTTPResponse {
  static func text(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, body: Array(text.utf8))
  }
}
