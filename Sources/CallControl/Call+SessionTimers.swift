/// Session timers (RFC 4028): each leg is refreshed by itself, by UPDATE without a body where the far side takes it
/// (RFC 3311), else by a re-INVITE with the description that it was sent last. A phone that is gone so ends its call.
extension Call {
  // MARK: What is agreed

  /// What an INVITE, a re-INVITE or an UPDATE of ours on this leg says; nil if there are no session timers.
  public func sessionTerms(requesting leg: LegID) -> SessionTerms? { self[leg].timer.offer(settings) }

  /// What our 2xx on this leg says, once it was decided; nil if it says nothing.
  public func sessionTerms(answering leg: LegID) -> SessionTerms? { self[leg].timer.answer }

  /// The far side answers an INVITE, a re-INVITE or an UPDATE of ours with 2xx, each of which refreshes the session.
  mutating func sessionAgreed(_ leg: LegID, _ terms: SessionTerms, _ actions: inout [CallAction]) {
    guard settings.hasSessionTimers else { return }
    switch self[leg].state {
    case .inviting, .answered, .established: break
    case .idle, .cancelling, .lent, .ending, .ended: return
    }
    self[leg].timer.answered(terms, settings)
    startSessionTimer(leg, &actions)
  }

  /// The far side's re-INVITE has got its final response.
  mutating func sessionAnswered(_ leg: LegID, _ status: Int, _ actions: inout [CallAction]) {
    guard let terms = self[leg].timer.asked else { return }
    self[leg].timer.asked = nil
    if (200..<300).contains(status) { sessionTaken(leg, terms, &actions) }
  }

  private mutating func sessionTaken(_ leg: LegID, _ terms: SessionTerms, _ actions: inout [CallAction]) {
    guard settings.hasSessionTimers, self[leg].state == .established else { return }
    self[leg].timer.taken(terms, settings)
    startSessionTimer(leg, &actions)
  }

  /// A call that came in is up.
  mutating func sessionsBegun(_ own: SessionTerms, _ caller: SessionTerms, _ actions: inout [CallAction]) {
    guard phase == .connected, self.own.timer.interval == 0, other.timer.interval == 0 else { return }
    sessionAgreed(.own, own, &actions)
    sessionTaken(.other, caller, &actions)
  }

  /// Keeps what the session is refreshed with.
  mutating func keep(_ description: SessionDescription, _ leg: LegID) {
    if settings.hasSessionTimers { self[leg].sent = description }
  }

  private func startSessionTimer(_ leg: LegID, _ actions: inout [CallAction]) {
    actions.append(.startTimer(leg.sessionTimer, self[leg].timer.delay))
  }

  /// The leg is going away.
  mutating func endSession(_ leg: LegID, _ actions: inout [CallAction]) {
    guard self[leg].timer.interval > 0 else { return }
    self[leg].timer = SessionTimer()
    actions.append(.stopTimer(leg.sessionTimer))
  }

  // MARK: Refreshes

  /// The session is to be refreshed, or its far side has not refreshed it in time.
  mutating func sessionTimerFired(_ leg: LegID, _ actions: inout [CallAction]) {
    guard self[leg].timer.interval > 0, self[leg].timer.refresh == nil, phase != .ending else { return }
    guard isFreeForRefresh(leg) else { return postpone(leg, &actions) }
    if self[leg].timer.isRefresher { refresh(leg, &actions) } else { lost(leg, &actions) }
  }

  /// Whether nothing else is being negotiated that a refresh could get mixed up with. What is will refresh the session
  /// itself, or fail, as it does with a phone that is gone.
  private func isFreeForRefresh(_ leg: LegID) -> Bool {
    guard leg != .new, self[leg].canReinvite, relaying == nil, change == nil, other.state != .lent else { return false }
    switch phase {
    // A new phone may ring for a while.
    case .connected: return replacement.map { $0.step == .calling } ?? true
    case .confirming, .callingOther, .redirecting: return leg == .own
    case .idle, .callingOwn, .fetchingOffer, .joining, .aligning, .ending, .finished: return false
    }
  }

  private func postpone(_ leg: LegID, _ actions: inout [CallAction]) {
    actions.append(.startTimer(leg.sessionTimer, .seconds(1)))
  }

  private mutating func refresh(_ leg: LegID, _ actions: inout [CallAction]) {
    if self[leg].timer.takesUpdate {
      self[leg].timer.refresh = .update
      actions.append(.update(leg))
    } else if let description = self[leg].sent {
      self[leg].timer.refresh = .reinvite
      self[leg].isReinviting = true
      self[leg].negotiation = .offerSent
      // Under the same version, which says that nothing has changed (RFC 4028, section 7.4).
      actions.append(.reinvite(leg, description))
    } else {
      startSessionTimer(leg, &actions)
    }
  }

  mutating func updateAnswered(_ leg: LegID, _ terms: SessionTerms, _ actions: inout [CallAction]) {
    guard self[leg].timer.refresh == .update else { return }
    self[leg].timer.refresh = nil
    self[leg].isDoubted = false
    sessionAgreed(leg, terms, &actions)
  }

  mutating func updateRefused(_ leg: LegID, _ refusal: Refusal, _ actions: inout [CallAction]) {
    guard self[leg].timer.refresh == .update else { return }
    self[leg].timer.refresh = nil
    guard self[leg].state == .established else { return }
    if [405, 501].contains(refusal.status) {
      // It said otherwise in Allow, or a proxy on the way does not let it through.
      self[leg].timer.takesUpdate = false
      return sessionTimerFired(leg, &actions)
    }
    refreshRefused(leg, refusal, &actions)
  }

