import Testing

@testable import CallControl

@Suite struct HoldTests {
  static let refused = Refusal(status: 488)

  static func held() -> Call {
    var call = Call.connected()
    call.run(.hold, .reanswered(.other, Bodies.other), .reanswered(.own, Bodies.own))
    return call
  }

  @Test func holdStopsTheOtherSideThenTheOwnPhone() {
    var call = Call.connected()
    let first = call.run(.hold)
    #expect(first.notices == [.changing])
    #expect(first.descriptions(.other).first?.lines.contains("a=inactive") == true)
    #expect(first.descriptions(.own).isEmpty)
    #expect(!call.canHold && !call.canResume, "one change at a time")
    let second = call.run(.reanswered(.other, Bodies.other))
    #expect(second.has(.acknowledge(.other, nil)))
    #expect(second.descriptions(.own).first?.audio?.port == 50_000)
    #expect(second.descriptions(.own).first?.lines.contains("a=inactive") == true)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.held])
    #expect(call.canResume && !call.canHold)
  }

  @Test func resumeGivesEachPhoneWhatTheOtherSaysNow() {
    var call = Self.held()
    let first = call.run(.resume)
    #expect(first.descriptions(.other).first?.audio?.port == 40_000)
    #expect(first.descriptions(.other).first?.isOpen == true)
    // The other side answers with a new port, as some phones do when they are resumed.
    let second = call.run(.reanswered(.other, Bodies.phone(50_002)))
    #expect(second.descriptions(.own).first?.audio?.port == 50_002)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.resumed])
    #expect(call.canHold && !call.canResume)
  }

  @Test func anOwnPhoneThatMovedIsToldToTheOtherSide() {
    var call = Self.held()
    call.run(.resume, .reanswered(.other, Bodies.other))
    let third = call.run(.reanswered(.own, Bodies.phone(40_004)))
    #expect(third.notices.isEmpty)
    #expect(third.descriptions(.other).last?.audio?.port == 40_004)
    #expect(call.run(.reanswered(.other, Bodies.other)).notices == [.resumed])
  }

  @Test func whereAPhoneMovesInItsAckWhileTheCallIsResumedItsPeerIsTold() {
    var call = Self.held()
    call.run(.resume, .reanswered(.other, Bodies.other), .reoffered(.other, nil))
    #expect(call.run(.reanswered(.own, Bodies.own)).notices.isEmpty, "its ACK is still to come")
    call.run(.acknowledged(.other, Bodies.phone(50_006)), .timer(.glare))
    let told = call.run(.reanswered(.other, Bodies.phone(50_006)))
    #expect(told.descriptions(.own).first?.audio?.port == 50_006)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.resumed])
  }

