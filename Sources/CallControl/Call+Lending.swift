/// Attended transfer between two calls of one phone (RFC 5589, section 7): the phone has one call with B and one with C,
/// and asks by REFER with Replaces that both be joined. B's call borrows C's leg, and when they talk keeps it; the phone
/// is released from both calls. If that does not work C goes back, and both calls are as they were.
extension Call {
  /// The borrowing side. The leg stands already, so that joining begins at once.
  mutating func replace(borrowing leg: Leg, _ actions: inout [CallAction]) {
    let cause = Replacement.Cause.transfer(by: .own)
    new = leg
    isNewBorrowed = true
    replacement = Replacement(cause: cause, step: .joining)
    glares = 0
    if !isDetached { actions.append(.notify(.replacing(cause))) }
    actions.append(.reportTransfer(.own, status: 100))
    sendReplacementStep(&actions)
  }

  /// The new leg does not take its place: it is ended, or goes back to the call it was borrowed from.
  mutating func endNew(_ actions: inout [CallAction]) {
    guard isNewBorrowed else { return letGoOfNew(&actions) }
    isNewBorrowed = false
    // A phone's own re-INVITE was answered 491 meanwhile, so nothing of it is open.
    actions.append(.settleLoan(returning: new))
    new.state = .ended
  }

  /// Ends what is in the new leg's place, and leaves the rest to the SIP layer, which sees a BYE or a CANCEL through, and
  /// a 2xx that crosses it: the place is free at once, so that what is offered next can be done.
  mutating func letGoOfNew(_ actions: inout [CallAction]) {
    guard !new.state.isGone else { return }
    end(.new, &actions)
    if new.state != .ended { legEnded(.new, &actions) }
  }

  /// The lending side.
  mutating func lend(_ actions: inout [CallAction]) {
    guard canLend else { return }
    other.state = .lent
    actions.append(.notify(.replacing(.transfer(by: .own))))
  }

  /// The other side is joined to somebody else: the user has left the call.
  mutating func loanKept(_ actions: inout [CallAction]) {
    guard other.state == .lent else { return }
    other.state = .ended
    guard phase == .connected else { return finishIfGone(&actions) }
    phase = .ending
    actions.append(.record(first: false))
    actions.append(.notify(.replaced(.transfer(by: .own))))
    end(.own, &actions)
    finishIfGone(&actions)
  }

  mutating func loanReturned(_ leg: Leg, _ actions: inout [CallAction]) {
    guard other.state == .lent else { return }
    other = leg
    guard phase == .connected else {
      // The call was stopped meanwhile.
      end(.other, &actions)
      return finishIfGone(&actions)
    }
    actions.append(.notify(.replacementFailed(.transfer(by: .own), .loanReturned)))
    guard other.state == .established, own.state == .established else {
      return stop(.endedBy(other.state == .established ? .own : .other), &actions)
    }
    // It may have been told to send somewhere else.
    guard own.remoteDescription?.audio != other.told || other.isReinviting else { return }
    begin(isHeld ? .hold : .resume, &actions)
  }
}
