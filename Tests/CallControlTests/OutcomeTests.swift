import Testing

@testable import CallControl

/// The outcome table of docs/call-flows.md, row by row.
@Suite struct OutcomeTests {
  static let own: [(Int, InvitationPhase, OutcomeSubcode)] = [
    (486, .failed, .busy), (600, .failed, .busy), (408, .failed, .timeout), (480, .failed, .timeout),
    (603, .declined, .declined), (403, .declined, .declined), (404, .failed, .unreachable),
    (500, .failed, .unreachable), (503, .failed, .unreachable), (488, .failed, .mediaNegotiationFailure),
  ]
  static let other: [(Int, InvitationPhase, OutcomeSubcode)] = [
    (486, .failed, .busy), (600, .failed, .busy), (603, .declined, .declined), (607, .declined, .declined),
    (608, .declined, .declined), (408, .failed, .timeout), (480, .failed, .temporarilyUnavailable),
    (404, .failed, .destinationNotFound), (484, .failed, .destinationNotFound), (604, .failed, .destinationNotFound),
    (410, .failed, .unreachable), (503, .failed, .unreachable), (606, .failed, .mediaNegotiationFailure),
    (403, .failed, .unreachable),
  ]

  @Test(arguments: own)
  func ownPhone(status: Int, phase: InvitationPhase, subcode: OutcomeSubcode) throws {
    var call = Call.test()
    call.run(.start)
    let actions = call.run(.refused(.own, Refusal(status: status)))
    let outcome = try #require(actions.failure)
    #expect(outcome.phase == phase)
    #expect(outcome.code == .localFailure)
    #expect(outcome.subcode == subcode)
    guard case .refused(.own, _, let refusal) = outcome.text else { return #expect(Bool(false)) }
    #expect(refusal.status == status)
    #expect(actions.last == .finish)
  }

  @Test(arguments: other)
  func otherSide(status: Int, phase: InvitationPhase, subcode: OutcomeSubcode) throws {
    var call = Call.test { $0.mayFallBack = false }
    call.run(.start, .answered(.own, Bodies.own))
    let actions = call.run(.refused(.other, Refusal(status: status)))
    let outcome = try #require(actions.failure)
    #expect(outcome.phase == phase)
    #expect(outcome.code == .remoteFailure)
    #expect(outcome.subcode == subcode)
    #expect(actions.has(.bye(.own)))
    #expect(call.run(.byeCompleted(.own)).last == .finish)
  }

  @Test func aCauseOfTheTelephoneNetworkIsNamed() throws {
    var call = Call.test()
    call.run(.start)
    let outcome = try #require(call.run(.refused(.own, Refusal(status: 503, phrase: "Unavailable", cause: 34))).failure)
    #expect(outcome.subcode == .pstnCallFailed)
    guard case .refused(.own, .unreachable, let refusal) = outcome.text else { return #expect(Bool(false)) }
    #expect(refusal.cause == 34)
  }

  @Test func ringTimeouts() throws {
    var call = Call.test()
    call.run(.start)
    let own = call.run(.timer(.ringOwn))
    #expect(own.failure?.code == .localFailure && own.failure?.subcode == .timeout)
    #expect(own.has(.cancel(.own)))
    #expect(call.run(.refused(.own, Refusal(status: 487))).last == .finish)

    call = Call.test()
    call.run(.start, .answered(.own, Bodies.own))
    let other = call.run(.timer(.ringOther))
    #expect(other.failure?.code == .remoteFailure && other.failure?.subcode == .timeout)
    #expect(other.has(.cancel(.other)) && other.has(.bye(.own)))
  }

  @Test func audioThatCannotBeJoined() throws {
    var call = Call.test()
    call.run(.start, .answered(.own, Bodies.own), .answered(.other, Bodies.other))
    let actions = call.run(.reinviteRefused(.own, Refusal(status: 488)))
    #expect(actions.failure?.subcode == .mediaNegotiationFailure)
    // The other side's 200 held an offer: it is acknowledged with every stream refused, then ended.
    #expect(actions.descriptions(.other)[0].audio?.port == 0)
    #expect(actions.has(.bye(.own)) && actions.has(.bye(.other)))
  }
}
