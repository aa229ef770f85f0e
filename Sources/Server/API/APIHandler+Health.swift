import HTTP
import UCWA

/// Whether the server can do its work, for monitoring.
extension APIHandler {
  /// 200, or 503 while no call can begin because none could be recorded.
  func health(_ request: HTTPRequest, _ responder: HTTPResponder) throws(UCWAError) {
    try allow([.get], request)
    let answer = context.health.answer
    responder.respond(.body(answer.status == .unavailable ? 503 : 200, answer.bytes, .json))
  }
}
