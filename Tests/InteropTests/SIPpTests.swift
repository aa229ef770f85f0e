import InteropSupport
import Testing

@Suite("SIPp scenarios among themselves", .serialized, .timeLimit(.minutes(3)))
struct SIPpTests {
  @Test(arguments: SIPpPair.all)
  func scenarioPlaysItsFlow(pair: SIPpPair) async throws {
    let (phone, caller) = try await onOwnThread {
      let phone = try SIPp.phone(
        pair.phone,
        .init {
          $0.ring = pair.ring
          $0.talk = pair.phoneTalk
          $0.timeout = 8
        })
      let caller = try SIPp.caller(
        pair.caller, to: phone.port,
        .init {
          $0.ring = 100
          $0.talk = pair.callerTalk
          $0.timeout = 8
          $0.arguments = pair.callerArguments
        })
      return (try phone.outcome(within: 12), try caller.outcome(within: 12))
    }
    #expect(phone.succeeded, "\(phone.errors)")
    #expect(caller.succeeded, "\(caller.errors)")
    #expect(phone.statistics?.successful == 1)
    #expect(phone.messages.flow == pair.flow)
  }

  @Test func answerMirrorsTheOffersDirection() async throws {
    let outcome = try await onOwnThread {
      let phone = try SIPp.phone(.answer)
      _ = try SIPp.caller(SIPpScenario("call-controller"), to: phone.port).outcome(within: 10)
      return try phone.outcome(within: 10)
    }
    let answers = outcome.messages.filter { $0.status == 200 && $0.transactionMethod == "INVITE" }
    #expect(answers.map { $0.body.contains("a=inactive") } == [true, false])
    #expect(answers.last?.body.contains("a=sendrecv") == true)
  }

  @Test func refusalCarriesItsHeader() async throws {
    let outcome = try await onOwnThread {
      let phone = try SIPp.phone(.reject("503 Service Unavailable", header: "Reason: Q.850;cause=34"))
      _ = try SIPp.caller(SIPpScenario("call-refused"), to: phone.port).outcome(within: 10)
      return try phone.outcome(within: 10)
    }
    #expect(outcome.messages.first { $0.status == 503 }?.header("reason") == "Q.850;cause=34")
  }

  @Test func unpredictablePhonesSurviveABurst() async throws {
    let outcome = try await onOwnThread {
      // The caller never gives up, so the share that rings until cancelled is taken out.
      let phones = try SIPp.phone(
        SIPpScenario("unpredictable", replacing: ["less_than\" value=\"30\"": "less_than\" value=\"25\""]),
        .init {
          $0.calls = nil
          $0.tracesMessages = false
        })
      let callers = try SIPp.caller(
        SIPpScenario("call-tolerant"), to: phones.port,
        .init {
          $0.calls = 60
          $0.rate = 30
          $0.talk = 300
          $0.tracesMessages = false
        })
      let caller = try callers.outcome(within: 20)
      return (caller, phones.stop())
    }
    #expect(outcome.0.succeeded, "\(outcome.0.errors)")
    #expect(outcome.1.statistics?.failed == 0, "\(outcome.1.errors)")
    #expect(outcome.1.statistics?.successful == 60)
  }

  @Test func fastPhonesCarryLoad() async throws {
    let outcome = try await onOwnThread {
      let phones = try SIPp.phone(
        .fastB,
        .init {
          $0.calls = nil
          $0.tracesMessages = false
        })
      let callers = try SIPp.caller(
        SIPpScenario("call-offerless"), to: phones.port,
        .init {
          $0.calls = 1_000
          $0.rate = 500
          $0.tracesMessages = false
        })
      return (try callers.outcome(within: 20), phones.stop())
    }
    #expect(outcome.0.succeeded, "\(outcome.0.errors.suffix(2_000))")
    #expect(outcome.1.statistics?.failed == 0)
  }

  @Test func everyScenarioSaysWhatItDoes() throws {
    let names = SIPpScenario.allNames()
    #expect(names.count > 25)
    for name in names {
      let text = try SIPpScenario(name).text()
      #expect(text.contains("<!--") && text.contains("<scenario name=\"\(name)\">"), "\(name)")
    }
  }
}
