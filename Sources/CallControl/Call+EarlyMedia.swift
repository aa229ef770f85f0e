/// Early media: the description in a reliable provisional response is given to the own phone, which so hears the other
/// side ring, or an announcement. One fork is joined, the first that offers media; the others are answered with held
/// audio.
extension Call {
  /// A reliable provisional response. Each is acknowledged exactly once, at once or when the own phone has answered.
  mutating func reliable(
    _ leg: LegID, _ response: ReliableResponse, _ body: [UInt8]?, _ actions: inout [CallAction]
  ) {
    // After CANCEL the far side is done with it; a 2xx ends its repetition too.
    guard case .inviting = self[leg].state else { return }
    provisional(leg, response.status, &actions)
    guard leg == .other, forks[response.fork] == nil, let description = body.flatMap(SessionDescription.init) else {
      return actions.append(.prack(leg, response, nil))
    }
    forks[response.fork] = description
    guard early == nil, settings.joinsEarlyMedia, description.hasAudio else {
      let origin = nextOrigin(.other)
      let held = description.hasAudio ? description.heldAnswer(origin) : description.refusal(origin)
      return actions.append(.prack(.other, response, offersToOther ? nil : held))
    }
    early = EarlyMedia(response: response, description: description, answer: offersToOther ? .given : .owed)
    other.remoteDescription = description
    other.negotiation = offersToOther ? .stable : .offerReceived
    if offersToOther { actions.append(.prack(.other, response, nil)) }
    offerEarlyMedia(&actions)
  }

  private mutating func offerEarlyMedia(_ actions: inout [CallAction]) {
    guard let description = early?.description else { return }
    guard own.canReinvite else { return retryWhenFree(&actions) }
    early?.state = .offered
    silence = nil
    play(nil, &actions)
    earlyReinvite = .join
    reinvite(.own, description.explicit(), &actions)
  }

  /// The own phone took a re-INVITE that was sent for early media.
  mutating func earlyReanswered(
    _ purpose: EarlyMedia.Reinvite, _ answer: SessionDescription?, _ actions: inout [CallAction]
  ) {
    earlyReinvite = nil
    own.negotiation = .stable
    actions.append(.acknowledge(.own, nil))
    if purpose == .join, let early {
      if let answer, answer.hasAudio {
        own.remoteDescription = answer
        leaveTones(&actions)
        self.early?.state = .joined
        giveAnswer(answer, &actions)
        if phase == .joining, other.remoteDescription?.repeats(early.description) == true {
          return settleJoin(answer, &actions)
        }
      } else {
        declineEarlyMedia(&actions)
      }
    }
    continueOnOwnPhone(&actions)
  }

  /// The own phone refused a re-INVITE that was sent for early media; false if that is for the join to decide.
  mutating func earlyRefused(
    _ purpose: EarlyMedia.Reinvite, _ refusal: Refusal, _ actions: inout [CallAction]
  ) -> Bool {
    earlyReinvite = nil
    if refusal.status == 481 || refusal.status == 408 {
      fail(.refused(refusal, on: .own), &actions)
      return true
    }
    if purpose == .join {
      if phase == .joining {
        early?.state = .declined
        return false
      }
      declineEarlyMedia(&actions)
    }
    continueOnOwnPhone(&actions)
    return true
  }

  /// The own phone hears nothing before the other side answers. The other side still gets its PRACK: without it, it would
  /// end the call after 32 s (RFC 3262, section 3).
  private mutating func declineEarlyMedia(_ actions: inout [CallAction]) {
    guard let early else { return }
    self.early?.state = .declined
    // Its session is as it was, so the tones are what it can hear.
    playProgress(.ringback, &actions)
    guard early.answer == .owed else { return }
    giveAnswer(early.description.heldAnswer(nextOrigin(.other)), &actions)
    other.told = nil
  }

  /// Sends the PRACK that waited for the own phone's answer, if one did.
  mutating func giveAnswer(_ answer: SessionDescription, _ actions: inout [CallAction]) {
    guard let early, early.answer == .owed else { return }
    self.early?.answer = .given
    other.told = answer.audio
    if case .inviting = other.state { other.negotiation = .stable }
    actions.append(.prack(.other, early.response, answer.with(nextOrigin(.other))))
  }

