extension Call {
  /// A call that came in and was answered: it is up, and everything that a call can do is possible.
  ///
  /// The caller's ACK is still to come. Where he gave no offer his ACK brings the answer for the phone, as if he had sent
  /// a re-INVITE without an offer that is being passed on.
  /// - Parameters:
  ///   - own: the phone that answered.
  ///   - caller: the other side.
  ///   - settings: timers and limits.
  ///   - sessionID: from which the session ids of further legs are made.
  ///   - jitter: any random number.
  init(connecting own: Leg, caller: Leg, settings: CallSettings, sessionID: UInt64, jitter: UInt64) {
    self.init(settings: settings, sessionIDs: (sessionID, sessionID), jitter: jitter)
    phase = .connected
    invitation = .connected
    reachedOtherSide = true
    self.own = own
    other = caller
    other.state = .established
    other.awaitsAcknowledgement = true
    other.isUnconfirmed = true
    if own.negotiation == .offerReceived {
      other.negotiation = .offerSent
      relaying = .other
    } else {
      other.negotiation = .stable
    }
  }

  /// The ACK to the 2xx that made the dialog came, or never will: a BYE that waited for it may go (RFC 3261, 15).
  mutating func confirmDialog(_ leg: LegID, _ actions: inout [CallAction]) {
    guard self[leg].isUnconfirmed else { return }
    self[leg].isUnconfirmed = false
    if self[leg].state == .ending { actions.append(.bye(leg)) }
  }
}
