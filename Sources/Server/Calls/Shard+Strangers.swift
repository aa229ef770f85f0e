import SIP

/// Requests from addresses that no trunk has, before anything is made of them.
extension Shard {
  /// A caller who has shown the credentials of a trunk, until his INVITE is looked at, which is at once.
  struct Admitted {
    let callID: String
    let trunk: Trunk
  }

  /// What becomes of a request outside dialogs from an unknown address.
  func decide(stranger request: SIPMessageView) -> SIPStrangerVerdict {
    // A call between users, which this server sends to itself, perhaps from an address that is no trunk's.
    if request.method == .invite, request.toTag == nil, environment.incoming.routing.local.role(request) != nil {
      return .take
    }
    let now = Clock.microseconds / 1000
    let decision = strangerPolicy.decide(request, now: now)
    admitted = decision.trunk.map { Admitted(callID: request.callID, trunk: $0) }
    if decision.isRefusal { note(stranger: request, wrongCredentials: decision.hasWrongCredentials, now) }
    return decision.verdict
  }

  /// By which trunk an INVITE comes: by that of its address, else by that whose credentials the caller has shown.
  ///
  /// - Returns: Nil for a stranger.
  func trunk(of request: SIPMessageView) -> Trunk? {
    defer { admitted = nil }
    if let trunk = environment.incoming.sources.trunk(request.sourceAddress) { return trunk }
    guard let admitted, admitted.callID == request.callID else { return nil }
    return admitted.trunk
  }

  /// Says now and then that strangers call.
  func note(stranger request: SIPMessageView, wrongCredentials: Bool = false, _ now: Int64 = Clock.microseconds / 1000)
  {
    guard let count = strangers.add(now: now, wrongCredentials: wrongCredentials) else { return }
    let wrong = count.wrongCredentials == 0 ? "" : ", \(count.wrongCredentials) of them with wrong credentials"
    environment.log(
      .warning,
      "Requests from unknown sources were refused: \(count.requests)\(wrong), the last from "
        + (request.sourceAddress ?? "nowhere"))
  }
}
