import Testing

@testable import CallControl

@Suite struct CallEndingTests {
  /// Events up to every stage of a set-up.
  static let stages: [[CallEvent]] = [
    [.start],
    [.start, .provisional(.own, status: 180)],
    [.start, .answered(.own, Bodies.own)],
    [.start, .answered(.own, Bodies.own), .provisional(.other, status: 180)],
    [.start, .answered(.own, Bodies.own), .provisional(.other, status: 180), .answered(.other, Bodies.other)],
  ]

  @Test(arguments: stages.indices)
  func cancelEndsBothLegsAtEveryStage(stage: Int) {
    var call = Call.test()
    for event in Self.stages[stage] { _ = call.handle(event) }
    #expect(call.canCancel)
    let actions = call.run(.cancel)
    #expect(actions.failure == .cancelledByUser)
    #expect(!call.canCancel)
    #expect(call.run(.cancel).isEmpty)
  }

  @Test func aTwoHundredThatCrossesCancelIsAcknowledgedAndEnded() {
    var call = Call.test()
    call.run(.start, .cancel)
    let crossed = call.run(.answered(.own, Bodies.own))
    #expect(crossed.contains { if case .acknowledge(.own, _) = $0 { true } else { false } })
    #expect(crossed.has(.bye(.own)))
    #expect(call.run(.byeCompleted(.own)).last == .finish)
  }

  @Test func thePhoneThatAnswersASecondAfterTheOtherHungUp() {
    var call = Call.test()
    call.run(.start, .answered(.own, Bodies.own), .provisional(.other, status: 180))
    let hungUp = call.run(.hungUp(.own))
    #expect(hungUp.failure == .ownPhoneHungUp)
    #expect(hungUp.has(.cancel(.other)))
    let late = call.run(.answered(.other, Bodies.other))
    #expect(late.descriptions(.other)[0].audio?.port == 0)
    #expect(late.has(.bye(.other)))
    #expect(call.run(.byeCompleted(.other)).last == .finish)
  }

  @Test(arguments: [LegID.own, .other])
  func eitherSideEndsAStandingCall(leg: LegID) {
    var call = Call.connected()
    let actions = call.run(.hungUp(leg))
    guard case .disconnected(let outcome) = actions.notices.first else { return #expect(Bool(false)) }
    #expect(outcome.subcode == .callTerminated)
    #expect(outcome.text == .hungUp(leg))
    #expect(actions.has(.bye(leg.peer)))
    #expect(call.run(.byeCompleted(leg.peer)).last == .finish)
  }

  @Test func crossingByesEndOnce() {
    var call = Call.connected()
    #expect(call.run(.hungUp(.own)).has(.bye(.other)))
    #expect(call.run(.hungUp(.other)).isEmpty)
    #expect(call.run(.byeCompleted(.other)).last == .finish)
  }

  @Test func aLegThatNeverGoesAwayIsDropped() {
    var call = Call.connected()
    call.run(.stop)
    #expect(call.run(.timer(.releaseOwn)).has(.release(.own)))
    #expect(call.run(.timer(.releaseOther)).last == .finish)
  }

  @Test func anEndedApplicationCancelsOnlyWhatHasNotReachedTheOtherSide() {
    var early = Call.test()
    early.run(.start)
    #expect(early.run(.applicationEnded).failure == .applicationEnded)
    var late = Call.test()
    late.run(.start, .answered(.own, Bodies.own), .provisional(.other, status: 180))
    #expect(late.run(.applicationEnded).isEmpty)
    var up = Call.connected()
    #expect(up.run(.applicationEnded).isEmpty)
  }
}

extension Call {
  static func connected() -> Call {
    var call = Call.test()
    call.run(.start, .answered(.own, Bodies.own), .answered(.other, Bodies.other), .reanswered(.own, Bodies.own))
    return call
  }
}
