import InteropSupport
import Testing

/// Either side hangs up, at every moment.
@Suite("Hanging up", .timeLimit(.minutes(4)))
struct HangUpTests {
  @Test func ownPhoneWhileTheOtherSideRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerThenHangUp) { $0.talk = 300 }
      let other = try stage.otherPhone(.ringUntilCancelled)
      try stage.start()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      #expect(stage.states == "Connecting Alerting Cancelled")
      try stage.expect(own, Flow.ownAnswers + Flow.hangsUp)
      try stage.expect(other, Flow.cancelled)
    }
  }

  @Test func otherSideAnswersASecondAfterTheOwnPhoneHungUp() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerThenHangUp) { $0.talk = 300 }
      // Between the answers to CANCEL and to INVITE.
      let late = SIPpScenario(
        "answer-crossing-cancel",
        replacing: ["  <send retrans=\"500\">": "  <pause milliseconds=\"1000\"/>\n  <send retrans=\"500\">"])
      let other = try stage.otherPhone(late)
      try stage.start()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      try stage.expect(own, Flow.ownAnswers + Flow.hangsUp)
      let seen = try stage.expect(
        other, [">INVITE", "<180 INVITE", ">CANCEL", "<200 CANCEL", "<200 INVITE", ">ACK"] + Flow.ended)
      let answered = seen.messages.first { $0.status == 200 && $0.transactionMethod == "INVITE" }
      let cancelled = seen.messages.first { $0.method == "CANCEL" }
      #expect((answered?.time ?? 0) - (cancelled?.time ?? 0) > 0.9)
    }
  }

  @Test func ownPhoneInsteadOfTakingTheJoin() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.joinHungUp)
      let other = try stage.otherPhone(.answer)
      try stage.start()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      let seen = try own.outcome(within: 20)
      #expect(seen.succeeded, "\(seen.errors)")
      let flow = seen.messages.flow.filter { !$0.hasSuffix("CANCEL") }
      #expect(flow == Flow.ownAnswers + [">INVITE", "<100 INVITE"] + Flow.hangsUp + ["<487 INVITE", ">ACK"])
      let far = try stage.expect(other, Flow.other)
      #expect(far.received("ACK", with: "m=audio 0 ") == [true])
    }
  }

  @Test func ownPhoneInTheCall() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerThenHangUp) { $0.talk = 300 }
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      #expect(try stage.waitForDisconnected() == "Your phone hung up.")
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.hangsUp)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func otherSideInTheCall() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answerThenHangUp) { $0.talk = 300 }
      try stage.connect()
      #expect(try stage.waitForDisconnected() == "The other side hung up.")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.ownAnswers + Flow.hangsUp)
    }
  }

  @Test func application() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      #expect(try stage.waitForDisconnected() == "The call was ended by the application.")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func byesCrossOnBothLegs() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.byeCrossingBye)
      let other = try stage.otherPhone(.byeCrossingBye)
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.waitForDisconnected()
      let crossing = [">BYE", "<BYE", ">200 BYE", "<200 BYE"]
      try stage.expect(own, Flow.ownAnswers + Flow.join + crossing)
      try stage.expect(other, Flow.ownAnswers + crossing)
    }
  }

  @Test func bothPhonesAtOnce() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerThenHangUp) { $0.talk = 300 }
      let other = try stage.otherPhone(.answerThenHangUp) { $0.talk = 300 }
      try stage.connect()
      try stage.waitForDisconnected()
      // Who was first is up to chance: either BYE may meet the other one.
      for phone in [own, other] {
        let seen = try phone.outcome(within: 20)
        #expect(seen.succeeded, "\(seen.errors)")
        #expect(seen.messages.flow.filter { $0.hasSuffix("BYE") && !$0.contains("200") }.count >= 1)
      }
    }
  }
}
