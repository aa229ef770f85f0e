/// What the own phone hears until it talks: how the call gets on. With no socket for it all of this does nothing, and the
/// own phone's audio is held.
extension Call {
  /// The description that the own phone is called with.
  mutating func firstOffer() -> SessionDescription { offerBeforeJoin(.own) }

  /// An offer while there is nobody to talk to.
  mutating func offerBeforeJoin(_ leg: LegID) -> SessionDescription {
    let origin = nextOrigin(leg)
    guard leg == .own, media.isOpen, let endpoint = settings.media, phase == .callingOwn || media.isAtOwn else {
      return .held(origin)
    }
    return .tones(origin, at: endpoint)
  }

  /// An answer to a phone's offer while there is nobody to talk to.
  mutating func answerBeforeJoin(
    _ leg: LegID, _ offer: SessionDescription, _ actions: inout [CallAction]
  ) -> SessionDescription {
    let origin = nextOrigin(leg)
    guard leg == .own, media.isAtOwn, let endpoint = settings.media else { return offer.heldAnswer(origin) }
    guard let answer = offer.tonesAnswer(origin, at: endpoint) else {
      leaveTones(&actions)
      return offer.heldAnswer(origin)
    }
    actions.append(.openMedia(offer))
    return answer
  }

  /// The own phone has answered with where its audio is.
  mutating func openMedia(_ description: SessionDescription, _ actions: inout [CallAction]) {
    guard media.isOpen, phase == .callingOwn || media.isAtOwn else { return }
    media.isAtOwn = true
    actions.append(.openMedia(description))
  }

  /// Plays a tone that tells how the call gets on, where the user wants that; one that plays already goes on.
  mutating func playProgress(_ tone: CallTone, _ actions: inout [CallAction]) {
    // What the other side sends is joined, or about to be.
    let isJoined = early?.state == .offered || early?.state == .joined
    guard settings.playsProgress, media.isAtOwn, media.playing != tone, !isJoined else { return }
    play(tone, &actions)
  }

  /// Plays a tone in place of the one that plays.
  mutating func play(_ tone: CallTone?, _ actions: inout [CallAction]) {
    guard media.isAtOwn, tone != nil || media.playing != nil else { return }
    media.playing = tone
    actions.append(.play(tone))
  }

  /// The own phone is about to hear the other side: no tone plays from here on.
  mutating func leaveTones(_ actions: inout [CallAction]) {
    play(nil, &actions)
    media.isAtOwn = false
  }

  /// The socket has no use any more.
  mutating func closeMedia(_ actions: inout [CallAction]) {
    guard media.isOpen else { return }
    if media.isFailing { actions.append(.stopTimer(.failureTone)) }
    leaveTones(&actions)
    media.isOpen = false
    actions.append(.closeMedia)
  }

  /// The tone by which the own phone is told of a failure; nil if it is not to hear one, or cannot.
  func failureTone(_ outcome: Outcome) -> CallTone? {
    // Whoever gave up himself need not be told, and a failure of the own phone leaves nobody to tell.
    guard settings.playsProgress, media.isAtOwn, outcome.code == .remoteFailure, own.state == .established,
      !own.isReinviting
    else { return nil }
    return outcome.subcode == .busy ? .busy : .congestion
  }

  /// Keeps the own phone for some seconds, so that it hears what became of the call; everything else ends at once.
  mutating func playFailure(_ tone: CallTone, _ actions: inout [CallAction]) {
    stopWaiting(&actions)
    end(.other, &actions)
    play(tone, &actions)
    media.isFailing = true
    actions.append(.startTimer(.failureTone, settings.failureTone))
  }

  /// The own phone has heard it, or the server stops.
  mutating func endFailureTone(_ actions: inout [CallAction]) {
    guard media.isFailing, own.state == .established else { return }
    end(.own, &actions)
    finishIfGone(&actions)
  }
}
