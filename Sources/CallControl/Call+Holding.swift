/// Hold and resume. One leg after the other is re-INVITEd, so that a refusal can be undone on the leg that took it: a
/// change is made on both or on none.
extension Call {
  mutating func begin(_ goal: MediaChange.Goal, _ actions: inout [CallAction]) {
    change = MediaChange(goal: goal, step: goal == .hold ? .stopOther : .openOther)
    glares = 0
    actions.append(.notify(.changing))
    sendChange(&actions)
  }

  /// Tells a phone that its peer has moved.
  mutating func align(_ leg: LegID, _ actions: inout [CallAction]) {
    change = MediaChange(goal: .resume, step: leg == .own ? .alignOwn : .alignOther)
    glares = 0
    actions.append(.notify(.changing))
    sendChange(&actions)
  }

  /// Sends the re-INVITE of the step, or waits until its leg is free.
  mutating func sendChange(_ actions: inout [CallAction]) {
    // Already out: the timer was meant for an earlier try.
    guard let change, !change.isSent else { return }
    let leg = change.step.leg
    // A phone's own re-INVITE is still being settled; changing the media under it would mix two negotiations.
    guard relaying == nil else { return retryWhenFree(&actions) }
    guard self[leg].canReinvite else { return retryWhenFree(&actions) }
    guard let description = self[leg.peer].remoteDescription else {
      return changeRefused(.noAnswer, &actions)
    }
    self.change?.isSent = true
    switch change.step {
    case .stopOther, .stopOwn, .stopOtherAgain, .stopOwnAgain:
      self[leg].isStopped = true
      reinvite(leg, description.stopped(), &actions)
    case .openOther, .reopenOther:
      reinvite(leg, description.opened(), &actions)
    case .openOwn, .alignOther, .alignOwn: reinvite(leg, description, &actions)
    }
  }

  mutating func changeAnswered(_ leg: LegID, _ description: SessionDescription?, _ actions: inout [CallAction]) {
    guard let change, change.step.leg == leg, change.isSent else {
      // The rest of what was tried before the change.
      actions.append(.acknowledge(leg, answerForNothing(leg, description)))
      self[leg].negotiation = .stable
      return
    }
    self[leg].negotiation = .stable
    actions.append(.acknowledge(leg, nil))
    guard let description, description.hasAudio else {
      return changeRefused(.noAnswer, &actions)
    }
    switch change.step {
    case .stopOther, .stopOtherAgain, .stopOwn, .stopOwnAgain:
      // The direction in it is our own doing; what the phone itself wants is asked when the call is resumed.
      self[leg].remoteDescription = description.opened()
    case .openOther, .openOwn, .alignOther, .reopenOther, .alignOwn:
      self[leg].remoteDescription = description
      self[leg].isStopped = false
    }
    switch change.step {
    case .stopOther: proceed(.stopOwn, &actions)
    case .stopOwn: settle(held: true, &actions)
    case .openOther: proceed(.openOwn, &actions)
    case .openOwn:
      let isAsTold = description.audio == other.told && description.isOpen
      if isAsTold { settleOpen(&actions) } else { proceed(.alignOther, &actions) }
    case .alignOther, .alignOwn, .reopenOther: settleOpen(&actions)
    case .stopOtherAgain:
      if own.isStopped { settle(held: true, &actions) } else { proceed(.stopOwnAgain, &actions) }
    case .stopOwnAgain: settle(held: true, &actions)
    }
  }

  mutating func changeRefused(_ leg: LegID, _ refusal: Refusal, _ actions: inout [CallAction]) {
    guard let change, change.step.leg == leg, change.isSent else { return }
    if mayRetry(refusal) {
      self.change?.isSent = false
      return retryAfterGlare(&actions)
    }
    changeRefused(.refused(status: refusal.status), &actions)
  }

  /// The step failed for good: what was done before it is undone.
  private mutating func changeRefused(_ fault: OutcomeText.ChangeFault, _ actions: inout [CallAction]) {
    guard var change else { return }
    let leg = change.step.leg
    change.failure = change.failure ?? .changeFailed(change.goal, leg, fault)
    self.change = change
    switch change.step {
    case .stopOther:
      other.isStopped = false
      settleOpen(&actions)
    case .stopOwn:
      own.isStopped = false
      proceed(.reopenOther, &actions)
    case .openOther: settle(held: true, &actions)
    case .openOwn, .alignOther, .alignOwn: proceed(.stopOtherAgain, &actions)
    // Undoing failed as well: the leg stays stopped, so the call counts as held, and can be resumed or ended.
    case .reopenOther: settle(held: true, &actions)
    case .stopOtherAgain:
      if own.isStopped { settle(held: true, &actions) } else { proceed(.stopOwnAgain, &actions) }
    case .stopOwnAgain: settle(held: true, &actions)
    }
  }

  private mutating func proceed(_ step: MediaChange.Step, _ actions: inout [CallAction]) {
    change?.step = step
    change?.isSent = false
    glares = 0
    sendChange(&actions)
  }

  /// Both are open again. One may have moved meanwhile, or have been told that audio is held when it asked.
  private mutating func settleOpen(_ actions: inout [CallAction]) {
    guard let alignments = change?.alignments, alignments < 3 else { return settle(held: false, &actions) }
    change?.alignments += 1
    if own.told != other.remoteDescription?.audio {
      proceed(.alignOwn, &actions)
    } else if other.told != own.remoteDescription?.audio {
      proceed(.alignOther, &actions)
    } else {
      settle(held: false, &actions)
    }
  }

  private mutating func settle(held: Bool, _ actions: inout [CallAction]) {
    guard let change else { return }
    self.change = nil
    isHeld = held
    actions.append(.stopTimer(.glare))
    actions.append(.record(first: false))
    if let failure = change.failure {
      actions.append(.notify(.changeFailed(failure)))
    } else {
      actions.append(.notify(held ? .held : .resumed))
    }
  }
}
