/// Another phone takes the place of one of the two while the call is up: a takeover by another phone of the user, or a
/// transfer.
///
/// The new phone is called with the description of the one that stays, so that it can be acknowledged at once; then the
/// one that stays is re-INVITEd with the new one's answer. Until that is done the old leg stands and the call can be put
/// back, so a refusal anywhere leaves the call as it was. The old leg may hang up meanwhile, as phones do that have
/// transferred: then only putting back is no longer possible.
extension Call {
  mutating func replace(_ cause: Replacement.Cause, _ actions: inout [CallAction]) {
    let survivor = cause.leg.peer
    let offer = self[survivor].remoteDescription?.opened()
    sessionCount += 1
    new = Leg(sessionID: firstSessionID ^ (sessionCount + 1))
    new.state = .inviting(ringing: false)
    new.negotiation = .offerSent
    replacement = Replacement(cause: cause, step: .calling)
    glares = 0
    // The user's own invitation needs a record before anything rings; a transfer is no operation that is tracked.
    if cause == .takeover { actions.append(.record(first: true)) }
    if !isDetached { actions.append(.notify(.replacing(cause))) }
    if cause == .takeover { actions.append(.accept) }
    report(100, &actions)
    actions.append(.invite(.new, offer.map { $0.with(nextOrigin(.new)) } ?? .held(nextOrigin(.new))))
    actions.append(.startTimer(.ringNew, cause == .takeover ? settings.ringOwnPhone : settings.ringTarget))
  }

  /// The record of a takeover could not be written, so nothing of it was begun.
  mutating func takeoverUnrecorded(_ actions: inout [CallAction]) {
    replacement = nil
    new.state = .ended
    actions.append(.refuse(Outcome(.failed, .serviceFailure, .callbackChannelError, .eventsUnrecorded)))
  }

  mutating func newProvisional(_ status: Int, _ actions: inout [CallAction]) {
    guard case .inviting(let isRinging) = new.state, status == 180 || status == 183, !isRinging else { return }
    new.state = .inviting(ringing: true)
    report(180, &actions)
  }

  mutating func newAnswered(_ body: [UInt8]?, _ actions: inout [CallAction]) {
    new.state = .established
    new.negotiation = .stable
    actions.append(.stopTimer(.ringNew))
    actions.append(.acknowledge(.new, nil))
    guard let description = body.flatMap(SessionDescription.init), description.hasAudio else {
      return replacementFailed(.mediaFailure(outcomeLeg(.new), .answeredWithoutAudio), &actions)
    }
    new.remoteDescription = description
    replacement?.step = .joining
    sendReplacementStep(&actions)
  }

  mutating func newRefused(_ refusal: Refusal, _ actions: inout [CallAction]) {
    legEnded(.new, &actions)
    actions.append(.stopTimer(.ringNew))
    replacementFailed(.refused(refusal, on: outcomeLeg(.new)), &actions)
  }

  /// Sends the re-INVITE of the step, or waits until its leg is free.
  mutating func sendReplacementStep(_ actions: inout [CallAction]) {
    // Already out: the timer was meant for an earlier try.
    guard let replacement, !replacement.isSent else { return }
    let survivor = replacement.survivor
    switch replacement.step {
    case .calling: return
    case .joining:
      guard relaying == nil, self[survivor].canReinvite, let description = new.remoteDescription else {
        return retryWhenFree(&actions)
      }
      self.replacement?.hasMoved = true
      send(survivor, description.opened(), &actions)
    case .aligning:
      guard let description = self[survivor].remoteDescription else { return completeReplacement(&actions) }
      guard new.canReinvite else { return retryWhenFree(&actions) }
      send(.new, description, &actions)
    case .restoring:
      guard relaying == nil, self[survivor].canReinvite else { return retryWhenFree(&actions) }
      guard let description = self[replacement.leg].remoteDescription else { return settleFailure(&actions) }
      send(survivor, isHeld ? description.stopped() : description.opened(), &actions)
    case .realigning:
      guard let description = self[survivor].remoteDescription else { return settleFailure(&actions) }
      guard self[replacement.leg].canReinvite else { return retryWhenFree(&actions) }
      send(replacement.leg, isHeld ? description.stopped() : description, &actions)
    }
  }

