import InteropSupport
import Testing

/// The user continues his call on another of his phones.
@Suite("Takeover", .timeLimit(.minutes(4)))
struct TakeoverTests {
  @Test func theNewPhoneTakesOverAndTheOldOneIsReleased() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.answer)
      try stage.connect()
      let invitation = try stage.takeOver()
      let end = try stage.completed()
      #expect(end.status == "Success" && end.state == "Connected" && end.href == invitation)
      #expect(end.links["replacesPhoneAudio"] != nil && end.links["cancel"] == nil)
      let a = try stage.expect(own, Flow.own)
      #expect(try stage.offers("holdPhoneAudio") && stage.offers("replaceWithPhoneAudio"))
      #expect(try stage.change("holdPhoneAudio") == nil)
      #expect(try stage.change("resumePhoneAudio") == nil)
      try stage.stopPhoneAudio()
      // The other side noticed nothing but a re-INVITE, which names the new phone, in the session it knows.
      let b = try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.ended)
      let c = try stage.expect(third, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      #expect(c.messages[0].header("From")?.contains(CallStage.otherNumber) == true)
      let origins = b.messages.filter { $0.direction == .received }
        .flatMap { $0.body.split(whereSeparator: \.isNewline) }.filter { $0.hasPrefix("o=") }
        .compactMap { $0.split(separator: " ").dropFirst().first }
      #expect(origins.count == 4 && Set(origins).count == 1)
      #expect(a.messages.filter { $0.method == "BYE" && $0.direction == .received }.count == 1)
    }
  }

  @Test(arguments: [("486 Busy Here", "LocalFailure/Busy"), ("603 Decline", "LocalFailure/Declined")])
  func aNewPhoneThatRefusesLeavesTheCallAsItWas(status: String, reason: String) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.reject(status))
      try stage.connect()
      _ = try stage.takeOver()
      let end = try stage.completed()
      #expect(end.status == "Failure" && end.reason == reason)
      #expect(try stage.offers("replaceWithPhoneAudio") && stage.offers("holdPhoneAudio"))
      try stage.stopPhoneAudio()
      #expect(try third.outcome(within: 20).succeeded)
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func cancelledWhileTheNewPhoneRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.ringUntilCancelled)
      try stage.connect()
      let invitation = try stage.takeOver()
      #expect(try !stage.offers("replaceWithPhoneAudio") && !stage.offers("holdPhoneAudio"))
      try stage.cancel(invitation)
      let end = try stage.completed()
      #expect(end.state == "Cancelled" && end.reason == "Informational/Canceled")
      try stage.expect(third, Flow.cancelled)
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func theOldPhoneHangsUpWhileTheNewOneRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerThenHangUp) { $0.talk = 500 }
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.answer) { $0.ring = 1_500 }
      try stage.connect()
      _ = try stage.takeOver()
      let end = try stage.completed()
      #expect(end.status == "Success")
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.hangsUp)
      try stage.stopPhoneAudio()
      try stage.expect(third, Flow.other)
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.ended)
    }
  }

  @Test func stoppedWhileTheNewPhoneRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.ringUntilCancelled)
      try stage.connect()
      _ = try stage.takeOver()
      try stage.stopPhoneAudio()
      #expect(try stage.completed().status == "Failure")
      try stage.waitForDisconnected()
      try stage.expect(third, Flow.cancelled)
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func glareWithTheOtherSideIsTriedAgain() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.glareOnce)
      let third = try stage.thirdPhone(.answer)
      try stage.connect()
      _ = try stage.takeOver()
      #expect(try stage.completed().status == "Success")
      try stage.expect(own, Flow.own)
      try stage.stopPhoneAudio()
      try stage.expect(other, Flow.ownAnswers + [">INVITE", "<491 INVITE", ">ACK"] + Flow.join + Flow.ended)
      try stage.expect(third, Flow.other)
    }
  }

  @Test func aHeldCallIsTalkingAgainOnTheNewPhone() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.answer)
      try stage.connect()
      #expect(try stage.change("holdPhoneAudio") == nil)
      _ = try stage.takeOver()
      #expect(try stage.completed().status == "Success")
      #expect(try stage.offers("holdPhoneAudio") && !stage.offers("resumePhoneAudio"))
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      try stage.stopPhoneAudio()
      let b = try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      #expect(b.received("INVITE", with: "a=sendrecv").last == true)
      try stage.expect(third, Flow.other)
    }
  }
}
