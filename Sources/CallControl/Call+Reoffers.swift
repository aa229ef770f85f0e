extension Call {
  /// A phone sent a re-INVITE of its own (its hold key, a new address, a session refresh). While both sides talk it is
  /// passed on to the peer, because the media are theirs; before that it is answered with held audio.
  ///
  /// A second one while the first has no answer is not for the machine: the SIP layer refuses it (RFC 3261, 14.2).
  mutating func reoffered(
    _ leg: LegID, _ body: [UInt8]?, _ terms: SessionTerms, _ actions: inout [CallAction]
  ) {
    guard !self[leg].owesResponse else { return }
    guard !terms.isTooShort(settings) else {
      actions.append(.respond(leg, status: 422, nil))
      return
    }
    self[leg].timer.asked = terms
    guard self[leg].state == .established else {
      actions.append(.respond(leg, status: phase == .ending ? 487 : 491, nil))
      return
    }
    // While a leg is being replaced the one it is to be joined to is told first; a phone asks again (RFC 3261, 14.1).
    let isReplacing = leg == .new || (replacement.map { $0.step != .calling } ?? false)
    // The same while both are being joined: held audio would be the last that the phone was told, and where it moved to
    // would not reach its peer.
    let isJoining = phase == .aligning || (phase == .joining && leg == .other)
    // And while the application holds or resumes: should that fail, the phone would have been told to stop for nothing.
    let isChanging = change != nil
    guard self[leg].canReinvite, relaying == nil, !isReplacing, !isJoining, !isChanging else {
      actions.append(.respond(leg, status: 491, nil))
      return
    }
    let offer = body.flatMap(SessionDescription.init)
    guard body == nil || offer != nil else {
      actions.append(.respond(leg, status: 488, nil))
      return
    }
    if own.isStopped || other.isStopped {
      answerStopped(leg, offer, &actions)
    } else if phase == .connected {
      guard self[leg.peer].canReinvite else {
        actions.append(.respond(leg, status: 491, nil))
        return
      }
      relaying = leg
      self[leg].owesResponse = true
      self[leg].negotiation = offer == nil ? .offerRequested : .offerReceived
      relayedOffer = offer
      reinvite(leg.peer, offer, &actions)
    } else {
      if leg == .own, reofferedInEarlyMedia(offer, &actions) { return }
      if let offer {
        self[leg].remoteDescription = offer
        self[leg].negotiation = .stable
        actions.append(.respond(leg, status: 200, answerBeforeJoin(leg, offer, &actions)))
      } else {
        self[leg].negotiation = .offerSent
        actions.append(.respond(leg, status: 200, offerBeforeJoin(leg)))
      }
    }
  }

  /// While the application holds the call a phone's re-INVITE is answered here, and its media stay stopped.
  private mutating func answerStopped(_ leg: LegID, _ offer: SessionDescription?, _ actions: inout [CallAction]) {
    if let offer {
      self[leg].remoteDescription = offer
      self[leg].negotiation = .stable
      actions.append(.respond(leg, status: 200, offer.heldAnswer(nextOrigin(leg))))
    } else {
      self[leg].negotiation = .offerSent
      let origin = nextOrigin(leg)
      let offer = self[leg.peer].remoteDescription?.stopped().with(origin) ?? .held(origin)
      actions.append(.respond(leg, status: 200, offer))
    }
  }

  /// The peer took a passed-on re-INVITE.
  mutating func relayAnswered(_ leg: LegID, _ description: SessionDescription?, _ actions: inout [CallAction]) {
    let asker = leg.peer
    guard let description else {
      actions.append(.acknowledge(leg, nil))
      self[leg].negotiation = .stable
      return endRelay(asker, status: 488, &actions)
    }
    self[leg].remoteDescription = description
    self[asker].owesResponse = false
    if self[asker].negotiation == .offerReceived {
      // Only now: refused, the description of before would still hold.
      if let relayedOffer { self[asker].remoteDescription = relayedOffer }
      relayedOffer = nil
      actions.append(.acknowledge(leg, nil))
      self[leg].negotiation = .stable
      self[asker].negotiation = .stable
      relaying = nil
    } else {
      // The asker's ACK will bring the answer for the peer's offer.
      self[leg].negotiation = .offerReceived
      self[asker].negotiation = .offerSent
    }
    actions.append(.respond(asker, status: 200, description.with(nextOrigin(asker))))
  }

  mutating func relayRefused(_ leg: LegID, _ refusal: Refusal, _ actions: inout [CallAction]) {
    let known = [488, 491, 606, 415].contains(refusal.status)
    endRelay(leg.peer, status: known ? refusal.status : 488, &actions)
  }

  private mutating func endRelay(_ asker: LegID, status: Int, _ actions: inout [CallAction]) {
    relaying = nil
    self[asker].owesResponse = false
    self[asker].negotiation = .stable
    actions.append(.respond(asker, status: status, nil))
  }

  mutating func acknowledged(_ leg: LegID, _ body: [UInt8]?, _ actions: inout [CallAction]) {
    self[leg].awaitsAcknowledgement = false
    confirmDialog(leg, &actions)
    guard self[leg].negotiation == .offerSent, !self[leg].isReinviting, self[leg].state == .established else { return }
    self[leg].negotiation = .stable
    let answer = body.flatMap(SessionDescription.init)
    if let answer { self[leg].remoteDescription = answer }
    if let answer, leg == .own { openMedia(answer, &actions) }
    guard relaying == leg else { return }
    relaying = nil
    let peer = leg.peer
    guard self[peer].state == .established, self[peer].negotiation == .offerReceived else { return }
    self[peer].negotiation = .stable
    let forPeer =
      answer.map { $0.with(nextOrigin(peer)) } ?? self[peer].remoteDescription.map { $0.heldAnswer(nextOrigin(peer)) }
    actions.append(.acknowledge(peer, forPeer))
  }

  mutating func unacknowledged(_ leg: LegID, _ actions: inout [CallAction]) {
    confirmDialog(leg, &actions)
    guard self[leg].state == .established, self[leg].awaitsAcknowledgement else { return }
    self[leg].awaitsAcknowledgement = false
    if phase == .connected {
      stop(.lost(leg, .changeUnconfirmed), &actions)
    } else {
      fail(.mediaFailure(leg, .changeUnconfirmed), &actions)
    }
  }
}
