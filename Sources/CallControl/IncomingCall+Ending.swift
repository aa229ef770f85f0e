extension IncomingCall {
  mutating func refused(_ phone: Int, _ refusal: Refusal, _ actions: inout [IncomingAction]) {
    switch phones[phone].state {
    case .inviting where phones[phone].timer.yields(to: refusal, settings):
      phones[phone].state = .inviting(ringing: false)
      actions.append(.invite(phone, phones[phone].sent))
    case .inviting:
      if redirect(phone, refusal, &actions) { return }
      reject(phone, refusal)
      phoneEnded(phone, &actions)
      // The user has refused for all of his phones (RFC 3261, 16.7, step 5). Others refuse for themselves.
      if phase == .ringing, refusal.status >= 600, plan.phones[phone].party == .own { return endRefused(&actions) }
      goOnIfNobodyRings(&actions)
    case .cancelling: phoneEnded(phone, &actions)
    case .idle, .answered, .established, .lent, .ending, .ended: break
    }
  }

  /// Keeps in mind why a phone does not have the call.
  mutating func reject(_ phone: Int, _ refusal: Refusal) {
    guard !isSettled || plan.phones[phone].party != .own else { return }
    rejections.append(Rejection(refusal, by: plan.phones[phone].party, isOnly: phones.count == 1))
  }

  /// The next stage begins when nobody is left who rings; after the last one the caller is refused.
  mutating func goOnIfNobodyRings(_ actions: inout [IncomingAction]) {
    while phase == .ringing, redirecting.isEmpty, !phones.contains(where: { $0.isRinging }) {
      if stage == .first, plan.has(.delayed) {
        beginDelayed(&actions)
      } else if !beginLast(&actions) {
        return endRefused(&actions)
      }
    }
  }

  private mutating func endRefused(_ actions: inout [IncomingAction]) {
    let best = rejections.min { $0.refusal.rank < $1.refusal.rank } ?? Rejection(.noPhone)
    end(Ending(outcome: best.outcome, status: best.status), &actions)
  }

  /// The user declined for himself: his phones stop, and he has done with the call. It goes on for others.
  mutating func declineHere(_ actions: inout [IncomingAction]) {
    let mayGoOn = plan.has(.last) || plan.phones.contains { $0.party != .own }
    guard mayGoOn else { return end(Ending(outcome: .declinedByUser, status: 486), &actions) }
    rejections.append(Rejection(refusal: Refusal(status: 486), outcome: .declinedByUser, status: 486))
    cancelAll(answeredElsewhere: false, &actions) { $0 == .own }
    actions.append(.record(first: false))
    tell(.failed(.declinedByUser), &actions)
    goOnIfNobodyRings(&actions)
  }

  /// The call ends without a phone: says so once, and stops those that ring.
  mutating func end(_ ending: Ending, _ actions: inout [IncomingAction]) {
    if phase == .recording {
      early = early ?? ending
      return
    }
    guard phase == .ringing else { return }
    phase = .over
    stopTimers(&actions)
    if let status = ending.status { actions.append(.respond(status: status, nil)) }
    cancelAll(answeredElsewhere: false, &actions)
    if !isSettled { actions.append(.record(first: false)) }
    tell(.failed(ending.outcome), &actions)
    finishIfGone(&actions)
  }

  mutating func stopTimers(_ actions: inout [IncomingAction]) {
    actions.append(.stopTimer(.ring))
    if stage == .first, plan.has(.delayed) { actions.append(.stopTimer(.delay)) }
  }

  /// Stops every phone that rings. All are given the same time to go away.
  mutating func cancelAll(
    answeredElsewhere: Bool, _ actions: inout [IncomingAction], where isMeant: (RingPlan.Party) -> Bool = { _ in true }
  ) {
    for phone in phones.indices where isMeant(plan.phones[phone].party) {
      if redirecting.remove(phone) != nil {
        phones[phone].state = .ended
        actions.append(.release(phone))
      }
      guard phones[phone].isRinging else { continue }
      phones[phone].state = .cancelling
      actions.append(.cancel(phone, answeredElsewhere: answeredElsewhere))
    }
    if !phones.allSatisfy({ $0.state.isGone || $0.isRinging }) {
      actions.append(.startTimer(.release, settings.release))
    }
  }

  /// Ends a phone that has answered a call that it does not get. A 200 is acknowledged in every case, with an answer
  /// where it held an offer (RFC 3261, 13.2.2.4).
  mutating func endAnswered(_ phone: Int, _ actions: inout [IncomingAction]) {
    let refusal = offer == nil ? phones[phone].remoteDescription.map { $0.refusal(nextOrigin(phone)) } : nil
    actions.append(.acknowledge(phone, refusal))
    phones[phone].state = .ending
    actions.append(.bye(phone))
    // While others ring nobody else sees to it that the phone goes.
    if phase == .ringing { actions.append(.startTimer(.release, settings.release)) }
  }

  mutating func phoneEnded(_ phone: Int, _ actions: inout [IncomingAction]) {
    phones[phone].state = .ended
    actions.append(.release(phone))
    finishIfGone(&actions)
  }

  mutating func timerFired(_ timer: IncomingTimer, _ actions: inout [IncomingAction]) {
    switch timer {
    case .delay: beginDelayed(&actions)
    case .ring:
      if beginLast(&actions) { return goOnIfNobodyRings(&actions) }
      let isOwn = phones.indices.contains { plan.phones[$0].party == .own && phones[$0].isRinging }
      let outcome = isOwn ? Outcome.unanswered(seconds: Int(plan.patience.components.seconds)) : .notTakenElsewhere
      end(Ending(outcome: outcome, status: plan.exclusion.map { Rejection($0).status } ?? 480), &actions)
    case .release:
      for phone in phones.indices where phones[phone].state == .cancelling || phones[phone].state == .ending {
        phoneEnded(phone, &actions)
      }
    }
  }

  mutating func finishIfGone(_ actions: inout [IncomingAction]) {
    guard phase == .over, phones.allSatisfy(\.state.isGone) else { return }
    phase = .finished
    actions.append(.stopTimer(.release))
    actions.append(.finish)
  }
}

