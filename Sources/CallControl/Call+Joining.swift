extension Call {
  mutating func otherAnswered(_ body: [UInt8]?, _ fork: String?, _ actions: inout [CallAction]) {
    other.state = .answered
    actions.append(.stopTimer(.ringOther))
    if fellBack { actions.append(.rememberOfferRequired) }
    let received = body.flatMap(SessionDescription.init)
    if knowsForks { answeredAfterEarlyMedia(received, fork, &actions) } else { takeAnswer(received, &actions) }
  }

  /// Takes the description in the 2xx, which is the first that is heard of the other side's media.
  mutating func takeAnswer(_ received: SessionDescription?, _ actions: inout [CallAction]) {
    // Kept also when it is of no use: an offer is answered, if only by refusing its streams.
    other.remoteDescription = received
    guard let description = received, description.hasAudio else {
      return fail(.mediaFailure(.other, .answeredWithoutAudio), &actions)
    }
    if other.negotiation == .offerSent {
      // Our INVITE had the offer, so this is the answer and the ACK can go at once.
      other.negotiation = .stable
      other.state = .established
      actions.append(.acknowledge(.other, nil))
    } else {
      other.negotiation = .offerReceived
    }
    join(&actions)
  }

  /// Gives the own phone the other side's description.
  mutating func join(_ actions: inout [CallAction]) {
    guard let description = other.remoteDescription else { return }
    phase = .joining
    leaveTones(&actions)
    if own.canReinvite { reinvite(.own, description.explicit(), &actions) } else { retryWhenFree(&actions) }
  }

  /// The own phone's own re-INVITE is still being settled: only one negotiation at a time (RFC 3264, section 4).
  func retryWhenFree(_ actions: inout [CallAction]) { actions.append(.startTimer(.glare, .milliseconds(100))) }

  /// Sends a re-INVITE with this offer, under the leg's own origin, or without one.
  mutating func reinvite(_ leg: LegID, _ offer: SessionDescription?, _ actions: inout [CallAction]) {
    self[leg].isReinviting = true
    self[leg].negotiation = offer == nil ? .offerRequested : .offerSent
    let description = offer.map { $0.with(nextOrigin(leg)) }
    actions.append(.reinvite(leg, description))
  }

  mutating func reanswered(_ leg: LegID, _ body: [UInt8]?, _ actions: inout [CallAction]) {
    guard self[leg].isReinviting else { return }
    self[leg].isReinviting = false
    if let offer = self[leg].proposed { taken(offer, leg) }
    self[leg].proposed = nil
    let description = body.flatMap(SessionDescription.init)
    guard self[leg].state == .established else {
      // BYE is already out; the 200 must be acknowledged all the same or the phone repeats it for 32 s.
      actions.append(.acknowledge(leg, answerForNothing(leg, description)))
      return
    }
    if self[leg].timer.refresh == .reinvite { return refreshAnswered(leg, description, &actions) }
    if let relaying, relaying.peer == leg { return relayAnswered(leg, description, &actions) }
    if change != nil { return changeAnswered(leg, description, &actions) }
    if leg == .own, let earlyReinvite { return earlyReanswered(earlyReinvite, description, &actions) }
    if replacement != nil { return replacementAnswered(leg, description, &actions) }
    switch (leg, phase) {
    case (.own, .fetchingOffer): offerFetched(description, &actions)
    case (.own, .joining): joined(description, &actions)
    case (.other, .aligning):
      other.negotiation = .stable
      actions.append(.acknowledge(.other, nil))
      if let description { other.remoteDescription = description }
      connect(&actions)
    default:
      actions.append(.acknowledge(leg, answerForNothing(leg, description)))
      self[leg].negotiation = .stable
    }
  }

  /// The far side took what a re-INVITE offered.
  private mutating func taken(_ offer: SessionDescription, _ leg: LegID) {
    if let endpoint = offer.audio { self[leg].told = endpoint }
    keep(offer, leg)
  }

  mutating func answerForNothing(_ leg: LegID, _ offer: SessionDescription?) -> SessionDescription? {
    guard self[leg].negotiation == .offerRequested, let offer else { return nil }
    return offer.heldAnswer(nextOrigin(leg))
  }

  private mutating func offerFetched(_ offer: SessionDescription?, _ actions: inout [CallAction]) {
    guard let offer, offer.hasAudio else {
      actions.append(.acknowledge(.own, offer.map { $0.refusal(nextOrigin(.own)) }))
      own.negotiation = .stable
      return fail(.mediaFailure(.own, .gaveNoOffer), &actions)
    }
    // Answered at once and held: the other side may ring for a minute, and a 200 waits for its ACK only 32 s.
    own.remoteDescription = offer
    own.negotiation = .stable
    actions.append(.acknowledge(.own, answerBeforeJoin(.own, offer, &actions)))
    callOther(offering: offer.opened().with(nextOrigin(.other)), &actions)
  }

  private mutating func joined(_ answer: SessionDescription?, _ actions: inout [CallAction]) {
    own.negotiation = .stable
    actions.append(.acknowledge(.own, nil))
    guard let answer, answer.hasAudio else {
      return fail(.mediaFailure(.own, .refusedAudioOfOther), &actions)
    }
    own.remoteDescription = answer
    giveAnswer(answer, &actions)
    settleJoin(answer, &actions)
  }

  /// The own phone has the other side's description, and this is what it answered.
  mutating func settleJoin(_ answer: SessionDescription, _ actions: inout [CallAction]) {
    if other.state == .answered {
      other.state = .established
      other.negotiation = .stable
      actions.append(.acknowledge(.other, answer.with(nextOrigin(.other))))
    } else if answer.audio != other.told {
      phase = .aligning
      return reinvite(.other, answer.opened(), &actions)
    }
    connect(&actions)
  }

  private mutating func connect(_ actions: inout [CallAction]) {
    phase = .connected
    invitation = .connected
    closeMedia(&actions)
    early = nil
    forks = [:]
    silence = nil
    actions.append(.record(first: false))
    actions.append(.notify(.connected))
  }

  mutating func reinviteRefused(_ leg: LegID, _ refusal: Refusal, _ actions: inout [CallAction]) {
    guard self[leg].isReinviting else { return }
    if self[leg].state == .established, self[leg].timer.yields(to: refusal, settings) {
      actions.append(.reinvite(leg, self[leg].proposed))
      return
    }
    self[leg].isReinviting = false
    self[leg].proposed = nil
    self[leg].negotiation = .stable
    guard self[leg].state == .established else { return }
    if self[leg].timer.refresh == .reinvite { return refreshReinviteRefused(leg, refusal, &actions) }
    let isGone = refusal.status == 481 || refusal.status == 408
    if let relaying, relaying.peer == leg { relayRefused(leg, refusal, &actions) }
    if leg == .own, let earlyReinvite, earlyRefused(earlyReinvite, refusal, &actions) { return }
    if replacement != nil { return replacementRefused(leg, refusal, &actions) }
    if isGone, phase == .connected {
      return stop(self[leg].isDoubted ? .lostByRestart : .lost(leg, .silent), &actions)
    }
    if change != nil { return changeRefused(leg, refusal, &actions) }
    switch (leg, phase) {
    case (.own, .joining) where mayRetry(refusal), (.own, .fetchingOffer) where mayRetry(refusal):
      retryAfterGlare(&actions)
    case (.own, .joining), (.own, .fetchingOffer), (.other, .aligning):
      let isMedia = [488, 606, 415, 491].contains(refusal.status)
      fail(
        isMedia
          ? .mediaFailure(leg, .refusedOfferedAudio(status: refusal.status)) : .refused(refusal, on: leg),
        &actions)
    default: break
    }
  }

  /// Whether a re-INVITE met one of the phone's own and may be sent again: five times at most.
  func mayRetry(_ refusal: Refusal) -> Bool { refusal.status == 491 && glares < 5 }

  /// Both sides offered at once. We own the Call-ID, so we wait 2.1 to 4 s in steps of 10 ms (RFC 3261, 14.1).
  mutating func retryAfterGlare(_ actions: inout [CallAction]) {
    glares += 1
    actions.append(.startTimer(.glare, glareDelay(glares)))
  }

  func glareDelay(_ attempt: Int) -> Duration {
    .milliseconds(2100 + Int((jitter &+ UInt64(attempt) &* 37) % 191) * 10)
  }

  mutating func timerFired(_ timer: CallTimer, _ actions: inout [CallAction]) {
    switch timer {
    case .ringOwn:
      if case .inviting = own.state {
        fail(.ringTimeout(.own, seconds: Int(settings.ringOwnPhone.components.seconds)), &actions)
      }
    case .ringOther:
      if case .inviting = other.state {
        fail(.ringTimeout(.other, seconds: Int(settings.ringTarget.components.seconds)), &actions)
      }
    case .glare:
      if change != nil { return sendChange(&actions) }
      if replacement != nil { return sendReplacementStep(&actions) }
      continueOnOwnPhone(&actions)
    case .releaseOwn: release(.own, &actions)
    case .releaseOther: release(.other, &actions)
    case .ringNew: newRangLongEnough(&actions)
    case .releaseNew: release(.new, &actions)
    case .confirmation: confirmationTimeout(&actions)
    case .failureTone: endFailureTone(&actions)
    case .sessionOwn: sessionTimerFired(.own, &actions)
    case .sessionOther: sessionTimerFired(.other, &actions)
    case .sessionNew: sessionTimerFired(.new, &actions)
    }
  }
}