  @Test func aRefusalByTheOtherSideLeavesTheCallAsItWas() {
    var call = Call.connected()
    let actions = call.run(.hold, .reinviteRefused(.other, Self.refused))
    #expect(
      actions.notices == [
        .changeFailed(
          Outcome(
            .connected, .remoteFailure, .mediaNegotiationFailure,
            .changeFault(.other, .refused(status: 488), isHold: true)))
      ])
    #expect(call.canHold && call.isConnected)
  }

  @Test func aRefusalByTheOwnPhoneIsUndoneAtTheOtherSide() {
    var call = Call.connected()
    let undo = call.run(.hold, .reanswered(.other, Bodies.other), .reinviteRefused(.own, Self.refused))
    #expect(undo.descriptions(.other).first?.isOpen == true)
    let end = call.run(.reanswered(.other, Bodies.other))
    guard case .changeFailed(let outcome)? = end.notices.first else {
      Issue.record("no failure")
      return
    }
    #expect(outcome.code == .localFailure)
    #expect(call.canHold)
  }

  @Test func aResumeTheOwnPhoneRefusesLeavesBothStopped() {
    var call = Self.held()
    let undo = call.run(.resume, .reanswered(.other, Bodies.other), .reinviteRefused(.own, Self.refused))
    #expect(undo.descriptions(.other).first?.isOpen == false)
    let end = call.run(.reanswered(.other, Bodies.other))
    guard case .changeFailed? = end.notices.first else {
      Issue.record("no failure")
      return
    }
    #expect(call.canResume && call.isConnected)
    #expect(call.own.isStopped && call.other.isStopped)
  }

  @Test func glareIsTriedAgainAndThenGivenUp() {
    var call = Call.connected()
    call.run(.hold)
    for _ in 0..<5 {
      let actions = call.run(.reinviteRefused(.other, Refusal(status: 491)))
      guard case .startTimer(.glare, let delay)? = actions.first else {
        Issue.record("no timer")
        return
      }
      #expect(delay >= .milliseconds(2100) && delay <= .milliseconds(4000))
      #expect(call.run(.timer(.glare)).descriptions(.other).count == 1)
    }
    guard case .changeFailed? = call.run(.reinviteRefused(.other, Refusal(status: 491))).notices.first else {
      Issue.record("it goes on for ever")
      return
    }
    #expect(call.canHold)
  }

  @Test func aPhonesOwnChangeIsSettledFirst() {
    var call = Call.connected()
    call.run(.reoffered(.own, Bodies.phone(41_000)))
    let waiting = call.run(.hold)
    #expect(waiting.descriptions(.other).isEmpty)
    #expect(waiting.has(.startTimer(.glare, .milliseconds(100))))
    call.run(.reanswered(.other, Bodies.other), .acknowledged(.own, nil))
    #expect(call.run(.timer(.glare)).descriptions(.other).first?.audio?.port == 41_000)
  }

  @Test(arguments: [LegID.own, .other]) func whileHeldAPhonesOfferIsAnsweredHere(leg: LegID) {
    var call = Self.held()
    let actions = call.run(.reoffered(leg, Bodies.phone(45_000)))
    #expect(actions.descriptions(leg.peer).isEmpty)
    #expect(actions.descriptions(leg).first?.lines.contains("a=inactive") == true)
    call.run(.acknowledged(leg, nil))
    // What it said is not forgotten when the call is resumed.
    let resumed = call.run(.resume) + call.run(.reanswered(.other, Bodies.phone(45_000)))
    #expect(resumed.descriptions(leg.peer).contains { $0.audio?.port == 45_000 })
  }

  @Test(arguments: [LegID.own, .other]) func aByeInTheMiddleEndsBoth(leg: LegID) {
    for steps in 0...2 {
      var call = Call.connected()
      call.run(.hold)
      if steps > 0 { call.run(.reanswered(.other, Bodies.other)) }
      if steps > 1 { call.run(.reanswered(.own, Bodies.own)) }
      let actions = call.run(.hungUp(leg))
      #expect(actions.has(.bye(leg.peer)))
      #expect(actions.notices.count == 1)
      if steps == 0, leg == .own {
        // The 200 to the re-INVITE still comes and must be acknowledged.
        #expect(call.run(.reanswered(.other, Bodies.other)).has(.acknowledge(.other, nil)))
      }
    }
  }

  @Test func stopWhileAReinviteIsOut() {
    var call = Call.connected()
    call.run(.hold)
    let actions = call.run(.stop)
    #expect(actions.has(.bye(.own)) && actions.has(.bye(.other)))
    #expect(actions.notices == [.disconnected(.endedByUser)])
    #expect(call.run(.reinviteRefused(.other, Refusal(status: 487))).isEmpty)
  }

  @Test func aLegThatIsGoneEndsTheCall() {
    var call = Call.connected()
    let actions = call.run(.hold, .reinviteRefused(.other, Refusal(status: 481)))
    #expect(actions.has(.bye(.own)))
    #expect(actions.notices.count == 1)
  }

  @Test func holdAndResumeOnlyInTheirState() {
    var ringing = Call.test()
    ringing.run(.start)
    #expect(ringing.run(.hold).isEmpty && ringing.run(.resume).isEmpty)
    var call = Call.connected()
    #expect(call.run(.resume).isEmpty)
    var held = Self.held()
    #expect(held.run(.hold).isEmpty)
  }
}
