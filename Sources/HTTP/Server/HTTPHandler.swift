/// What answers the requests of an ``HTTPServer``.
public protocol HTTPHandler: Sendable {
  /// Called for each complete request, on the thread of the loop that received it.
  ///
  /// It must not block. It may answer at once through `responder`, or keep the responder and answer later from any
  /// thread: the request is then held. A connection's next request is handed over when this one is answered.
  func handle(_ request: HTTPRequest, _ responder: HTTPResponder)
}
