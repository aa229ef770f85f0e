extension IncomingCall {
  mutating func refused(_ phone: Int, _ refusal: Refusal, _ actions: inout [IncomingAction]) {
    switch phones[phone].state {
    case .inviting:
      refusals.append(refusal)
      phoneEnded(phone, &actions)
      endIfRefused(&actions)
    case .cancelling: phoneEnded(phone, &actions)
    case .idle, .answered, .established, .lent, .ending, .ended: break
    }
  }

  /// Refuses the caller when no phone is left, or one has refused for all (RFC 3261, 16.7, step 5).
  mutating func endIfRefused(_ actions: inout [IncomingAction]) {
    guard phase == .ringing, let best = Refusal.best(refusals) else { return }
    let isRinging = phones.contains { if case .inviting = $0.state { true } else { false } }
    guard !isRinging || best.status >= 600 else { return }
    end(Ending(outcome: .refused(best, on: .own), status: best.statusForCaller), &actions)
  }

  /// The call ends without a phone: says so once, and stops those that ring.
  mutating func end(_ ending: Ending, _ actions: inout [IncomingAction]) {
    if phase == .recording {
      early = early ?? ending
      return
    }
    guard phase == .ringing else { return }
    phase = .over
    actions.append(.stopTimer(.ring))
    if let status = ending.status { actions.append(.respond(status: status, nil)) }
    cancelAll(answeredElsewhere: false, &actions)
    actions.append(.record(first: false))
    actions.append(.notify(.failed(ending.outcome)))
    finishIfGone(&actions)
  }

  /// Stops every phone that rings. All are given the same time to go away.
  mutating func cancelAll(answeredElsewhere: Bool, _ actions: inout [IncomingAction]) {
    for phone in phones.indices {
      guard case .inviting = phones[phone].state else { continue }
      phones[phone].state = .cancelling
      actions.append(.cancel(phone, answeredElsewhere: answeredElsewhere))
    }
    if !phones.allSatisfy(\.state.isGone) { actions.append(.startTimer(.release, settings.release)) }
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
    case .ring:
      end(Ending(outcome: .unanswered(seconds: Int(settings.ringOwnPhone.components.seconds)), status: 480), &actions)
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

extension Refusal {
  /// What a caller is told of several refusals (RFC 3261, 16.7, step 6): one for all if there is one, else the lowest
  /// class, and in it what says most. Nil if there are none.
  static func best(_ refusals: [Refusal]) -> Refusal? { refusals.min { $0.rank < $1.rank } }

  private var rank: Int {
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
}
