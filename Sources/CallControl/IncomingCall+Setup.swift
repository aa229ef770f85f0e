extension IncomingCall {
  mutating func start(_ actions: inout [IncomingAction]) {
    guard phase == .idle else { return }
    phase = .recording
    actions.append(.record(first: true))
  }

  mutating func recorded(_ actions: inout [IncomingAction]) {
    guard phase == .recording else { return }
    phase = .ringing
    tell(.started, &actions)
    // A caller who gave up meanwhile has called all the same, and is told of as missed.
    if let early { return end(early, &actions) }
    if let exclusion = plan.exclusion { rejections.append(Rejection(exclusion)) }
    if plan.isForwarded { showForwarded(&actions) }
    ring(.first, &actions)
    if plan.has(.first) || plan.has(.delayed) { actions.append(.startTimer(.ring, plan.patience)) }
    if plan.has(.first), plan.has(.delayed) { actions.append(.startTimer(.delay, plan.delay)) }
    goOnIfNobodyRings(&actions)
  }

  mutating func recordFailed(_ actions: inout [IncomingAction]) {
    guard phase == .recording else { return }
    phase = .finished
    if early == nil || early?.status != nil { actions.append(.respond(status: early?.status ?? 500, nil)) }
    actions.append(.finish)
  }

  // MARK: Stages

  private mutating func ring(_ stage: RingPlan.Stage, _ actions: inout [IncomingAction]) {
    self.stage = stage
    for phone in phones.indices where plan.phones[phone].stage == stage && !isLeftOut(phone) { invite(phone, &actions) }
  }

  /// The user has declined for himself: his phones do not ring any more.
  private func isLeftOut(_ phone: Int) -> Bool { isSettled && plan.phones[phone].party == .own }

  private mutating func invite(_ phone: Int, _ actions: inout [IncomingAction]) {
    phones[phone].state = .inviting(ringing: false)
    phones[phone].negotiation = offer == nil ? .offerRequested : .offerSent
    let description = offer.map { $0.with(nextOrigin(phone)) }
    phones[phone].told = description?.audio
    phones[phone].sent = settings.hasSessionTimers ? description : nil
    phones[phone].timer = SessionTimer()
    actions.append(.invite(phone, description))
  }

  /// Those whose turn comes now ring beside the others.
  mutating func beginDelayed(_ actions: inout [IncomingAction]) {
    guard phase == .ringing, stage == .first else { return }
    actions.append(.stopTimer(.delay))
    ring(.delayed, &actions)
  }

  /// Nobody has taken the call: it goes where such calls go. False if they go nowhere.
  mutating func beginLast(_ actions: inout [IncomingAction]) -> Bool {
    guard phase == .ringing, stage != .last, plan.has(.last) else { return false }
    if stage == .first { actions.append(.stopTimer(.delay)) }
    cancelAll(answeredElsewhere: false, &actions)
    showForwarded(&actions)
    ring(.last, &actions)
    actions.append(.startTimer(.ring, plan.lastPatience))
    return true
  }

  /// The caller and the applications learn that the call goes elsewhere (RFC 3261, 21.1.3).
  private mutating func showForwarded(_ actions: inout [IncomingAction]) {
    isAlerting = false
    actions.append(.respond(status: 181, nil))
    if shown != .forwarded { tell(.progressed(.forwarded), &actions) }
  }

  // MARK: Responses

  mutating func provisional(_ phone: Int, _ status: Int, _ actions: inout [IncomingAction]) {
    guard phase == .ringing, phones[phone].state == .inviting(ringing: false), status == 180 || status == 183 else {
      return
    }
    phones[phone].state = .inviting(ringing: true)
    if !isAlerting {
      isAlerting = true
      actions.append(.respond(status: 180, nil))
    }
    let alerted: InvitationPhase = plan.phones[phone].party == .team ? .teamRing : .alerting
    if shown == .connecting || (shown == .alerting && alerted == .teamRing) { tell(.progressed(alerted), &actions) }
  }

  mutating func answered(_ phone: Int, _ body: [UInt8]?, _ actions: inout [IncomingAction]) {
    let isFirst = phase == .ringing && !isLeftOut(phone)
    switch phones[phone].state {
    // A 200 that crosses our CANCEL: the phone has taken the call. It has it if nobody else has, and is told otherwise
    // that it has not (RFC 3261, 9.1).
    case .inviting, .cancelling: phones[phone].state = .answered
    case .idle, .answered, .established, .lent, .ending, .ended: return
    }
    phones[phone].remoteDescription = body.flatMap(SessionDescription.init)
    guard isFirst else { return endAnswered(phone, &actions) }
    guard let description = phones[phone].remoteDescription, description.hasAudio else {
      reject(phone, Refusal(status: 488))
      endAnswered(phone, &actions)
      return goOnIfNobodyRings(&actions)
    }
    connect(phone, description, &actions)
  }

  /// The call is this phone's.
  private mutating func connect(
    _ phone: Int, _ description: SessionDescription, _ actions: inout [IncomingAction]
  ) {
    phase = .over
    stopTimers(&actions)
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
    caller.sent = settings.hasSessionTimers ? answer : nil
    let party = plan.phones[phone].party
    var call = Call(connecting: own, caller: caller, settings: settings, sessionID: sessionID, jitter: jitter)
    // Between others it is none of the user's calls.
    call.isDetached = party != .own
    actions.append(.connect(phone, call))
    actions.append(.respond(status: 200, answer))
    cancelAll(answeredElsewhere: true, &actions)
    actions.append(.record(first: false))
    switch party {
    case .own:
      tell(.ownPhoneAnswered, &actions)
      tell(.connected, &actions)
    case .contact, .delegate, .team: tell(.failed(.connectedElsewhere), &actions)
    case .voicemail: tell(.failed(.takenByVoicemail), &actions)
    }
    finishIfGone(&actions)
  }

  // MARK: Phones that send the call on

  /// Whether a refusal is a 302 that is looked at.
  mutating func redirect(_ phone: Int, _ refusal: Refusal, _ actions: inout [IncomingAction]) -> Bool {
    guard phase == .ringing, (300..<400).contains(refusal.status), !refusal.contacts.isEmpty,
      redirects[phone] < settings.maximumRedirects
    else { return false }
    redirects[phone] += 1
    redirecting.insert(phone)
    phones[phone].state = .idle
    actions.append(.redirect(phone, refusal.contacts))
    return true
  }

  mutating func redirected(_ phone: Int, isAllowed: Bool, _ actions: inout [IncomingAction]) {
    guard redirecting.remove(phone) != nil else { return }
    if isAllowed { return invite(phone, &actions) }
    reject(phone, Refusal(status: 480))
    phoneEnded(phone, &actions)
    goOnIfNobodyRings(&actions)
  }
}