  private mutating func send(_ leg: LegID, _ offer: SessionDescription, _ actions: inout [CallAction]) {
    replacement?.isSent = true
    reinvite(leg, offer, &actions)
  }

  /// A re-INVITE was answered while a leg is being replaced.
  mutating func replacementAnswered(
    _ leg: LegID, _ description: SessionDescription?, _ actions: inout [CallAction]
  ) {
    guard let replacement else { return }
    guard leg == replacement.awaited else {
      // The rest of a change that its phone gave up by hanging up.
      actions.append(.acknowledge(leg, answerForNothing(leg, description)))
      self[leg].negotiation = .stable
      return
    }
    self[leg].negotiation = .stable
    actions.append(.acknowledge(leg, nil))
    guard let description, description.hasAudio else {
      return stepRefused(.mediaFailure(outcomeLeg(leg), .refusedAudioOfOther), &actions)
    }
    self[leg].remoteDescription = description
    switch replacement.step {
    case .calling: break
    case .joining:
      if replacement.failure != nil { return restore(&actions) }
      if description.audio == new.told, description.isOpen { return completeReplacement(&actions) }
      proceedReplacement(.aligning, &actions)
    case .aligning: completeReplacement(&actions)
    case .restoring:
      let isKnown = description.audio == self[replacement.leg].told
      if isKnown || self[replacement.leg].state != .established { return settleFailure(&actions) }
      proceedReplacement(.realigning, &actions)
    case .realigning: settleFailure(&actions)
    }
  }

  mutating func replacementRefused(_ leg: LegID, _ refusal: Refusal, _ actions: inout [CallAction]) {
    let isGone = refusal.status == 481 || refusal.status == 408
    if isGone, leg != .new { return stop(.lost(leg, .silent), &actions) }
    guard let replacement, leg == replacement.awaited else { return }
    if mayRetry(refusal) {
      self.replacement?.isSent = false
      if replacement.step == .joining { self.replacement?.hasMoved = false }
      return retryAfterGlare(&actions)
    }
    // Refused, so the description of before still holds (RFC 3261, 14.1).
    if replacement.step == .joining {
      self.replacement?.hasMoved = false
      self.replacement?.isSent = false
      if replacement.failure != nil { return restore(&actions) }
    }
    stepRefused(.mediaFailure(outcomeLeg(leg), .refusedOfferedAudio(status: refusal.status)), &actions)
  }

  /// What was tried is not possible.
  private mutating func stepRefused(_ outcome: Outcome, _ actions: inout [CallAction]) {
    switch replacement?.step {
    case .restoring, .realigning:
      // Putting back failed as well: no audio flows, so the call counts as held and can be resumed or ended.
      isHeld = true
      own.isStopped = true
      other.isStopped = true
      settleFailure(&actions)
    case .calling, .joining, .aligning: replacementFailed(outcome, &actions)
    case nil: break
    }
  }

  /// The new phone does not take its place after all.
  mutating func replacementFailed(_ outcome: Outcome, _ actions: inout [CallAction]) {
    guard var replacement, replacement.failure == nil else { return }
    replacement.failure = outcome
    self.replacement = replacement
    actions.append(.stopTimer(.ringNew))
    endNew(&actions)
    // The description that is out would arrive after the old one: it is undone when it has been answered.
    if replacement.isSent, replacement.step == .joining { return }
    restore(&actions)
  }

  private mutating func restore(_ actions: inout [CallAction]) {
    guard let replacement else { return }
    guard self[replacement.leg].state == .established else {
      // The old phone has gone, so nobody is left to go back to.
      return stop(replacement.failure ?? .endedBy(replacement.leg), &actions)
    }
    if replacement.hasMoved { proceedReplacement(.restoring, &actions) } else { settleFailure(&actions) }
  }

