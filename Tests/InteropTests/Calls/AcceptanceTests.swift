import Glibc
import InteropSupport
import Testing

/// Real telephones, connected by the command that users have.
@Suite("workline call", .timeLimit(.minutes(4)))
struct AcceptanceTests {
  private static let ownTone = 440.0
  private static let otherTone = 1_000.0

  @Test func softphonesHearEachOtherUntilTheOtherSideHangsUp() async throws {
    try await onStage { stage in
      let own = try Self.softphone(CallStage.ownNumber, Self.ownTone, stage.ports.own)
      let other = try Self.softphone(CallStage.otherNumber, Self.otherTone, stage.ports.other)
      let command = try Self.call(stage)
      try command.waitForLine(containing: "connected", within: 20)
      try Self.expectAudioBothWays(own, other)
      try other.hangUp()
      let output = try command.waitForExit(within: 20)
      #expect(output.succeeded, "\(output)")
      #expect(output.standardOutput.contains("The other side hung up."), "\(output.standardOutput)")
      try own.waitForEvent("CALL_CLOSED")
      try other.waitForEvent("CALL_CLOSED")
      try Self.release(own, other)
    }
  }

  @Test func softphonesHearEachOtherUntilTheOwnPhoneHangsUp() async throws {
    try await onStage { stage in
      let own = try Self.softphone(CallStage.ownNumber, Self.ownTone, stage.ports.own)
      let other = try Self.softphone(CallStage.otherNumber, Self.otherTone, stage.ports.other)
      let command = try Self.call(stage)
      try command.waitForLine(containing: "connected", within: 20)
      try Self.expectAudioBothWays(own, other)
      try own.hangUp()
      let output = try command.waitForExit(within: 20)
      #expect(output.succeeded, "\(output)")
      #expect(output.standardOutput.contains("Your phone hung up."), "\(output.standardOutput)")
      try own.waitForEvent("CALL_CLOSED")
      try other.waitForEvent("CALL_CLOSED")
      try Self.release(own, other)
    }
  }

  @Test func softphonesAreLetGoByHangupAfter() async throws {
    try await onStage { stage in
      let own = try Self.softphone(CallStage.ownNumber, Self.ownTone, stage.ports.own)
      let other = try Self.softphone(CallStage.otherNumber, Self.otherTone, stage.ports.other)
      let command = try Self.call(stage, "--hangup-after", "3")
      try Self.expectAudioBothWays(own, other)
      let output = try command.waitForExit(within: 20)
      #expect(output.succeeded, "\(output)")
      try own.waitForEvent("CALL_CLOSED")
      try other.waitForEvent("CALL_CLOSED")
      try Self.release(own, other)
    }
  }

  @Test func softphoneHeldByItsKeyAndTakenBack() async throws {
    try await onStage { stage in
      let own = try Self.softphone(CallStage.ownNumber, Self.ownTone, stage.ports.own)
      let other = try Self.softphone(CallStage.otherNumber, Self.otherTone, stage.ports.other)
      let command = try Self.call(stage)
      try command.waitForLine(containing: "connected", within: 20)
      try Self.expectAudioBothWays(own, other)
      // Each phone is given a new description by hold, and by the end of it.
      try own.hold()
      try own.waitForEvent("CALL_REMOTE_SDP", count: 3)
      try other.waitForEvent("CALL_REMOTE_SDP", count: 2)
      try own.resume()
      try own.waitForEvent("CALL_REMOTE_SDP", count: 4)
      try other.waitForEvent("CALL_REMOTE_SDP", count: 3)
      try Self.expectAudioBothWays(own, other)
      try own.hangUp()
      #expect(try command.waitForExit(within: 20).succeeded)
      try other.waitForEvent("CALL_CLOSED")
      try Self.release(own, other)
    }
  }

  @Test func softphonesHeldByTheApplicationHearNothing() async throws {
    try await onStage { stage in
      let own = try Self.softphone(CallStage.ownNumber, Self.ownTone, stage.ports.own)
      let other = try Self.softphone(CallStage.otherNumber, Self.otherTone, stage.ports.other)
      try stage.connect()
      try Self.expectAudioBothWays(own, other)
      #expect(try stage.change("holdPhoneAudio") == nil)
      try own.waitForSilence(within: 15)
      try other.waitForSilence(within: 15)
      #expect(try stage.change("resumePhoneAudio") == nil)
      try Self.expectAudioBothWays(own, other)
      try stage.stopPhoneAudio()
      try own.waitForEvent("CALL_CLOSED")
      try other.waitForEvent("CALL_CLOSED")
      try Self.release(own, other)
    }
  }

