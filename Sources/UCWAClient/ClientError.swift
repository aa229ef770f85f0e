/// What can go wrong between this client and a server.
public enum ClientError: Error, Sendable, Equatable {
  /// No answer came: name not found, connection refused, TLS not agreed, time over. Holds the address and the reason.
  case unreachable(String, String)
  /// The server did not accept who the user says he is: bad password, expired or foreign token, no grant in common.
  case signInRefused(String)
  /// The server answered with an error.
  case refused(status: Int, UCWAClient.Reason, retryAfterSeconds: Int?)
  /// The server's answer is not what its status and type promise. Holds what is wrong with it.
  case malformed(String)
  /// The operation is not allowed now: the resource (second) has no link of this relation (first).
  case notOffered(String, String)
  /// The event channel failed for longer than `Options.serverLossSeconds`. Holds the last failure.
  case serverLost(String)
  /// Two readers of one event channel: events would be divided between them.
  case eventsAlreadyRead
  /// `signIn()` has not been called, or `signOut()` has.
  case notSignedIn

  /// The HTTP status, for an error the server answered with.
  public var status: Int? {
    switch self {
    case .refused(let status, _, _): status
    case .signInRefused: 401
    default: nil
    }
  }

  /// Code, subcode and message, for an error the server answered with.
  public var reason: UCWAClient.Reason? {
    guard case .refused(_, let reason, _) = self else { return nil }
    return reason
  }
}

extension ClientError: CustomStringConvertible {
  /// One line for people; holds no token and no password.
  public var description: String {
    switch self {
    case .unreachable(let address, let why): "\(address) cannot be reached: \(why)"
    case .signInRefused(let why): "sign-in refused: \(why)"
    case .refused(let status, let reason, _):
      reason.description.isEmpty ? "HTTP \(status)" : "\(reason) (HTTP \(status))"
    case .malformed(let what): "the server's answer makes no sense: \(what)"
    case .notOffered(let rel, let resource): "\(rel) is not possible now (the \(resource) does not offer it)"
    case .serverLost(let why): "the server was lost: \(why)"
    case .eventsAlreadyRead: "the event channel already has a reader"
    case .notSignedIn: "not signed in"
    }
  }
}