  private mutating func settleFailure(_ actions: inout [CallAction]) {
    guard let replacement, let failure = replacement.failure else { return }
    self.replacement = nil
    actions.append(.stopTimer(.glare))
    report(failure.reportStatus, of: replacement, &actions)
    actions.append(.record(first: false))
    if !isDetached { actions.append(.notify(.replacementFailed(replacement.cause, failure))) }
    tellOfMove(&actions)
  }

  private mutating func proceedReplacement(_ step: Replacement.Step, _ actions: inout [CallAction]) {
    replacement?.step = step
    replacement?.isSent = false
    glares = 0
    sendReplacementStep(&actions)
  }

  private mutating func completeReplacement(_ actions: inout [CallAction]) {
    guard let replacement else { return }
    report(200, of: replacement, &actions)
    if isNewBorrowed { actions.append(.settleLoan(returning: nil)) }
    isNewBorrowed = false
    self.replacement = nil
    movedInRefresh = nil
    isHeld = false
    own.isStopped = false
    other.isStopped = false
    actions.append(.stopTimer(.glare))
    let old = self[replacement.leg]
    self[replacement.leg] = new
    new = old
    actions.append(.exchange(replacement.leg, .new))
    actions.append(.record(first: false))
    if !isDetached { actions.append(.notify(.replaced(replacement.cause))) }
    if replacement.cause == .transfer(by: nil) || replacement.cause == .transfer(by: .own) { isDetached = true }
    // A leg that hung up meanwhile was released before its place was taken.
    letGoOfNew(&actions)
  }

  /// A leg hung up that the call can go on without: the new phone, or the one whose place it is to take.
  mutating func hungUpWhileReplacing(_ leg: LegID, _ replacement: Replacement, _ actions: inout [CallAction]) {
    if leg == .new {
      legEnded(.new, &actions)
      return replacementFailed(.newLegHungUp(replacement.outcomeLeg), &actions)
    }
    endResponse(leg, &actions)
    endResponse(replacement.survivor, &actions)
    relaying = nil
    legEnded(leg, &actions)
    // Going back to it was under way, and is no longer possible.
    if replacement.failure != nil { stop(.endedBy(leg), &actions) }
  }

  /// The new phone did not answer in time.
  mutating func newRangLongEnough(_ actions: inout [CallAction]) {
    guard case .inviting = new.state, let replacement else { return }
    let time = replacement.cause == .takeover ? settings.ringOwnPhone : settings.ringTarget
    replacementFailed(.ringTimeout(replacement.outcomeLeg, seconds: Int(time.components.seconds)), &actions)
  }

  /// The call ends while a leg is being replaced: nothing comes of that.
  mutating func abandonReplacement(_ outcome: Outcome, _ actions: inout [CallAction]) {
    guard let replacement else { return }
    actions.append(.stopTimer(.ringNew))
    report((replacement.failure ?? outcome).reportStatus, of: replacement, &actions)
    self.replacement = nil
    if !isDetached { actions.append(.notify(.replacementFailed(replacement.cause, replacement.failure ?? outcome))) }
  }

  /// Which side a failure of the leg belongs to: a phone that was to take over is the user's own.
  private func outcomeLeg(_ leg: LegID) -> LegID { leg == .new ? replacement?.outcomeLeg ?? .new : leg }

  private mutating func report(_ status: Int, _ actions: inout [CallAction]) {
    if let replacement { report(status, of: replacement, &actions) }
  }

  private mutating func report(_ status: Int, of replacement: Replacement, _ actions: inout [CallAction]) {
    guard case .transfer(let leg?) = replacement.cause, self[leg].state == .established else { return }
    actions.append(.reportTransfer(leg, status: status))
  }
}

extension Outcome {
  /// The SIP status that says it to a phone that asked for a transfer.
  fileprivate var reportStatus: Int {
    switch text {
    case .refused(_, _, let refusal): refusal.status
    case .ringTimeout: 408
    case .mediaFault: 488
    default: 487
    }
  }
}
