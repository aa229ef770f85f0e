extension IncomingCall {
  mutating func start(_ actions: inout [IncomingAction]) {
    guard phase == .idle else { return }
    phase = .recording
    actions.append(.record(first: true))
  }

  mutating func recorded(_ actions: inout [IncomingAction]) {
    guard phase == .recording else { return }
    phase = .ringing
    actions.append(.notify(.started))
    // A caller who gave up meanwhile has called all the same, and is told of as missed.
    if let early { return end(early, &actions) }
    for phone in phones.indices {
      phones[phone].state = .inviting(ringing: false)
      phones[phone].negotiation = offer == nil ? .offerRequested : .offerSent
      let description = offer.map { $0.with(nextOrigin(phone)) }
      phones[phone].told = description?.audio
      actions.append(.invite(phone, description))
    }
    actions.append(.startTimer(.ring, settings.ringOwnPhone))
  }

  mutating func recordFailed(_ actions: inout [IncomingAction]) {
    guard phase == .recording else { return }
    phase = .finished
    if early == nil || early?.status != nil { actions.append(.respond(status: early?.status ?? 500, nil)) }
    actions.append(.finish)
  }

  mutating func provisional(_ phone: Int, _ status: Int, _ actions: inout [IncomingAction]) {
    guard phase == .ringing, phones[phone].state == .inviting(ringing: false), status == 180 || status == 183 else {
      return
    }
    phones[phone].state = .inviting(ringing: true)
    guard !isAlerting else { return }
    isAlerting = true
    actions.append(.respond(status: 180, nil))
    actions.append(.notify(.progressed(.alerting)))
  }

  mutating func answered(_ phone: Int, _ body: [UInt8]?, _ actions: inout [IncomingAction]) {
    let isFirst = phase == .ringing
    switch phones[phone].state {
    // A 200 that crosses our CANCEL: the phone has taken the call, and is to be told that it has not (RFC 3261, 9.1).
    case .inviting, .cancelling: phones[phone].state = .answered
    case .idle, .answered, .established, .lent, .ending, .ended: return
    }
    phones[phone].remoteDescription = body.flatMap(SessionDescription.init)
    guard isFirst else { return endAnswered(phone, &actions) }
    guard let description = phones[phone].remoteDescription, description.hasAudio else {
      refusals.append(Refusal(status: 488))
      endAnswered(phone, &actions)
      return endIfRefused(&actions)
    }
    connect(phone, description, &actions)
  }

  /// The call is this phone's.
  private mutating func connect(
    _ phone: Int, _ description: SessionDescription, _ actions: inout [IncomingAction]
  ) {
    phase = .over
    actions.append(.stopTimer(.ring))
    var own = phones[phone]
    phones[phone].state = .ended
    own.state = .established
    if offer != nil {
      own.negotiation = .stable
      actions.append(.acknowledge(phone, nil))
    } else {
      // The ACK waits for the caller's answer.
      own.negotiation = .offerReceived
    }
    var caller = Leg(sessionID: sessionID)
    let answer = description.with(
      SessionDescription.Origin(sessionID: sessionID, version: 1, host: settings.host))
    caller.sessionVersion = 1
    caller.remoteDescription = offer
    caller.told = answer.audio
    actions.append(
      .connect(
        phone, Call(connecting: own, caller: caller, settings: settings, sessionID: sessionID, jitter: jitter)))
    actions.append(.respond(status: 200, answer))
    cancelAll(answeredElsewhere: true, &actions)
    actions.append(.record(first: false))
    actions.append(.notify(.ownPhoneAnswered))
    actions.append(.notify(.connected))
    finishIfGone(&actions)
  }
}
