import Testing

@testable import CallControl

/// Takeover and transfer, step by step; CallModelTests has the interleavings.
@Suite struct ReplacementTests {
  static let third = Bodies.phone(60_000)

  /// The call at each stage of a transfer by the own phone.
  static func transferring(_ cause: Replacement.Cause = .transfer(by: .own), steps: Int) -> Call {
    var call = Call.connected()
    switch cause {
    case .takeover: call.run(.takeOver)
    case .transfer(let leg): call.run(.transfer(by: leg))
    }
    if steps > 0 { call.run(.answered(.new, third)) }
    if steps > 1 { call.run(.reanswered(cause.leg.peer, Bodies.phone(50_002))) }
    return call
  }

  @Test func theNewPhoneIsOfferedTheOneThatStays() {
    var call = Call.connected()
    let actions = call.run(.takeOver)
    #expect(actions.first == .record(first: true))
    #expect(actions.notices == [.replacing(.takeover)] && actions.has(.accept))
    #expect(actions.descriptions(.new).first?.audio?.port == 50_000)
    #expect(!call.canHold && !call.canResume && !call.canReplace && call.canCancelTakeover)
    let answered = call.run(.answered(.new, Self.third))
    #expect(answered.has(.acknowledge(.new, nil)))
    #expect(answered.descriptions(.other).first?.audio?.port == 60_000)
    // Nothing moved, so nobody has to be told anything else.
    let done = call.run(.reanswered(.other, Bodies.other))
    #expect(done.has(.exchange(.own, .new)) && done.has(.bye(.new)))
    #expect(done.notices == [.replaced(.takeover)])
    #expect(call.canHold && call.own.remoteDescription?.audio?.port == 60_000)
    // What is offered can be done, though the old phone's BYE is not through.
    #expect(done.has(.release(.new)) && call.canReplace)
    #expect(call.run(.byeCompleted(.new)).isEmpty)
  }

  @Test func theNewPhoneIsToldThatTheOneThatStaysMoved() {
    var call = Self.transferring(.takeover, steps: 1)
    let moved = call.run(.reanswered(.other, Bodies.phone(50_002)))
    #expect(moved.notices.isEmpty && moved.descriptions(.new).first?.audio?.port == 50_002)
    #expect(call.run(.reanswered(.new, Self.third)).notices == [.replaced(.takeover)])
  }

  @Test func aTransferTakesTheUserOutOfTheCall() {
    var call = Self.transferring(steps: 1)
    let done = call.run(.reanswered(.other, Bodies.other))
    #expect(done.notices == [.replaced(.transfer(by: .own))])
    #expect(done.has(.reportTransfer(.own, status: 200)) && call.isDetached)
    let end = call.run(.hungUp(.other))
    #expect(end.has(.bye(.own)) && end.notices.isEmpty, "his applications hear no more of it")
  }

  @Test func thePhoneIsToldHowItGoes() {
    var call = Call.connected()
    #expect(call.run(.transfer(by: .other)).has(.reportTransfer(.other, status: 100)))
    #expect(call.run(.provisional(.new, status: 180)).has(.reportTransfer(.other, status: 180)))
    #expect(call.run(.provisional(.new, status: 180)).isEmpty, "once")
    let failed = call.run(.refused(.new, Refusal(status: 404)))
    #expect(failed.has(.reportTransfer(.other, status: 404)))
    guard case .replacementFailed(_, let outcome)? = failed.notices.first else {
      Issue.record("no notice")
      return
    }
    #expect(outcome.subcode == .destinationNotFound && call.canHold && call.canReplace)
  }

  @Test func nothingWasRecordedSoNothingRings() {
    var call = Call.connected()
    call.run(.takeOver)
    let actions = call.run(.recordFailed)
    #expect(actions.count == 1 && call.canReplace && call.isConnected)
    guard case .refuse? = actions.first else {
      Issue.record("not refused")
      return
    }
  }

  @Test(arguments: [Replacement.Cause.takeover, .transfer(by: .own), .transfer(by: .other), .transfer(by: nil)])
  func theOneThatStaysRefuses(cause: Replacement.Cause) {
    var call = Self.transferring(cause, steps: 1)
    let actions = call.run(.reinviteRefused(cause.leg.peer, Refusal(status: 488)))
    #expect(actions.has(.bye(.new)))
    #expect(actions.descriptions(cause.leg.peer).isEmpty, "what it knew still holds")
    #expect(actions.notices.count == 1 && call.canHold)
  }

