import InteropSupport
import Testing

/// The application gives up, at every moment before the call is connected.
@Suite("Cancel", .timeLimit(.minutes(4)))
struct CancelTests {
  private static let cancelled = "Cancelled Failure Informational/Canceled"
  private static let tooLate =
    [">INVITE", "<180 INVITE", ">CANCEL", "<200 CANCEL", "<200 INVITE", ">ACK"] + Flow.ended

  @Test func beforeTheOwnPhoneHasRespondedAtAll() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(SIPpScenario.ringUntilCancelled.hesitating(400))
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      try own.waitForMessage("INVITE") { $0.method == "INVITE" }
      try stage.cancel()
      #expect(try stage.outcome() == Self.cancelled)
      // A CANCEL may not be sent before a provisional response (RFC 3261, 9.1), so it must follow the 180.
      try stage.expect(own, Flow.cancelled)
      #expect(other.unread() == [])
    }
  }

  @Test func whileTheOwnPhoneRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.ringUntilCancelled)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      try own.waitForMessage("180") { $0.status == 180 }
      try stage.cancel()
      #expect(try stage.outcome() == Self.cancelled)
      try stage.expect(own, Flow.cancelled)
      #expect(other.unread() == [])
    }
  }

  @Test func crossedByTheOwnPhonesAnswer() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerCrossingCancel)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      try own.waitForMessage("180") { $0.status == 180 }
      try stage.cancel()
      #expect(try stage.outcome() == Self.cancelled)
      try stage.expect(own, Self.tooLate)
      #expect(other.unread() == [])
    }
  }

  @Test func beforeTheOtherSideHasRespondedAtAll() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(SIPpScenario.ringUntilCancelled.hesitating(400))
      try stage.start()
      try other.waitForMessage("INVITE") { $0.method == "INVITE" }
      try stage.cancel()
      #expect(try stage.outcome() == Self.cancelled)
      try stage.expect(other, Flow.cancelled)
      try stage.expect(own, Flow.ownAlone)
    }
  }

  @Test func whileTheOtherSideRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.ringUntilCancelled)
      try stage.start()
      try stage.waitForState("Alerting")
      try stage.cancel()
      #expect(try stage.outcome() == Self.cancelled)
      #expect(stage.states == "Connecting Alerting Cancelled")
      try stage.expect(other, Flow.cancelled)
      try stage.expect(own, Flow.ownAlone)
    }
  }

  @Test func crossedByTheOtherSidesAnswer() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answerCrossingCancel)
      try stage.start()
      try stage.waitForState("Alerting")
      try stage.cancel()
      #expect(try stage.outcome() == Self.cancelled)
      let seen = try stage.expect(other, Self.tooLate)
      // Its 200 had an offer, so the ACK must have an answer: every stream refused.
      let acknowledgement = seen.messages.first { $0.method == "ACK" }
      #expect(acknowledgement?.body.contains("m=audio 0 ") == true, "\(acknowledgement?.body ?? "no ACK")")
      try stage.expect(own, Flow.ownAlone)
    }
  }

  @Test func whileTheJoinIsPending() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.joinSlowly)
      let other = try stage.otherPhone(.answer)
      try stage.start()
      try own.waitForMessage("re-INVITE") { $0.status == 100 }
      try stage.cancel()
      #expect(try stage.outcome() == Self.cancelled)
      try stage.expect(
        own,
        Flow.ownAnswers + [">INVITE", "<100 INVITE"] + Flow.ended
          + [">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"])
      let seen = try stage.expect(other, Flow.other)
      #expect(seen.messages.first { $0.method == "ACK" }?.body.contains("m=audio 0 ") == true)
    }
  }

  @Test func crossedByTheAnswerToTheJoin() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.joinCrossingBye)
      let other = try stage.otherPhone(.answer)
      try stage.start()
      try own.waitForMessage("re-INVITE") { $0.status == 100 }
      try stage.cancel()
      #expect(try stage.outcome() == Self.cancelled)
      try stage.expect(
        own, Flow.ownAnswers + [">INVITE", "<100 INVITE", ">BYE", "<200 INVITE", ">ACK", "<200 BYE"])
      try stage.expect(other, Flow.other)
    }
  }
}
