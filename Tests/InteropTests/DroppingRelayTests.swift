import InteropSupport
import Testing

@Suite("Dropping relay", .serialized, .timeLimit(.minutes(1)))
struct DroppingRelayTests {
  private func call(through conditions: DroppingRelay.Conditions, calls: Int) async throws
    -> (SIPp.Outcome, DroppingRelay.Counts)
  {
    try await onOwnThread {
      let phone = try SIPp.phone(SIPpScenario.answerAtOnce.lingering(seconds: 6), .init { $0.calls = nil })
      let relay = try DroppingRelay(to: phone.port, conditions: conditions)
      let caller = try SIPp.caller(
        SIPpScenario("call-through-relay"), to: relay.frontPort,
        .init {
          $0.calls = calls
          $0.rate = 20
        })
      return (try caller.outcome(within: 25), relay.counts)
    }
  }

  @Test func aPerfectNetworkChangesNothing() async throws {
    let (outcome, counts) = try await call(through: .init(), calls: 5)
    #expect(outcome.succeeded, "\(outcome.errors)")
    #expect(outcome.statistics?.retransmissions == 0)
    #expect(counts.received == 25 && counts.dropped == 0)
  }

  @Test func lossIsMadeGoodByRetransmission() async throws {
    let (outcome, counts) = try await call(
      through: .init {
        $0.drop = 0.15
        $0.duplicate = 0.2
        $0.delay = 0.1
        $0.seed = 11
      }, calls: 10)
    #expect(outcome.statistics?.successful == 10, "\(outcome.errors)")
    #expect(counts.dropped > 0, "\(counts)")
    #expect(counts.duplicated > 0, "\(counts)")
    #expect(counts.delayed > 0, "\(counts)")
  }
}
