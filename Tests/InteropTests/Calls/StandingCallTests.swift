import InteropSupport
import Testing

/// Calls that are up when the server is killed: its successor has them under control.
@Suite("Standing calls across a crash", .timeLimit(.minutes(4)))
struct StandingCallTests {
  @Test func heldResumedAndStopped() async throws {
    try await onStage { stage in
      let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.answer))
      try stage.connect()
      let call = try stage.link("phoneAudio", of: stage.invitation)
      let successor = try Successor(stage, crashing: true)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      #expect(try successor.get(stage.invitation)["state"] as? String == "Connected")
      #expect(try successor.get(call)["state"] as? String == "Connected")
      try successor.perform("holdPhoneAudio", of: call, until: "resumePhoneAudio")
      try successor.perform("resumePhoneAudio", of: call, until: "holdPhoneAudio")
      try successor.perform("stopPhoneAudio", of: call, until: nil)
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.ended)
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      try successor.end()
    }
  }

  @Test func takenOverBefore() async throws {
    try await onStage { stage in
      let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.answer))
      let third = try stage.thirdPhone(.answer)
      try stage.connect()
      let call = try stage.link("phoneAudio", of: stage.invitation)
      _ = try stage.takeOver()
      #expect(try stage.completed().status == "Success")
      try stage.expect(own, Flow.own)
      let successor = try Successor(stage, crashing: true)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      #expect(try successor.get(call)["state"] as? String == "Connected")
      try successor.perform("stopPhoneAudio", of: call, until: nil)
      #expect(try other.outcome(within: 20).succeeded)
      #expect(try third.outcome(within: 20).succeeded)
      try successor.end()
    }
  }

  @Test(arguments: [true, false]) func aPhoneHangsUp(own isOwn: Bool) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(isOwn ? .answerThenHangUp : .answer) { $0.talk = 4_000 }
      let other = try stage.otherPhone(isOwn ? .answer : .answerThenHangUp) { $0.talk = 4_000 }
      try stage.connect()
      let call = try stage.link("phoneAudio", of: stage.invitation)
      let successor = try Successor(stage, crashing: true)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      try Eventually.holds("the end", within: 15) { try successor.get(call)["state"] as? String == "Disconnected" }
      #expect(try own.outcome(within: 20).succeeded)
      #expect(try other.outcome(within: 20).succeeded)
      try successor.end()
    }
  }

  @Test func aHeldCallThatCameIn() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      #expect(try stage.change("holdPhoneAudio") == nil)
      let call = try stage.link("phoneAudio", of: stage.invitation)
      let successor = try Successor(stage, crashing: true)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      #expect(try successor.link("resumePhoneAudio", of: call) != nil)
      #expect(try successor.link("holdPhoneAudio", of: call) == nil)
      let from = (try successor.get(stage.invitation)["_embedded"] as? [String: Any])?["from"] as? [String: Any]
      #expect(from?["uri"] as? String == "tel:" + CallStage.otherNumber)
      try successor.perform("resumePhoneAudio", of: call, until: "holdPhoneAudio")
      try successor.perform("stopPhoneAudio", of: call, until: nil)
      #expect(try own.outcome(within: 20).succeeded)
      #expect(try caller.outcome(within: 20).succeeded)
      try successor.end()
    }
  }

  @Test func whatOthersTookGoesOnWithoutTheUser() async throws {
    try await onStage(CallStage.Settings { $0.forward = ["--to", CallStage.thirdNumber] }) { stage in
      try stage.takePhoneAudio()
      let third = try stage.thirdPhone(.answerThenHangUp) { $0.talk = 4_000 }
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Failed Failure Informational/ConnectedElsewhere")
      let successor = try Successor(stage, crashing: true)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      #expect(try successor.get(stage.invitation)["state"] as? String == "Failed")
      #expect(try third.outcome(within: 20).succeeded)
      #expect(try caller.outcome(within: 20).succeeded)
      try successor.end()
    }
  }
}
