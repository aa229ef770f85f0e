import CallControl
import SIP

/// Session timers (RFC 4028) and UPDATE (RFC 3311): what the machine decided, on the wire.
extension Shard {
  /// UPDATE from a phone.
  func updated(_ request: SIPMessageView, _ transaction: SIPServerTransaction, _ leg: LegID, _ session: CallSession) {
    // Nothing of the media can be agreed before the call is answered.
    guard !session.isUnanswered else {
      try? transaction.respond(request.hasBody ? 488 : 200, headers: Self.common)
      return
    }
    let pending = request.hasBody ? session[leg].offer : session[leg].update
    guard pending == nil else { return refuseForNow(transaction) }
    transaction.key = session.plan.key << 2 | session.slot(leg)
    if request.hasBody { session[leg].offer = transaction } else { session[leg].update = transaction }
    feed(session, .updated(leg, request.hasBody ? request.body : nil, terms: SessionTerms(request)))
  }

  /// The first one is answered first (RFC 3261, section 14.2; RFC 3311, section 5.2).
  func refuseForNow(_ transaction: SIPServerTransaction) {
    try? transaction.respond(500, headers: [SIPHeader("Retry-After", String(UInt8.random(in: 0...10)))])
  }

  /// Sends UPDATE without a body.
  func sendUpdate(_ leg: LegID, _ session: CallSession) throws(SIPError) {
    guard let dialog = session[leg].dialog else { throw .ended }
    session[leg].refresh = try dialog.request(
      .update, headers: Self.common + SessionTerms.request(session.call.sessionTerms(requesting: leg)),
      credentials: credentials(leg, session), key: Self.key(session, leg, .update))
  }

  /// Answers the phone's.
  func respondToUpdate(_ leg: LegID, _ status: Int, _ session: CallSession) throws(SIPError) {
    guard let transaction = session[leg].update else { return }
    session[leg].update = nil
    try transaction.respond(status, headers: responseHeaders(leg, status, session))
  }

  /// What our final response to an INVITE, a re-INVITE or an UPDATE says.
  func responseHeaders(_ leg: LegID, _ status: Int, _ session: CallSession) -> [SIPHeader] {
    switch status {
    case 200..<300: Self.common + SessionTerms.response(session.call.sessionTerms(answering: leg))
    case 422: Self.common + [SessionTerms.tooShort(environment.incoming.settings)]
    default: Self.common
    }
  }

  /// A refresh of ours was answered.
  func updateAnswered(_ response: SIPMessageView, _ leg: LegID, _ session: CallSession) {
    guard response.status >= 200 else { return }
    session[leg].refresh = nil
    if response.status < 300 {
      feed(session, .updateAnswered(leg, terms: SessionTerms(response)))
    } else {
      feed(session, .updateRefused(leg, Self.refusal(response)))
    }
  }

  /// The timer of a leg's session belongs to its dialog, with which it goes to another place or another call.
  func startSessionTimer(_ leg: LegID, _ delay: Duration, _ session: CallSession) {
    let timer =
      session[leg].sessionTimer
      ?? SIPTimer(on: loop, key: CallSession.sessionTimerKey(session.plan.key, slot: session.slot(leg)))
    session[leg].sessionTimer = timer
    timer.start(after: delay)
  }
}

extension CallSession {
  static func sessionTimerKey(_ key: UInt64, slot: UInt64) -> UInt64 {
    key << 5 | (UInt64(CallTimer.sessionOwn.rawValue) + slot)
  }
}