  @Test func softphonesHearEachOtherAfterTheirSessionsWereRefreshed() async throws {
    let settings = CallStage.Settings {
      $0.timeouts = ["session": 4, "sessionMinimum": 1]
      $0.writesLadder = true
    }
    try await onStage(settings) { stage in
      let own = try Self.softphone(CallStage.ownNumber, Self.ownTone, stage.ports.own)
      let other = try Self.softphone(CallStage.otherNumber, Self.otherTone, stage.ports.other)
      try stage.connect()
      let before = try Self.refreshes(stage)
      try Eventually.holds("two refreshes on each side", within: 15) { try Self.refreshes(stage) >= before + 4 }
      try Self.expectAudioBothWays(own, other)
      try stage.stopPhoneAudio()
      try own.waitForEvent("CALL_CLOSED")
      try other.waitForEvent("CALL_CLOSED")
      try Self.release(own, other)
    }
  }

  /// The UPDATEs and INVITEs that the server has sent.
  private static func refreshes(_ stage: CallStage) throws -> Int {
    try stage.ladder().split(separator: "\n").count {
      $0.contains(" out ") && ($0.contains(" UPDATE sip:") || $0.contains(" INVITE sip:"))
    }
  }

  @Test func softphoneAnsweredByHandAfterRinging() async throws {
    try await onStage { stage in
      let own = try Self.softphone(CallStage.ownNumber, Self.ownTone, stage.ports.own, .manual)
      let other = try Self.softphone(CallStage.otherNumber, Self.otherTone, stage.ports.other, .manual)
      let command = try Self.call(stage)
      try own.waitForEvent("CALL_INCOMING")
      try own.answer()
      try other.waitForEvent("CALL_INCOMING")
      // Ctrl-C while the other side rings.
      command.signal(SIGINT)
      let output = try command.waitForExit(within: 20)
      #expect(output.end == .exited(code: 1), "\(output)")
      #expect(output.standardOutput.contains("cancelled"), "\(output.standardOutput)")
      try own.waitForEvent("CALL_CLOSED")
      try other.waitForEvent("CALL_CLOSED")
      try Self.release(own, other)
    }
  }

  @Test func sippOnBothSides() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer) { $0.ring = 300 }
      let other = try stage.otherPhone(.answer) { $0.ring = 300 }
      let output = try Self.call(stage, "--hangup-after", "0.5").waitForExit(within: 20)
      #expect(output.succeeded, "\(output)")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func sippBusy() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.ringThenReject("486 Busy Here"))
      let output = try Self.call(stage).waitForExit(within: 20)
      #expect(output.end == .exited(code: 1), "\(output)")
      #expect(output.standardOutput.contains("The other side is busy (SIP 486 Busy Here)"), "\(output.standardOutput)")
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(other, [">INVITE", "<180 INVITE", "<486 INVITE", ">ACK"])
    }
  }

  private static func softphone(
    _ number: String, _ hertz: Double, _ port: UInt16, _ answering: Baresip.Answering = .automatic
  ) throws -> Baresip {
    try Baresip(user: number, hertz: hertz, answering: answering, port: port)
  }

  private static func call(_ stage: CallStage, _ options: String...) throws -> ChildProcess {
    try ChildProcess(
      WorklineServer.program,
      ["call", "--server", "http://127.0.0.1:\(stage.server.httpPort)", "--user", CallStage.user]
        + ["--phone", CallStage.ownNumber] + options + [CallStage.otherNumber],
      environment: ["WORKLINE_TOKEN": stage.token])
  }

  private static func expectAudioBothWays(_ own: Baresip, _ other: Baresip) throws {
    let atOwn = try own.waitToHear(otherTone, within: 15)
    let atOther = try other.waitToHear(ownTone, within: 15)
    for tone in [atOwn, atOther] { #expect(tone.level > 0.4 && tone.purity > 0.9, "\(tone)") }
  }

  /// The ports are looked at after the call.
  private static func release(_ own: Baresip, _ other: Baresip) throws {
    own.stop()
    other.stop()
  }
}