  /// The far side took a re-INVITE that was to refresh the session.
  mutating func refreshAnswered(_ leg: LegID, _ answer: SessionDescription?, _ actions: inout [CallAction]) {
    self[leg].timer.refresh = nil
    self[leg].isDoubted = false
    self[leg].negotiation = .stable
    actions.append(.acknowledge(leg, nil))
    if let answer, answer.hasAudio { noteMove(leg, answer, &actions) }
    continueOnOwnPhone(&actions)
  }

  /// The far side refused it.
  mutating func refreshReinviteRefused(_ leg: LegID, _ refusal: Refusal, _ actions: inout [CallAction]) {
    self[leg].timer.refresh = nil
    refreshRefused(leg, refusal, &actions)
    continueOnOwnPhone(&actions)
  }

  private mutating func refreshRefused(_ leg: LegID, _ refusal: Refusal, _ actions: inout [CallAction]) {
    if self[leg].timer.yields(to: refusal, settings) { return sessionTimerFired(leg, &actions) }
    let isGone = [408, 481].contains(refusal.status) || refusal.origin != .remote
    if isGone, self[leg].isDoubted, phase == .connected, isFreeForRefresh(leg) {
      return stop(.lostByRestart, &actions)
    }
    self[leg].isDoubted = false
    switch refusal.status {
    case 408, 481: return isFreeForRefresh(leg) ? lost(leg, &actions) : postpone(leg, &actions)
    case 491: return actions.append(.startTimer(leg.sessionTimer, glareDelay(1)))
    default: break
    }
    // Any other answer shows that the far side is there; none at all does not.
    self[leg].timer.failures = refusal.origin == .remote ? 0 : self[leg].timer.failures + 1
    if self[leg].timer.failures >= SessionTimer.maximumFailures, isFreeForRefresh(leg) { return lost(leg, &actions) }
    actions.append(.startTimer(leg.sessionTimer, self[leg].timer.retryDelay))
  }

  /// The answer to a refresh says where the far side receives: usually where it did before. If not it has moved, and its
  /// peer is told as if it had said so by a re-INVITE of its own.
  private mutating func noteMove(_ leg: LegID, _ answer: SessionDescription, _ actions: inout [CallAction]) {
    let hasMoved = self[leg].remoteDescription.map { !answer.repeats($0) } ?? true
    // The direction in it is our own doing while the application holds the call.
    self[leg].remoteDescription = self[leg].isStopped ? answer.opened() : answer
    guard hasMoved else { return }
    if leg == .own { openMedia(answer, &actions) }
    guard phase == .connected, !self[leg].isStopped else { return }
    movedInRefresh = leg
    tellOfMove(&actions)
  }

  /// Tells the other of the two where a phone is that has moved, once nothing else is under way: a change that is tells it
  /// by itself.
  mutating func tellOfMove(_ actions: inout [CallAction]) {
    guard let leg = movedInRefresh, replacement == nil else { return }
    movedInRefresh = nil
    guard change == nil, phase == .connected, !isHeld else { return }
    align(leg.peer, &actions)
  }

  // MARK: Loss

  /// Nothing is heard of the far side any more: the call ends as if it had hung up. It gets a BYE all the same, because
  /// only the way to it may be broken (RFC 4028, section 10).
  private mutating func lost(_ leg: LegID, _ actions: inout [CallAction]) {
    if phase != .connected { return fail(.lostInSetup(leg), &actions) }
    // A phone that is being replaced is not needed any more.
    guard let replacement, leg == replacement.leg else { return stop(.lost(leg, .silent), &actions) }
    end(leg, &actions)
    hungUpWhileReplacing(leg, replacement, &actions)
  }

  // MARK: UPDATE of a phone

  /// UPDATE with an offer is a re-INVITE by another name while the call stands. Before that there is nothing to change:
  /// early media are agreed by 100rel and PRACK.
  mutating func updated(
    _ leg: LegID, _ body: [UInt8]?, _ terms: SessionTerms, _ actions: inout [CallAction]
  ) {
    guard body == nil else {
      guard self[leg].state != .inviting(ringing: false), self[leg].state != .inviting(ringing: true) else {
        actions.append(.respond(leg, status: 488, nil))
        return
      }
      return reoffered(leg, body, terms, &actions)
    }
    guard !terms.isTooShort(settings) else {
      actions.append(.respondToUpdate(leg, status: 422))
      return
    }
    sessionTaken(leg, terms, &actions)
    actions.append(.respondToUpdate(leg, status: 200))
  }
}

extension LegID {
  /// The timer of the leg's session.
  public var sessionTimer: CallTimer {
    switch self {
    case .own: .sessionOwn
    case .other: .sessionOther
    case .new: .sessionNew
    }
  }
}

extension CallTimer {
  /// The leg whose session it is the timer of; nil for any other timer.
  public var sessionLeg: LegID? { LegID.allCases.first { $0.sessionTimer == self } }
}

extension Outcome {
  /// A leg was lost before the call was connected.
  static func lostInSetup(_ leg: LegID) -> Outcome {
    Outcome(.failed, leg == .own ? .localFailure : .remoteFailure, .callTerminated, .lost(leg, .silent))
  }
}
