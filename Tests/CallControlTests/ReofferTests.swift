import Testing

@testable import CallControl

@Suite struct ReofferTests {
  @Test(arguments: [LegID.own, .other])
  func aPhonesOfferIsPassedOn(leg: LegID) {
    var call = Call.connected()
    let passed = call.run(.reoffered(leg, Bodies.phone(43_000)))
    #expect(passed.descriptions(leg.peer)[0].audio?.port == 43_000)
    let answered = call.run(.reanswered(leg.peer, Bodies.phone(44_000)))
    #expect(answered.has(.acknowledge(leg.peer, nil)))
    #expect(answered.descriptions(leg)[0].audio?.port == 44_000)
    #expect(call.run(.reoffered(leg, Bodies.phone(45_000))).descriptions(leg.peer).count == 1)
  }

  @Test func anOfferlessReinviteFetchesThePeersOffer() {
    var call = Call.connected()
    #expect(call.run(.reoffered(.own, nil)).has(.reinvite(.other, nil)))
    #expect(call.run(.reanswered(.other, Bodies.phone(44_000))).descriptions(.own)[0].audio?.port == 44_000)
    #expect(call.run(.acknowledged(.own, Bodies.phone(43_000))).descriptions(.other)[0].audio?.port == 43_000)
    #expect(call.own.negotiation == .stable && call.other.negotiation == .stable)
  }

  @Test func byeInTheMiddleAcknowledgesWhatWasOwed() {
    var call = Call.connected()
    call.run(.reoffered(.own, nil), .reanswered(.other, Bodies.phone(44_000)))
    let actions = call.run(.hungUp(.own))
    #expect(actions.descriptions(.other)[0].audio?.port == 0)
    #expect(actions.has(.bye(.other)))
  }

  @Test func glareAndRefusalLeaveTheCallAsItWas() {
    var call = Call.connected()
    call.run(.reoffered(.own, Bodies.phone(43_000)))
    #expect(call.run(.reoffered(.other, Bodies.phone(44_000))) == [.respond(.other, status: 491, nil)])
    #expect(call.run(.reinviteRefused(.other, Refusal(status: 488))) == [.respond(.own, status: 488, nil)])
    #expect(call.isConnected)
  }

  @Test func garbageIsRefused() {
    var call = Call.connected()
    #expect(call.run(.reoffered(.own, Array("hello".utf8))) == [.respond(.own, status: 488, nil)])
  }

  @Test func aPhoneThatIsGoneEndsTheCall() {
    var call = Call.connected()
    call.run(.reoffered(.own, Bodies.phone(43_000)))
    let actions = call.run(.reinviteRefused(.other, Refusal(status: 481)))
    #expect(actions.has(.bye(.own)))
    #expect(actions.notices.count == 1)
  }

  @Test func beforeTheCallIsUpTheOwnPhoneIsAnsweredWithHeldAudio() {
    var call = Call.test()
    call.run(.start, .answered(.own, Bodies.own), .provisional(.other, status: 180))
    let answer = call.run(.reoffered(.own, Bodies.own)).descriptions(.own)[0]
    #expect(answer.lines.contains("a=inactive"))
  }
}
