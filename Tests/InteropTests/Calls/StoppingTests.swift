import Glibc
import InteropSupport
import Testing

/// The server is stopped by SIGTERM with calls under way: what stands goes on, and no phone is left ringing.
@Suite("Stopping the server", .timeLimit(.minutes(4)))
struct StoppingTests {
  @Test func aStandingCallIsLeftToTheNextServer() async throws {
    try await onStage { stage in
      let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.answer))
      try stage.connect()
      let call = try stage.link("phoneAudio", of: stage.invitation)
      let told = stage.log.events.count
      try stage.terminate()
      #expect(stage.server.process.text(.error).contains("are left to the next start of the server: 1\n"))
      #expect(stage.log.events.count == told, "an event told of the stop")
      let successor = try Successor(stage, crashing: false)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      #expect(try successor.get(call)["state"] as? String == "Connected")
      try successor.perform("holdPhoneAudio", of: call, until: "resumePhoneAudio")
      try successor.perform("resumePhoneAudio", of: call, until: "holdPhoneAudio")
      try successor.perform("stopPhoneAudio", of: call, until: nil)
      // Neither phone has noticed anything of the stop.
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.ended)
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      try successor.end()
    }
  }

  @Test func aSetupComesToItsEndAndNothingNewBegins() async throws {
    try await onStage(.init { $0.timeouts = ["shutdown": 10] }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer) { $0.ring = 4_000 }
      try stage.start()
      try stage.waitForState("Alerting")
      stage.server.process.signal(SIGTERM)
      try stage.waitUntilStopping()
      try expectRefused(try stage.startAnother())
      let caller = try stage.caller(SIPpScenario("call-refused")).outcome(within: 10)
      #expect(caller.flow == ["<INVITE", ">503 INVITE", "<ACK"])
      #expect(caller.messages.first { $0.startLine.contains(" 503 ") }?.header("Retry-After") == "5")
      #expect(try stage.server.process.waitForExit(within: 12).succeeded)
      let successor = try Successor(stage, crashing: false)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      #expect(try successor.get(stage.invitation)["state"] as? String == "Connected")
      let call = try #require(try successor.link("phoneAudio", of: stage.invitation))
      try successor.perform("stopPhoneAudio", of: call, until: nil)
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
      try successor.end()
    }
  }

  @Test func aCallThatComesInIsAnsweredAllTheSame() async throws {
    try await onStage(.init { $0.timeouts = ["shutdown": 10] }) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answer) { $0.ring = 2_000 }
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      try stage.incoming()
      stage.server.process.signal(SIGTERM)
      try stage.waitUntilStopping()
      #expect(try stage.server.process.waitForExit(within: 12).succeeded)
      let successor = try Successor(stage, crashing: false)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      #expect(try successor.get(stage.invitation)["state"] as? String == "Connected")
      let call = try #require(try successor.link("phoneAudio", of: stage.invitation))
      try successor.perform("holdPhoneAudio", of: call, until: "resumePhoneAudio")
      try successor.perform("stopPhoneAudio", of: call, until: nil)
      #expect(try own.outcome(within: 20).succeeded)
      #expect(try caller.outcome(within: 20).succeeded)
      try successor.end()
    }
  }

  @Test func aTakeoverIsWaitedFor() async throws {
    try await onStage(.init { $0.timeouts = ["shutdown": 10] }) { stage in
      let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.answer))
      let third = try stage.thirdPhone(.answer) { $0.ring = 2_000 }
      try stage.connect()
      let invitation = try stage.takeOver()
      stage.server.process.signal(SIGTERM)
      try stage.waitUntilStopping()
      #expect(try stage.server.process.waitForExit(within: 12).succeeded)
      try stage.expect(own, Flow.own)
      let successor = try Successor(stage, crashing: false)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      #expect(try successor.get(invitation)["state"] as? String == "Connected")
      let call = try #require(try successor.link("phoneAudio", of: invitation))
      try successor.perform("stopPhoneAudio", of: call, until: nil)
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.ended)
      try stage.expect(third, Flow.other)
      try successor.end()
    }
  }

  // MARK: What does not get up in time

  @Test func theOwnPhoneGoesOnRinging() async throws {
    try await onStage(Self.impatient) { stage in
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

  @Test func theOtherSideGoesOnRinging() async throws {
    try await onStage(Self.impatient) { stage in
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

  @Test func theOtherSideAnswersWhileItIsCancelled() async throws {
    try await onStage(Self.impatient) { stage in
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
    try await onStage(Self.impatient) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.ringUntilCancelled)
      try stage.start()
      try stage.waitForState("Alerting")
      own.process.kill()
      let mute = try UDPPort(stage.ports.own)
      try stage.terminate(givingUp: true)
      #expect(mute.unread().first?.hasPrefix("BYE ") == true)
      try stage.expect(other, Flow.cancelled)
    }
  }

  @Test func aSecondSignalEndsItAtOnce() async throws {
    try await onStage(.init { $0.timeouts = ["shutdown": 60] }) { stage in
      let own = try stage.ownPhone(.ringUntilCancelled)
      #expect(try stage.startAnother().status == 201)
      try own.waitForMessage("180") { $0.status == 180 }
      stage.server.process.signal(SIGTERM)
      try stage.waitUntilStopping()
      stage.server.process.signal(SIGINT)
      #expect(try stage.server.process.waitForExit(within: 5).end == .exited(code: 130))
      own.process.kill()
    }
  }

  // MARK: --drain

  @Test func drainingWaitsForTheLastCall() async throws {
    try await onStage(.init { $0.options = ["--drain"] }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      stage.server.process.signal(SIGTERM)
      try stage.waitUntilStopping()
      _ = try stage.server.process.waitForLine(containing: "Calls that are waited for: 1", in: .error, within: 5)
      try expectRefused(try stage.startAnother())
      try expectRefused(
        try stage.ask("transferPhoneAudio", #"{"to":"tel:\#(CallStage.thirdNumber)"}"#))
      try expectRefused(
        try stage.ask(
          "replaceWithPhoneAudio",
          #"{"phoneNumber":"tel:\#(CallStage.thirdNumber)","to":"tel:\#(CallStage.otherNumber)"}"#))
      #expect(try stage.change("holdPhoneAudio") == nil)
      #expect(try stage.change("resumePhoneAudio") == nil)
      #expect(stage.server.process.isRunning)
      try stage.stopPhoneAudio()
      let output = try stage.server.process.waitForExit(within: 5)
      #expect(output.succeeded && output.standardError.contains("The last call is over."))
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.ended)
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
    }
  }

  @Test func aPhoneMayNotTransferWhileTheServerDrains() async throws {
    try await onStage(.init { $0.options = ["--drain"] }) { stage in
      let target = "<sip:\(CallStage.thirdNumber)@127.0.0.1>"
      let own = try stage.ownPhone(.transfers(to: target, answer: 503)) { $0.talk = 1_500 }
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      stage.server.process.signal(SIGTERM)
      try stage.waitUntilStopping()
      try own.waitForMessage("the refusal") { $0.direction == .received && $0.startLine.contains(" 503 ") }
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.ownAnswers + Flow.join + ["<REFER", ">503 REFER"] + Flow.ended)
      try stage.expect(other, Flow.other)
      #expect(try stage.server.process.waitForExit(within: 5).succeeded)
    }
  }

  @Test func aSecondSignalLeavesTheCallsThatAreWaitedFor() async throws {
    try await onStage(.init { $0.options = ["--drain"] }) { stage in
      let (own, other) = (try stage.ownPhone(.answer), try stage.otherPhone(.answer))
      try stage.connect()
      stage.server.process.signal(SIGTERM)
      try stage.waitUntilStopping()
      try stage.terminate()
      #expect(stage.server.process.text(.error).contains("are left to the next start of the server: 1\n"))
      let successor = try Successor(stage, crashing: false)
      defer { if successor.server.process.isRunning { successor.server.crash() } }
      let call = try #require(try successor.link("phoneAudio", of: stage.invitation))
      try successor.perform("stopPhoneAudio", of: call, until: nil)
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
      try successor.end()
    }
  }

  // MARK: Parts

  private static let impatient = CallStage.Settings { $0.timeouts = ["shutdown": 1] }

  private func expectFailed(_ stage: CallStage) throws {
    let end = try stage.completed(within: 2)
    #expect(end.summary == "completed phoneAudioInvitation Failed Failure ServiceFailure/CallTerminated")
    #expect(end.message == "The server is being stopped.")
  }

  private func expectRefused(_ response: HTTPResponse) throws {
    #expect(response.status == 503 && response.header("Retry-After") == "5", "\(response.text)")
    #expect(response.text.contains("The server is about to stop or restart and takes no new calls."))
  }
}

extension CallStage {
  /// Awaits that the server has understood that it is to stop.
  fileprivate func waitUntilStopping() throws {
    try Eventually.holds("health says stopping", within: 5) {
      try connection.exchange("GET", "/health").text.contains(#""status":"stopping""#)
    }
  }

  /// Asks for a call beside the one there is.
  fileprivate func startAnother() throws -> HTTPResponse {
    try connection.exchange(
      driver.startCall(operationID: "another", phoneNumber: Self.ownNumber, to: Self.otherNumber))
  }

  /// Asks for an operation of the call by its link.
  fileprivate func ask(_ rel: String, _ json: String) throws -> HTTPResponse {
    try connection.exchange(driver.request("POST", link(rel, of: link("phoneAudio", of: invitation)), json: json))
  }
}