  @Test func whatHasMovedIsPutBack() {
    var call = Self.transferring(.takeover, steps: 2)
    let undo = call.run(.reinviteRefused(.new, Refusal(status: 488)))
    #expect(undo.has(.bye(.new)) && undo.notices.isEmpty)
    #expect(undo.descriptions(.other).first?.audio?.port == 40_000)
    // It stays at the port it moved to, so the own phone is told.
    let align = call.run(.reanswered(.other, Bodies.phone(50_002)))
    #expect(align.descriptions(.own).first?.audio?.port == 50_002)
    let end = call.run(.reanswered(.own, Bodies.own))
    #expect(end.notices.count == 1 && call.canHold)
  }

  @Test func whatCannotBePutBackCountsAsHeld() {
    var call = Self.transferring(.takeover, steps: 2)
    call.run(.reinviteRefused(.new, Refusal(status: 488)))
    let end = call.run(.reinviteRefused(.other, Refusal(status: 488)))
    #expect(end.notices.count == 1 && call.isConnected && call.canResume)
  }

  @Test(arguments: 0...2) func theNewPhoneHangsUp(steps: Int) {
    var call = Self.transferring(.takeover, steps: steps)
    let actions = call.run(.hungUp(.new))
    if steps == 0 {
      #expect(actions.isEmpty, "there is no dialog to hang up")
    } else if steps == 1 {
      // The other side's answer is awaited, then undone.
      #expect(actions.descriptions(.other).isEmpty)
      #expect(call.run(.reanswered(.other, Bodies.other)).descriptions(.other).first?.audio?.port == 40_000)
    } else {
      #expect(actions.descriptions(.other).first?.audio?.port == 40_000)
    }
  }

  @Test(arguments: 0...2) func theOldPhoneHangsUpAndTheTransferGoesOn(steps: Int) {
    var call = Self.transferring(steps: steps)
    let actions = call.run(.hungUp(.own))
    #expect(actions.notices.isEmpty && !actions.has(.bye(.other)))
    if steps == 0 { call.run(.answered(.new, Self.third)) }
    if steps < 2 { call.run(.reanswered(.other, Bodies.phone(50_002))) }
    let done = call.run(.reanswered(.new, Self.third))
    #expect(done.notices == [.replaced(.transfer(by: .own))] && !done.has(.bye(.new)))
  }

  @Test func theOldPhoneHasGoneAndNobodyAnswers() {
    var call = Self.transferring(steps: 0)
    call.run(.hungUp(.own))
    let end = call.run(.timer(.ringNew))
    #expect(end.has(.cancel(.new)) && end.has(.bye(.other)))
    #expect(end.notices.count == 2, "the transfer failed, and the call is over")
    call.run(.refused(.new, Refusal(status: 487)))
    #expect(call.run(.byeCompleted(.other)).has(.finish))
  }

  @Test(arguments: 0...2) func theOneThatStaysHangsUp(steps: Int) {
    var call = Self.transferring(steps: steps)
    let end = call.run(.hungUp(.other))
    #expect(end.has(.bye(.own)) && (steps == 0 ? end.has(.cancel(.new)) : end.has(.bye(.new))))
    #expect(end.has(.reportTransfer(.own, status: 487)))
  }

  @Test func anAnswerThatCrossesTheCancelIsEnded() {
    var call = Self.transferring(.takeover, steps: 0)
    let cancelled = call.run(.cancelTakeover)
    #expect(cancelled.has(.cancel(.new)) && cancelled.has(.release(.new)) && call.canReplace)
    // The SIP layer ends it.
    #expect(call.run(.answered(.new, Self.third)).isEmpty)
  }

  @Test func aPhoneThatAsksMeanwhile() {
    var call = Self.transferring(steps: 0)
    // While the new party rings the two go on as they were.
    #expect(call.run(.reoffered(.other, Bodies.phone(50_004))).descriptions(.own).first?.audio?.port == 50_004)
    call.run(.reanswered(.own, Bodies.own), .acknowledged(.other, nil))
    call.run(.answered(.new, Self.third))
    #expect(call.run(.reoffered(.own, Bodies.own)) == [.respond(.own, status: 491, nil)])
    #expect(call.run(.reoffered(.new, Self.third)) == [.respond(.new, status: 491, nil)])
  }

  @Test func aHeldCallTalksAgainOrStaysHeld() {
    var taken = HoldTests.held()
    let first = taken.run(.takeOver)
    #expect(first.descriptions(.new).first?.isOpen == true)
    taken.run(.answered(.new, Self.third), .reanswered(.other, Bodies.other))
    #expect(!taken.isHeld && taken.canHold)
    var kept = HoldTests.held()
    kept.run(.takeOver, .refused(.new, Refusal(status: 486)))
    #expect(kept.isHeld && kept.canResume)
  }

  @Test func onlyACallThatIsUp() {
    var ringing = Call.test()
    ringing.run(.start)
    #expect(ringing.run(.takeOver).isEmpty && ringing.run(.transfer(by: nil)).isEmpty)
    var changing = Call.connected()
    changing.run(.hold)
    #expect(changing.run(.takeOver).isEmpty)
  }
}