  /// A PRACK was refused, or nothing answered it. The INVITE stands, and with it the time the other side may ring.
  mutating func prackFailed(_ leg: LegID, _ fork: String) {
    guard leg == .other, case .inviting = other.state, let early, early.response.fork == fork, early.answer == .given
    else { return }
    other.told = nil
    if !offersToOther { self.early?.answer = .lost }
  }

  /// Where the negotiation stands with the fork that a 2xx came from.
  func negotiation(with fork: String?, answering received: SessionDescription?) -> OfferAnswerState {
    guard let fork, forks[fork] != nil else { return offersToOther ? .offerSent : .offerRequested }
    // An offer whose answer never arrived is made once more, and answered by the ACK.
    let isOpen = early?.response.fork == fork && early?.answer != .given && received?.hasAudio == true
    return isOpen ? .offerReceived : .stable
  }

  /// The other side answered, and at least one of its forks had sent a description before.
  mutating func answeredAfterEarlyMedia(
    _ received: SessionDescription?, _ fork: String?, _ actions: inout [CallAction]
  ) {
    other.negotiation = negotiation(with: fork, answering: received)
    if early?.response.fork != fork {
      forgetEarlyMedia()
      if !offersToOther {
        other.told = nil
        other.sent = nil
      }
    }
    guard let fork, let known = forks[fork] else { return takeAnswer(received, &actions) }
    let description = received.flatMap { $0.hasAudio && !$0.repeats(known) ? $0 : nil }
    other.remoteDescription = description ?? known
    if other.negotiation == .stable {
      other.state = .established
      actions.append(.acknowledge(.other, nil))
    }
    guard other.remoteDescription?.hasAudio == true else {
      return fail(.mediaFailure(.other, .answeredWithoutAudio), &actions)
    }
    if description == nil, early?.state == .offered {
      phase = .joining
    } else if description == nil, early?.state == .joined, own.canReinvite, let answer = own.remoteDescription {
      settleJoin(answer, &actions)
    } else {
      join(&actions)
    }
  }

  /// The own phone's own re-INVITE while it hears early media; false if it no longer does.
  mutating func reofferedInEarlyMedia(_ offer: SessionDescription?, _ actions: inout [CallAction]) -> Bool {
    guard let early, early.state == .joined, phase == .callingOther else { return false }
    guard let offer else {
      own.negotiation = .offerSent
      actions.append(.respond(.own, status: 200, early.description.with(nextOrigin(.own))))
      return true
    }
    guard offer.isOpen else {
      self.early?.state = .declined
      return false
    }
    own.remoteDescription = offer
    own.negotiation = .stable
    actions.append(.respond(.own, status: 200, early.description.with(nextOrigin(.own))))
    return true
  }

  private mutating func forgetEarlyMedia() {
    early = nil
    if earlyReinvite != nil { earlyReinvite = .stale }
  }

  /// The other side has refused the call, which goes on elsewhere: the own phone hears nothing again.
  mutating func dropEarlyMedia() {
    forks = [:]
    if let early, early.state == .joined || early.state == .offered { silence = early.description.stopped() }
    forgetEarlyMedia()
  }

  /// What waits for the own phone to be free for a re-INVITE.
  mutating func continueOnOwnPhone(_ actions: inout [CallAction]) {
    guard !own.isReinviting else { return }
    switch phase {
    case .joining: join(&actions)
    case .fetchingOffer: fetchOffer(&actions)
    case .callingOther, .redirecting:
      if early?.state == .waiting { return offerEarlyMedia(&actions) }
      guard let silence else { return }
      guard own.canReinvite else { return retryWhenFree(&actions) }
      self.silence = nil
      earlyReinvite = .stale
      reinvite(.own, silence, &actions)
    case .idle, .callingOwn, .confirming, .aligning, .connected, .ending, .finished: break
    }
  }
}
