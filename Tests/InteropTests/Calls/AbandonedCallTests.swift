import Foundation
import InteropSupport
import Testing

/// Calls that are being set up when the server is killed: its successor ends them at every telephone.
@Suite("Set-ups across a crash", .timeLimit(.minutes(4)))
struct AbandonedCallTests {
  /// Kills the server, and checks that its successor knows of the end.
  private func crash(_ stage: CallStage) throws {
    stage.hasCrashed = true
    let successor = try Successor(stage, crashing: true)
    defer { if successor.server.process.isRunning { successor.server.crash() } }
    #expect(try successor.get(stage.invitation)["state"] as? String == "Failed")
    try Eventually.holds("no leg is left", within: 10) {
      successor.server.process.signal(SIGUSR1)
      return successor.server.process.text(.error).contains("workline census calls=0 legs=0 ")
    }
    successor.server.stop()
  }

  @Test func whileTheOwnPhoneRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.ringUntilCancelled)
      try stage.start()
      try own.waitForMessage("180") { $0.status == 180 }
      try crash(stage)
      try stage.expect(own, Flow.cancelled)
    }
  }

  @Test func whileTheOtherSideRings() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.ringUntilCancelled)
      try stage.start()
      try other.waitForMessage("180") { $0.status == 180 }
      try crash(stage)
      try stage.expect(other, Flow.cancelled)
      let flow = try own.outcome(within: 20).flow
      // Its ACK may have been lost with the process, so it gets another.
      #expect(flow == Flow.ownAnswers + [">ACK"] + Flow.ended)
    }
  }

  @Test func answeredAtThatMoment() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerCrossingCancel)
      try stage.start()
      try own.waitForMessage("180") { $0.status == 180 }
      try crash(stage)
      try stage.expect(own, [">INVITE", "<180 INVITE", ">CANCEL", "<200 CANCEL", "<200 INVITE", ">ACK"] + Flow.ended)
    }
  }

  @Test func anInviteThatWasSentAgainWithCredentials() async throws {
    let credentials = ["username": "\"workline\"", "password": "\"secret\""]
    try await onStage(.init { $0.own = credentials }) { stage in
      let own = try stage.ownPhone(.challengeUserAgent) { $0.ring = 20_000 }
      try stage.start()
      try own.waitForMessage("180") { $0.status == 180 }
      try crash(stage)
      // The refused one is cancelled too: nobody knows whether it was.
      try own.waitForMessage("CANCEL of the second") { $0.method == "CANCEL" && $0.header("CSeq") == "3 CANCEL" }
      let second = own.messages().last { $0.method == "INVITE" }
      let cancel = own.messages().first { $0.header("CSeq") == "3 CANCEL" }
      #expect(second?.header("CSeq") == "3 INVITE" && second?.header("Via") == cancel?.header("Via"))
    }
  }

  @Test func aCallerWhoWaits() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.ringUntilCancelled)
      let caller = try stage.caller(SIPpScenario("call-refused"))
      try stage.incoming()
      try own.waitForMessage("180") { $0.status == 180 }
      try crash(stage)
      try stage.expect(own, Flow.cancelled)
      let flow = try caller.outcome(within: 20).flow
      #expect(flow.contains(">503 INVITE"), "\(flow)")
    }
  }
}
