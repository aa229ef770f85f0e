import InteropSupport
import Testing

/// The server is stopped by SIGTERM with calls under way: no phone may be left behind.
@Suite("Stopping the server", .timeLimit(.minutes(2)))
struct StoppingTests {
  @Test func whileACallStands() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.terminate()
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
      let end = stage.log.events.last { $0.rel == "phoneAudio" }
      #expect(end?.summary == "updated phoneAudio Disconnected ServiceFailure/CallTerminated")
      #expect(end?.message == "The server is being stopped.")
    }
  }

  @Test func whileTheOwnPhoneRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.ringUntilCancelled)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      try own.waitForMessage("180") { $0.status == 180 }
      try stage.terminate()
      try stage.expect(own, Flow.cancelled)
      #expect(other.unread() == [])
      try expectFailed(stage)
    }
  }

  @Test func whileTheOtherSideRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.ringUntilCancelled)
      try stage.start()
      try stage.waitForState("Alerting")
      try stage.terminate()
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(other, Flow.cancelled)
      try expectFailed(stage)
    }
  }

  @Test func whileTheOtherSideAnswers() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answerCrossingCancel)
      try stage.start()
      try stage.waitForState("Alerting")
      try stage.terminate()
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(
        other, [">INVITE", "<180 INVITE", ">CANCEL", "<200 CANCEL", "<200 INVITE", ">ACK"] + Flow.ended)
      try expectFailed(stage)
    }
  }

  @Test func aPhoneThatIsGoneHoldsItUpForTheShutdownTimeOnly() async throws {
    try await onStage(.init { $0.timeouts = ["shutdown": 1] }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      own.process.kill()
      let mute = try UDPPort(stage.ports.own)
      try stage.terminate(givingUp: true)
      #expect(mute.unread().first?.hasPrefix("BYE ") == true)
      try stage.expect(other, Flow.other)
    }
  }

  private func expectFailed(_ stage: CallStage) throws {
    let end = try stage.completed(within: 2)
    #expect(end.summary == "completed phoneAudioInvitation Failed Failure ServiceFailure/CallTerminated")
  }
}
