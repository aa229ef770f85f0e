import Testing

@testable import CallControl

@Suite struct CallSetupTests {
  @Test func recordsBeforeAnythingRings() {
    var call = Call.test()
    let actions = call.run(.start)
    #expect(actions.first == .record(first: true))
    let invite = actions.firstIndex { if case .invite(.own, .some) = $0 { true } else { false } }
    let accept = actions.firstIndex(of: .accept)
    #expect(accept! < invite!)
    #expect(actions.descriptions(.own)[0].lines.contains("a=inactive"))
  }

  @Test func nothingRingsWhenTheRecordFails() {
    var call = Call.test()
    call.run(.start)
    let actions = call.run(.recordFailed)
    #expect(actions.count == 2)
    #expect(actions.last == .finish)
    guard case .refuse(let outcome) = actions[0] else { return #expect(Bool(false)) }
    #expect(outcome.subcode == .callbackChannelError)
  }

  @Test func joinsByFlowFour() {
    var call = Call.test()
    call.run(.start, .provisional(.own, status: 180))
    let called = call.run(.answered(.own, Bodies.own))
    #expect(called.has(.acknowledge(.own, nil)))
    #expect(called.has(.invite(.other, nil)))
    #expect(called.notices == [.ownPhoneAnswered])
    #expect(call.run(.provisional(.other, status: 180)).notices == [.progressed(.alerting)])
    #expect(call.run(.provisional(.other, status: 180)).isEmpty)
    let answered = call.run(.answered(.other, Bodies.other))
    #expect(!answered.contains { if case .acknowledge(.other, _) = $0 { true } else { false } })
    let offer = answered.descriptions(.own)[0]
    #expect(offer.audio == .init(address: "192.0.2.1", port: 50_000))
    #expect(offer.lines[1] == "o=- 1001 2 IN IP4 127.0.0.1")
    let joined = call.run(.reanswered(.own, Bodies.own))
    #expect(joined.descriptions(.other)[0].audio?.port == 40_000)
    #expect(joined.notices == [.connected])
    #expect(call.isConnected)
    #expect(!call.canCancel)
  }

  @Test(arguments: [400, 415, 488])
  func fallsBackToAnOfferWhereNoneIsRefused(status: Int) {
    var call = Call.test()
    call.run(.start, .answered(.own, Bodies.own))
    #expect(call.run(.refused(.other, Refusal(status: status))).has(.reinvite(.own, nil)))
    let called = call.run(.reanswered(.own, Bodies.phone(41_000)))
    #expect(called.descriptions(.own)[0].lines.contains("a=inactive"))
    #expect(called.descriptions(.other)[0].audio?.port == 41_000)
    #expect(called.descriptions(.other)[0].isOpen)
    let answered = call.run(.answered(.other, Bodies.other))
    #expect(answered.has(.rememberOfferRequired))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(call.run(.reanswered(.own, Bodies.phone(41_000))).notices == [.connected])
  }

  @Test func tellsTheOtherSideWhenTheOwnPhoneMoves() {
    var call = Call.test(offering: true)
    call.run(.start, .answered(.own, Bodies.own), .reanswered(.own, Bodies.phone(41_000)))
    call.run(.answered(.other, Bodies.other))
    let moved = call.run(.reanswered(.own, Bodies.phone(42_000)))
    #expect(moved.notices.isEmpty)
    #expect(moved.descriptions(.other)[0].audio?.port == 42_000)
    #expect(call.run(.reanswered(.other, Bodies.other)).notices == [.connected])
  }

  @Test func refusesOnlyOnceWithAnOffer() {
    var call = Call.test(offering: true)
    call.run(.start, .answered(.own, Bodies.own), .reanswered(.own, Bodies.own))
    let actions = call.run(.refused(.other, Refusal(status: 488)))
    #expect(actions.failure?.subcode == .mediaNegotiationFailure)
    #expect(actions.has(.bye(.own)))
  }

  @Test func waitsAfterGlareAndJoinsThen() {
    var call = Call.test()
    call.run(.start, .answered(.own, Bodies.own), .answered(.other, Bodies.other))
    let refused = call.run(.reinviteRefused(.own, Refusal(status: 491)))
    guard case .startTimer(.glare, let delay) = refused.first else { return #expect(Bool(false)) }
    #expect(delay >= .milliseconds(2100) && delay <= .milliseconds(4000))
    #expect(!call.run(.timer(.glare)).descriptions(.own).isEmpty)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.connected])
  }

  @Test func followsRedirectsOnceEachAndNotForEver() {
    var call = Call.test()
    call.run(.start, .answered(.own, Bodies.own))
    for number in 0..<5 {
      let contact = "sip:+1425555013\(number)@trunk.contoso.test"
      let actions = call.run(.refused(.other, Refusal(status: 302, contacts: [contact])))
      #expect(actions.has(.redirect([contact])))
      #expect(call.invitation == .forwarded)
      #expect(call.run(.redirectAccepted).has(.invite(.other, nil)))
    }
    let last = call.run(.refused(.other, Refusal(status: 302, contacts: ["sip:+14255550139@trunk.contoso.test"])))
    #expect(last.failure?.subcode == .unreachable)
  }

  @Test func refusesARedirectLoop() {
    var call = Call.test()
    let refusal = Refusal(status: 302, contacts: ["sip:+14255550139@trunk.contoso.test"])
    call.run(.start, .answered(.own, Bodies.own), .refused(.other, refusal), .redirectAccepted)
    #expect(call.run(.refused(.other, refusal)).failure != nil)
  }
}