extension Leg {
  var isRinging: Bool { if case .inviting = state { true } else { false } }
}

extension IncomingCall.Rejection {
  init(_ refusal: Refusal, by party: RingPlan.Party, isOnly: Bool) {
    guard party != .own else {
      self.init(refusal: refusal, outcome: .refused(refusal, on: .own), status: refusal.statusForCaller)
      return
    }
    // Beside the user's phones that of somebody else does not speak for him.
    let heard = isOnly || refusal.status < 600 ? refusal : Refusal(status: refusal.status == 600 ? 486 : 480)
    self.init(refusal: heard, outcome: .notTakenElsewhere, status: heard.statusForCaller, isOwn: false)
  }

  init(_ exclusion: RingPlan.Exclusion) {
    switch exclusion {
    case .doNotDisturb: self.init(refusal: Refusal(status: 486), outcome: .doNotDisturb, status: 486)
    case .busy: self.init(refusal: Refusal(status: 486), outcome: .inAnotherCall, status: 486)
    case .noPhone: self.init(refusal: Refusal(status: 480), outcome: .noPhone, status: 480)
    }
  }
}

extension Refusal {
  /// Which of several refusals a caller is told, the lowest (RFC 3261, 16.7, step 6): one for all if there is one, else
  /// the lowest class, and in it what says most.
  var rank: Int {
    let classRank = status >= 600 ? 0 : status / 100
    // Busy says more than a phone that is switched off or gone.
    let isVague = origin != .remote || [408, 480, 487].contains(status)
    return classRank * 4 + (isVague ? 2 : status == 486 ? 0 : 1)
  }

  /// The status that the caller gets for it: what was between this server and a phone is none of his business, such as a
  /// challenge, a redirection, a server that is down (RFC 3261, 16.7).
  var statusForCaller: Int {
    guard origin == .remote else { return 480 }
    switch status {
    case 300..<400, 401, 407, 487: return 480
    case 503: return 500
    default: return status
    }
  }
}

extension Outcome {
  /// The caller gave up before a phone answered.
  static let callerGaveUp = Outcome(.cancelled, .informational, .missed, .callerGaveUp)

  /// No phone answered in time.
  static func unanswered(seconds: Int) -> Outcome {
    Outcome(.failed, .localFailure, .missed, .ringTimeout(.own, seconds: seconds))
  }

  /// The user declined by his application.
  static let declinedByUser = Outcome(.declined, .localFailure, .declined, .declinedByUser)

  /// Somebody else took the call.
  static let connectedElsewhere = Outcome(.failed, .informational, .connectedElsewhere, .takenElsewhere)

  /// The voicemail took the call.
  static let takenByVoicemail = Outcome(.failed, .informational, .missed, .takenByVoicemail)

  /// Nobody to whom the call was sent took it.
  static let notTakenElsewhere = Outcome(.failed, .localFailure, .missed, .notTakenElsewhere)

  /// The user does not want to be disturbed.
  static let doNotDisturb = Outcome(.failed, .localFailure, .doNotDisturb, .doNotDisturb)

  /// The user is in another call and wants no second one.
  static let inAnotherCall = Outcome(.failed, .localFailure, .busy, .inAnotherCall)

  /// The user has no phone that can ring.
  static let noPhone = Outcome(.failed, .localFailure, .unreachable, .noPhone)
}
