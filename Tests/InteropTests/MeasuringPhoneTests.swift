import InteropSupport
import Testing

@Suite("Measuring phone", .serialized, .timeLimit(.minutes(1)))
struct MeasuringPhoneTests {
  @Test func answersAsLegA() async throws {
    let (outcome, rung, ended, answered) = try await onOwnThread {
      let phone = try MeasuringPhone(.own)
      let caller = try SIPp.caller(
        SIPpScenario("call-controller"), to: phone.port,
        .init {
          $0.calls = 20
          $0.rate = 50
          $0.dials = "+14255550101"
        })
      let outcome = try caller.outcome(within: 15)
      return (outcome, phone.rung, phone.ended, phone.lastAnswer(of: 14_255_550_101))
    }
    #expect(outcome.succeeded, "\(outcome.errors)")
    #expect(rung == 20 && ended == 20)
    #expect(answered != nil)
  }

  @Test func answersAsLegB() async throws {
    let (outcome, rings) = try await onOwnThread {
      let phone = try MeasuringPhone(.other)
      let caller = try SIPp.caller(
        SIPpScenario("call-offerless"), to: phone.port, .init { $0.dials = "+12125550102" })
      return (try caller.outcome(within: 15), phone.rings(of: 12_125_550_102))
    }
    #expect(outcome.succeeded, "\(outcome.errors)")
    #expect(rings == 1)
    #expect(outcome.flow.prefix(3) == ["<INVITE", ">180 INVITE", ">200 INVITE"])
  }

  @Test func hangsUpByItself() async throws {
    let (outcome, standing) = try await onOwnThread {
      let phone = try MeasuringPhone(.other, hangUpAfter: 0.1)
      let caller = try SIPp.caller(SIPpScenario("call-until-ended"), to: phone.port, .init { $0.calls = 5 })
      let outcome = try caller.outcome(within: 15)
      return (outcome, phone.standing)
    }
    #expect(outcome.succeeded, "\(outcome.errors)")
    #expect(standing == 0)
  }
}
