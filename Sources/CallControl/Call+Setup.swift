extension Call {
  mutating func start(_ actions: inout [CallAction]) {
    guard phase == .idle else { return }
    phase = .callingOwn
    actions.append(.record(first: true))
    actions.append(.notify(.started))
    actions.append(.accept)
    own.state = .inviting(ringing: false)
    own.negotiation = .offerSent
    actions.append(.invite(.own, firstOffer()))
    actions.append(.startTimer(.ringOwn, settings.ringOwnPhone))
  }

  /// The record of the start could not be written, so none of the actions behind it was carried out.
  mutating func recordFailed(_ actions: inout [CallAction]) {
    if replacement?.cause == .takeover, new.state == .inviting(ringing: false) { return takeoverUnrecorded(&actions) }
    guard phase == .callingOwn, own.state == .inviting(ringing: false) else { return }
    phase = .finished
    own.state = .ended
    closeMedia(&actions)
    actions.append(
      .refuse(
        Outcome(.failed, .serviceFailure, .callbackChannelError, .eventsUnrecorded)))
    actions.append(.finish)
  }

  mutating func provisional(_ leg: LegID, _ status: Int, _ actions: inout [CallAction]) {
    if leg == .new { return newProvisional(status, &actions) }
    guard case .inviting(let ringing) = self[leg].state else { return }
    if (status == 180 || status == 183) && !ringing { self[leg].state = .inviting(ringing: true) }
    guard leg == .other, phase == .callingOther else { return }
    switch status {
    // Where a 302 led is no longer the group that was called.
    case 180, 183: progress(to: settings.ringsGroup && redirects == 0 ? .teamRing : .alerting, &actions)
    case 181: progress(to: .forwarded, &actions)
    default: return
    }
    playProgress(.ringback, &actions)
  }

  mutating func progress(to state: InvitationPhase, _ actions: inout [CallAction]) {
    guard invitation != state else { return }
    invitation = state
    actions.append(.notify(.progressed(state)))
  }

  mutating func answered(_ leg: LegID, _ body: [UInt8]?, _ fork: String?, _ actions: inout [CallAction]) {
    switch self[leg].state {
    case .inviting:
      switch leg {
      case .own: ownAnswered(body, &actions)
      case .other: otherAnswered(body, fork, &actions)
      case .new: newAnswered(body, &actions)
      }
    case .cancelling:
      // The 200 crossed our CANCEL: the leg stands at the far side, so it is acknowledged and ended (RFC 3261, 9.1).
      self[leg].state = .answered
      let received = body.flatMap(SessionDescription.init)
      self[leg].remoteDescription = received
      if leg == .other, knowsForks { other.negotiation = negotiation(with: fork, answering: received) }
      end(leg, &actions)
    case .idle, .answered, .established, .lent, .ending, .ended: break
    }
  }

  private mutating func ownAnswered(_ body: [UInt8]?, _ actions: inout [CallAction]) {
    own.state = .established
    own.negotiation = .stable
    actions.append(.stopTimer(.ringOwn))
    actions.append(.acknowledge(.own, nil))
    guard let description = body.flatMap(SessionDescription.init), description.hasAudio else {
      return fail(.mediaFailure(.own, .answeredWithoutAudio), &actions)
    }
    own.remoteDescription = description
    actions.append(.notify(.ownPhoneAnswered))
    openMedia(description, &actions)
    if settings.confirmation != nil { awaitConfirmation(&actions) } else { reachOther(&actions) }
  }

  /// Calls the other side, in the way its route wants to be called.
  mutating func reachOther(_ actions: inout [CallAction]) {
    if offersToOther { fetchOffer(&actions) } else { callOther(offering: nil, &actions) }
  }

  /// Asks the own phone for an offer that the other side can be given.
  mutating func fetchOffer(_ actions: inout [CallAction]) {
    phase = .fetchingOffer
    if own.canReinvite { reinvite(.own, nil, &actions) } else { retryWhenFree(&actions) }
  }

  mutating func callOther(offering offer: SessionDescription?, _ actions: inout [CallAction]) {
    phase = .callingOther
    reachedOtherSide = true
    other.state = .inviting(ringing: false)
    other.timer = SessionTimer()
    other.negotiation = offer == nil ? .offerRequested : .offerSent
    actions.append(.record(first: false))
    actions.append(.invite(.other, offer))
    actions.append(.startTimer(.ringOther, settings.ringTarget))
  }

  mutating func refused(_ leg: LegID, _ refusal: Refusal, _ actions: inout [CallAction]) {
    if case .inviting = self[leg].state, leg != .other || !knowsForks, self[leg].timer.yields(to: refusal, settings) {
      self[leg].state = .inviting(ringing: false)
      actions.append(.invite(leg, self[leg].negotiation == .offerRequested ? nil : self[leg].sent))
      return
    }
    switch self[leg].state {
    case .cancelling:
      legEnded(leg, &actions)
    case .inviting where leg == .new: newRefused(refusal, &actions)
    case .inviting where leg == .own:
      legEnded(leg, &actions)
      fail(.refused(refusal, on: leg), &actions)
    case .inviting:
      other.state = .idle
      dropEarlyMedia()
      actions.append(.stopTimer(.ringOther))
      actions.append(.release(.other))
      if other.negotiation == .offerRequested, settings.mayFallBack, [400, 415, 488].contains(refusal.status) {
        fellBack = true
        offersToOther = true
        fetchOffer(&actions)
      } else if (300..<400).contains(refusal.status), let target = nextRedirect(refusal.contacts) {
        phase = .redirecting
        play(nil, &actions)
        if invitation != .forwarded {
          invitation = .forwarded
          actions.append(.notify(.redirected))
        }
        continueOnOwnPhone(&actions)
        actions.append(.redirect(target))
      } else {
        other.state = .ended
        fail(.refused(refusal, on: leg), &actions)
      }
    case .idle, .answered, .established, .lent, .ending, .ended: break
    }
  }

  /// The contacts of a 302 that were not tried yet; nil if none is left or the call has been sent on too often.
  private mutating func nextRedirect(_ contacts: [String]) -> [String]? {
    guard redirects < settings.maximumRedirects else { return nil }
    let fresh = contacts.filter { !triedContacts.contains($0) }
    guard let first = fresh.first else { return nil }
    redirects += 1
    triedContacts.insert(first)
    return fresh
  }

  mutating func redirectAccepted(_ actions: inout [CallAction]) {
    guard phase == .redirecting else { return }
    reachOther(&actions)
  }
}
