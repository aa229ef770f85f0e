extension Call {
  /// The call was not connected: says so once, and ends what there is of both legs.
  mutating func fail(_ outcome: Outcome, _ actions: inout [CallAction]) {
    guard phase != .ending, phase != .finished, phase != .connected else { return }
    phase = .ending
    invitation = outcome.phase
    actions.append(.record(first: false))
    actions.append(.notify(.failed(outcome)))
    if let tone = failureTone(outcome) { playFailure(tone, &actions) } else { endBoth(&actions) }
  }

  /// Ends a call that is up, or one being set up.
  mutating func stop(_ outcome: Outcome, _ actions: inout [CallAction]) {
    guard phase == .connected else {
      if canCancel { fail(.cancelledByUser, &actions) }
      return
    }
    abandonReplacement(outcome, &actions)
    phase = .ending
    actions.append(.record(first: false))
    if !isDetached { actions.append(.notify(.disconnected(outcome))) }
    endBoth(&actions)
  }

  mutating func shutdown(_ actions: inout [CallAction]) {
    if phase == .connected { stop(.serverStopping, &actions) } else { fail(.serverStopping, &actions) }
    endFailureTone(&actions)
  }

  private mutating func endBoth(_ actions: inout [CallAction]) {
    stopWaiting(&actions)
    end(.own, &actions)
    end(.other, &actions)
    if !new.state.isGone { endNew(&actions) }
    finishIfGone(&actions)
  }

  /// Nothing that was under way goes on.
  mutating func stopWaiting(_ actions: inout [CallAction]) {
    for timer in [CallTimer.ringOwn, .ringOther, .glare] { actions.append(.stopTimer(timer)) }
    if settings.confirmation != nil { actions.append(.stopTimer(.confirmation)) }
    relaying = nil
    change = nil
  }

  /// Ends a leg by whatever its state asks for, so that nothing of it stays at the far side.
  mutating func end(_ leg: LegID, _ actions: inout [CallAction]) {
    if leg == .own { closeMedia(&actions) }
    // The offer in a 2xx to our re-INVITE still waits for its ACK, which was to carry the asking phone's answer.
    let owesAcknowledgement =
      self[leg].negotiation == .offerReceived && !self[leg].owesResponse && self[leg].state == .established
    endResponse(leg, &actions)
    if owesAcknowledgement {
      self[leg].negotiation = .stable
      let offer = self[leg].remoteDescription
      let refusal = offer.map { $0.refusal(nextOrigin(leg)) }
      actions.append(.acknowledge(leg, refusal))
    }
    switch self[leg].state {
    case .idle: self[leg].state = .ended
    case .inviting:
      self[leg].state = .cancelling
      actions.append(.cancel(leg))
      startRelease(leg, &actions)
    case .answered:
      // A 200 is acknowledged in every case, with an answer where it held an offer (RFC 3261, 13.2.2.4).
      let isAgreed = self[leg].negotiation == .offerSent || self[leg].negotiation == .stable
      let offer = isAgreed ? nil : self[leg].remoteDescription
      let refusal = offer.map { $0.refusal(nextOrigin(leg)) }
      actions.append(.acknowledge(leg, refusal))
      bye(leg, &actions)
    case .established: bye(leg, &actions)
    // It is ended when it comes back.
    case .lent: break
    case .cancelling, .ending, .ended: break
    }
  }

  /// A phone's re-INVITE that is still open gets its final response before the dialog ends.
  mutating func endResponse(_ leg: LegID, _ actions: inout [CallAction]) {
    guard self[leg].owesResponse else { return }
    self[leg].owesResponse = false
    self[leg].negotiation = .stable
    actions.append(.respond(leg, status: 487, nil))
  }

  private mutating func bye(_ leg: LegID, _ actions: inout [CallAction]) {
    self[leg].state = .ending
    endSession(leg, &actions)
    if !self[leg].isUnconfirmed { actions.append(.bye(leg)) }
    startRelease(leg, &actions)
  }

  private func startRelease(_ leg: LegID, _ actions: inout [CallAction]) {
    actions.append(.startTimer(leg.releaseTimer, settings.release))
  }

  /// The leg is gone at the far side.
  mutating func legEnded(_ leg: LegID, _ actions: inout [CallAction]) {
    guard self[leg].state != .ended else { return }
    self[leg].state = .ended
    endSession(leg, &actions)
    if leg == .own { closeMedia(&actions) }
    self[leg].isReinviting = false
    self[leg].owesResponse = false
    actions.append(.stopTimer(leg.releaseTimer))
    actions.append(.release(leg))
    if phase == .ending { finishIfGone(&actions) }
  }

  /// The far side has not answered CANCEL or BYE: nothing more can be done for it.
  mutating func release(_ leg: LegID, _ actions: inout [CallAction]) {
    switch self[leg].state {
    case .cancelling, .ending: legEnded(leg, &actions)
    case .idle, .inviting, .answered, .established, .lent, .ended: break
    }
  }

  mutating func hungUp(_ leg: LegID, _ actions: inout [CallAction]) {
    switch self[leg].state {
    case .established, .answered: break
    case .idle, .inviting, .cancelling, .lent, .ended: return
    case .ending where self[leg].isUnconfirmed: return legEnded(leg, &actions)
    case .ending:
      // BYE crossed ours; ours still gets its response, and the leg ends then.
      return
    }
    if other.state == .lent { return legEnded(leg, &actions) }
    if let replacement, leg != replacement.survivor { return hungUpWhileReplacing(leg, replacement, &actions) }
    endResponse(leg, &actions)
    endResponse(leg.peer, &actions)
    relaying = nil
    legEnded(leg, &actions)
    if phase == .connected {
      stop(.endedBy(leg), &actions)
    } else {
      fail(leg == .own ? .ownPhoneHungUp : .otherSideHungUp, &actions)
    }
  }

  mutating func finishIfGone(_ actions: inout [CallAction]) {
    guard phase == .ending, own.state.isGone, other.state.isGone, new.state.isGone else { return }
    phase = .finished
    actions.append(.finish)
  }
}

extension LegID {
  var releaseTimer: CallTimer {
    switch self {
    case .own: .releaseOwn
    case .other: .releaseOther
    case .new: .releaseNew
    }
  }
}
