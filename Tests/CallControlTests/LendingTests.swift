import Testing

@testable import CallControl

/// Attended transfer between two calls of one phone. The first is with B at port 50,000, the second with C at 60,000.
@Suite struct LendingTests {
  /// Both calls, with what the SIP layer would do between them.
  struct Calls {
    var first = Call.connected()
    var second: Call
    var lastOfSecond: [CallAction] = []

    init(isSecondHeld: Bool = false) {
      second = .test()
      second.run(.start, .answered(.own, Bodies.phone(40_010)), .answered(.other, Bodies.phone(60_000)))
      second.run(.reanswered(.own, Bodies.phone(40_010)))
      if isSecondHeld {
        second.run(
          .hold, .reanswered(.other, Bodies.phone(60_000)), .reanswered(.own, Bodies.phone(40_010)))
      }
    }

    @discardableResult mutating func join() -> [CallAction] {
      let leg = second.other
      lastOfSecond = second.run(.lend)
      return run(.transferTo(leg))
    }

    @discardableResult mutating func run(_ event: CallEvent) -> [CallAction] {
      let actions = first.run(event)
      for case .settleLoan(let leg) in actions {
        lastOfSecond = second.run(leg.map { .loanReturned($0) } ?? .loanKept)
      }
      return actions
    }
  }

  static let refused = Refusal(status: 488)

  @Test func theTwoOthersAreJoinedAndThePhoneIsReleasedFromBoth() {
    var calls = Calls()
    let begun = calls.join()
    #expect(begun.notices == [.replacing(.transfer(by: .own))])
    #expect(begun.has(.reportTransfer(.own, status: 100)))
    #expect(begun.descriptions(.other).first?.audio?.port == 60_000)
    #expect(!calls.second.canHold && !calls.second.canLend && !calls.second.canReplace)
    let aligning = calls.run(.reanswered(.other, Bodies.other))
    #expect(aligning.descriptions(.new).first?.audio?.port == 50_000)
    let done = calls.run(.reanswered(.new, Bodies.phone(60_000)))
    #expect(done.notices == [.replaced(.transfer(by: .own))] && done.has(.bye(.new)) && calls.first.isDetached)
    #expect(calls.lastOfSecond.notices == [.replaced(.transfer(by: .own))])
    #expect(calls.lastOfSecond.has(.bye(.own)) && !calls.lastOfSecond.has(.bye(.other)))
    #expect(calls.second.run(.byeCompleted(.own)).has(.finish))
    calls.first.run(.byeCompleted(.new))
    #expect(calls.first.run(.hungUp(.other)).has(.bye(.own)), "C's leg is the first call's now")
  }

  @Test func aRefusalByBPutsBothBack() {
    var calls = Calls()
    calls.join()
    let failed = calls.run(.reinviteRefused(.other, Self.refused))
    #expect(!failed.has(.bye(.new)) && failed.notices.count == 1 && calls.first.canHold)
    // Nothing was said to C, so nothing has to be said now.
    #expect(calls.lastOfSecond.notices.count == 1 && calls.second.canHold && calls.second.canLend)
    #expect(calls.lastOfSecond.descriptions(.other).isEmpty)
  }

  @Test(arguments: [false, true]) func aRefusalByCPutsBothBack(isHeld: Bool) {
    var calls = Calls(isSecondHeld: isHeld)
    calls.join()
    calls.run(.reanswered(.other, Bodies.other))
    let failed = calls.run(.reinviteRefused(.new, Self.refused))
    #expect(failed.descriptions(.other).first?.audio?.port == 40_000, "B talks to the own phone again")
    calls.run(.reanswered(.other, Bodies.other))
    #expect(calls.first.canHold)
    // C refused, so that it still sends where it did.
    #expect(isHeld ? calls.second.canResume : calls.second.canHold)
  }

  @Test func cThatWasToldIsToldAgain() {
    var calls = Calls()
    calls.join()
    calls.run(.reanswered(.other, Bodies.other))
    // B hangs up while C is being told where it is.
    let end = calls.run(.hungUp(.other))
    #expect(end.has(.bye(.own)) && !end.has(.bye(.new)))
    #expect(calls.second.isConnected && calls.second.other.isReinviting)
    calls.second.run(.reanswered(.other, Bodies.phone(60_000)))
    let again = calls.second.run(.timer(.glare))
    #expect(again.descriptions(.other).first?.audio?.port == 40_010)
    calls.second.run(.reanswered(.other, Bodies.phone(60_000)))
    #expect(calls.second.run(.reanswered(.own, Bodies.phone(40_010))).notices == [.resumed])
  }

  @Test func cHangsUpMeanwhile() {
    var calls = Calls()
    calls.join()
    calls.run(.hungUp(.new))
    #expect(calls.lastOfSecond.notices.contains(.disconnected(.endedBy(.other))))
    #expect(calls.lastOfSecond.has(.bye(.own)))
    calls.run(.reanswered(.other, Bodies.other))
    calls.run(.reanswered(.other, Bodies.other))
    #expect(calls.first.canHold)
  }

  @Test func thePhoneHangsUpBothAtOnce() {
    var calls = Calls()
    calls.join()
    #expect(calls.second.run(.hungUp(.own)).notices.isEmpty)
    #expect(calls.run(.hungUp(.own)).notices.isEmpty)
    calls.run(.reanswered(.other, Bodies.other))
    calls.run(.reanswered(.new, Bodies.phone(60_000)))
    #expect(calls.lastOfSecond.notices == [.replaced(.transfer(by: .own))] && calls.lastOfSecond.has(.finish))
    #expect(calls.first.isConnected)
  }

  @Test func theLendingCallIsStoppedMeanwhile() {
    for isKept in [false, true] {
      var calls = Calls()
      calls.join()
      let stopped = calls.second.run(.stop)
      #expect(stopped.has(.bye(.own)) && !stopped.has(.bye(.other)))
      #expect(stopped.notices == [.disconnected(.endedByUser)])
      calls.second.run(.byeCompleted(.own))
      if isKept {
        calls.run(.reanswered(.other, Bodies.other))
        calls.run(.reanswered(.new, Bodies.phone(60_000)))
        #expect(calls.lastOfSecond.has(.finish) && calls.lastOfSecond.notices.isEmpty)
      } else {
        calls.run(.reinviteRefused(.other, Self.refused))
        #expect(calls.lastOfSecond.has(.bye(.other)))
        #expect(calls.second.run(.byeCompleted(.other)).has(.finish))
      }
    }
  }

  @Test func theServerStops() {
    var calls = Calls()
    calls.join()
    calls.run(.shutdown)
    // C is the second call's again, which ends it.
    #expect(calls.second.run(.shutdown).has(.bye(.other)))
  }
}
