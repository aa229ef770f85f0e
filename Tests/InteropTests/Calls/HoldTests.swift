import InteropSupport
import Testing

/// Hold and resume by the application, against telephones that take it, refuse it, or do something else at that moment.
@Suite("Hold and resume", .timeLimit(.minutes(4)))
struct HoldTests {
  static let failed = "RemoteFailure/MediaNegotiationFailure"

  @Test func bothSidesAreStoppedAndOpenedAgain() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      #expect(try stage.change("holdPhoneAudio") == nil)
      #expect(try stage.offers("resumePhoneAudio") && !stage.offers("holdPhoneAudio"))
      #expect(try stage.change("resumePhoneAudio") == nil)
      #expect(try stage.offers("holdPhoneAudio") && !stage.offers("resumePhoneAudio"))
      try stage.stopPhoneAudio()
      let a = try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.ended)
      let b = try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      #expect(a.received("INVITE", with: "a=inactive") == [true, false, true, false])
      #expect(b.received("INVITE", with: "a=inactive") == [false, true, false])
    }
  }

  @Test func otherSideRefusesToBeHeld() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.refusesJoin("488 Not Acceptable Here"))
      try stage.connect()
      #expect(try stage.change("holdPhoneAudio") == Self.failed)
      #expect(try stage.offers("holdPhoneAudio"), "it is as it was")
      #expect(try stage.change("holdPhoneAudio") == nil)
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      try stage.expect(other, Flow.ownAnswers + [">INVITE", "<488 INVITE", ">ACK"] + Flow.join + Flow.ended)
    }
  }

  @Test func ownPhoneRefusesToBeHeld() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.refusesReinvite(2, "488 Not Acceptable Here"))
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      #expect(try stage.change("holdPhoneAudio") == "LocalFailure/MediaNegotiationFailure")
      #expect(try stage.offers("holdPhoneAudio"))
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.ownAnswers + Flow.join + [">INVITE", "<488 INVITE", ">ACK"] + Flow.ended)
      // Stopped, and opened again when the own phone refused.
      let b = try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      #expect(b.received("INVITE", with: "a=inactive") == [false, true, false])
    }
  }

  @Test func otherSideRefusesToBeResumed() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.refusesReinvite(2, "500 Server Internal Error"))
      try stage.connect()
      try stage.change("holdPhoneAudio")
      #expect(try stage.change("resumePhoneAudio") == Self.failed)
      #expect(try stage.offers("resumePhoneAudio"))
      #expect(try stage.change("resumePhoneAudio") == nil)
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.ended)
      try stage.expect(
        other, Flow.ownAnswers + Flow.join + [">INVITE", "<500 INVITE", ">ACK"] + Flow.join + Flow.ended)
    }
  }

  @Test func ownPhoneRefusesToBeResumed() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.refusesReinvite(3, "488 Not Acceptable Here"))
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.change("holdPhoneAudio")
      #expect(try stage.change("resumePhoneAudio") == "LocalFailure/MediaNegotiationFailure")
      #expect(try stage.offers("resumePhoneAudio"))
      try stage.stopPhoneAudio()
      #expect(try own.outcome(within: 20).succeeded)
      let b = try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.ended)
      #expect(b.received("INVITE", with: "a=inactive") == [false, true, false, true], "stopped again")
    }
  }

  @Test func holdCrossesTheOtherSidesHold() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.glareBoth)
      try stage.connect()
      // Refuses ours with 491 while its own is answered with 491; ours is sent again after 2.1 to 4 s.
      #expect(try stage.change("holdPhoneAudio") == nil)
      try stage.stopPhoneAudio()
      #expect(try own.outcome(within: 20).succeeded)
      let b = try other.outcome(within: 20)
      #expect(b.succeeded, "\(b.errors)")
      #expect(b.messages.flow.contains(">491 INVITE"))
    }
  }

  @Test func holdIsTriedAgainAfterGlare() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.glareOnce)
      try stage.connect()
      #expect(try stage.change("holdPhoneAudio") == nil)
      try stage.stopPhoneAudio()
      let b = try stage.expect(other, Flow.ownAnswers + [">INVITE", "<491 INVITE", ">ACK"] + Flow.join + Flow.ended)
      let offers = b.messages.filter { $0.method == "INVITE" && $0.direction == .received }
      let pause = (offers.last?.time ?? 0) - (offers.dropLast().last?.time ?? 0)
      #expect(pause > 2 && pause < 6, "RFC 3261, 14.1: \(pause)")
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
    }
  }

  @Test func holdCrossesTheOtherSidesBye() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.joinHungUp)
      try stage.connect()
      try stage.beginChange("holdPhoneAudio")
      #expect(try stage.waitForDisconnected() == "The other side hung up.")
      #expect(try other.outcome(within: 20).succeeded)
      try stage.expect(own, Flow.own)
    }
  }

  @Test(arguments: [SIPpScenario.joinSlowly, .joinCrossingBye])
  func stopWhileTheReinviteIsPending(scenario: SIPpScenario) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(scenario)
      try stage.connect()
      try stage.beginChange("holdPhoneAudio")
      try stage.stopPhoneAudio()
      try stage.waitForDisconnected()
      let b = try other.outcome(within: 20)
      #expect(b.succeeded, "\(b.errors)")
      try stage.expect(own, Flow.own)
    }
  }
}
