/// Why the server refuses a request before a handler sees it.
public enum HTTPServerFault: Error, Hashable, Sendable {
  /// The request is not HTTP/1.x, or could be read in two ways (RFC 9112 sections 6.3 and 11.2): 400.
  case malformed
  /// The request did not arrive within ``HTTPLimits/requestArrivalTime``: 408.
  case tooSlow
  /// The content is larger than ``HTTPLimits/maxBodyBytes``: 413.
  case bodyTooLarge
  /// Request line and header fields are larger than ``HTTPLimits/maxHeaderBytes``: 431.
  case headersTooLarge
  /// ``HTTPLimits/maxConnections`` or ``HTTPLimits/maxConnectionsPerAddress`` is reached: 503.
  case tooManyConnections

  /// The status code that belongs to the fault.
  public var status: Int {
    switch self {
    case .malformed: 400
    case .tooSlow: 408
    case .bodyTooLarge: 413
    case .headersTooLarge: 431
    case .tooManyConnections: 503
    }
  }
}
