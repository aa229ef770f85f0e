import InteropSupport
import Media
import Testing

/// Confirmation by key: the other side is called only after the key was pressed on the own phone.
@Suite("Confirmation by key", .timeLimit(.minutes(4)))
struct ConfirmationTests {
  private static let settings = CallStage.Settings { $0.user = ["--confirm-key", "1"] }
  private static let hurried = CallStage.Settings {
    $0.user = ["--confirm-key", "1"]
    $0.timeouts = ["confirmation": 1.5]
  }
  private static let key = ["<INFO", ">200 INFO"]

  @Test(arguments: [true, false]) func pressed(relay: Bool) async throws {
    try await onStage(Self.settings) { stage in
      let own = try stage.ownPhone(.presses("1", relay: relay)) { $0.talk = 300 }
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      let a = try stage.expect(own, Flow.ownAnswers + Self.key + Flow.join + Flow.ended)
      let b = try stage.expect(other, Flow.other)
      // The key comes 300 ms after the phone has answered.
      let answered = try #require(a.messages.first { $0.method == "ACK" }).time
      let called = try #require(b.messages.first).time - answered
      #expect(called > 0.25, "the other side was called \(called) s after the own phone answered")
    }
  }

  @Test func pressedAfterTwoWrongOnes() async throws {
    try await onStage(Self.settings) { stage in
      let own = try stage.ownPhone(.presses("931")) { $0.talk = 50 }
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.ownAnswers + Self.key + Self.key + Self.key + Flow.join + Flow.ended)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func wrongThreeTimes() async throws {
    try await onStage(Self.settings) { stage in
      let own = try stage.ownPhone(.presses("93#")) { $0.talk = 50 }
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      #expect(try stage.outcome() == "Declined Failure LocalFailure/Declined")
      try stage.expect(own, Flow.ownAnswers + Self.key + Self.key + Self.key + Flow.ended)
      #expect(other.unread() == [], "the other side was called")
    }
  }

  @Test func notPressed() async throws {
    try await onStage(Self.hurried) { stage in
      let audio = try RTPCapture()
      let own = try stage.ownPhone(.answer.withMedia(at: audio.port))
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/Timeout")
      try stage.expect(own, Flow.ownAlone)
      #expect(other.unread() == [], "the other side was called")
      let samples = audio.read().flatMap(\.payload).map { G711.pcmu.decode($0) }
      let prompt = WaveFile(sampleRate: 8_000, samples: Array(samples.prefix(2_400)))
      #expect(ToneAnalyzer.level(of: 1_000, in: prompt) > 0.05, "two beeps ask for the key")
    }
  }

  @Test func hungUpWhileItIsAwaited() async throws {
    try await onStage(Self.settings) { stage in
      let own = try Baresip(user: CallStage.ownNumber, hertz: 700, port: stage.ports.own)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      try own.waitToHear(1_000, lastSeconds: 0.1, within: 15)
      try own.hangUp()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      try own.waitForEvent("CALL_CLOSED")
      #expect(other.unread() == [])
      own.stop()
    }
  }

  @Test func cancelledWhileItIsAwaited() async throws {
    try await onStage(Self.settings) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      try own.waitForMessage("its ACK") { $0.method == "ACK" }
      try stage.cancel()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      try stage.expect(own, Flow.ownAlone)
      #expect(other.unread() == [])
    }
  }

  @Test func pressedInTheAudio() async throws {
    try await onStage(Self.settings) { stage in
      let audio = try RTPCapture()
      let own = try stage.ownPhone(.answer.withMedia(at: audio.port))
      let other = try stage.otherPhone(.answer)
      try stage.start()
      try own.waitForMessage("its ACK") { $0.method == "ACK" }
      let target = try Self.audioPort(of: own)
      // A wrong key, whose end comes three times, then the right one; each is one key.
      for (key, timestamp) in [("7", 8_000), ("1", 16_000)] as [(Character, UInt32)] {
        for isEnd in [false, false, true, true, true] {
          audio.send(try Self.event(key, isEnd: isEnd, timestamp: timestamp), to: target)
        }
      }
      #expect(try stage.completed().status == "Success")
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func pressedOnASoftphone() async throws {
    try await onStage(Self.settings) { stage in
      let own = try Baresip(user: CallStage.ownNumber, hertz: 700, port: stage.ports.own)
      let other = try stage.otherPhone(.answer)
      try stage.start()
      try own.waitToHear(1_000, lastSeconds: 0.1, within: 15)
      try own.press("1")
      #expect(try stage.completed().status == "Success")
      try stage.stopPhoneAudio()
      try own.waitForEvent("CALL_CLOSED")
      try stage.expect(other, Flow.other)
      own.stop()
    }
  }

  /// Where the server wants the own phone's audio.
  private static func audioPort(of phone: SIPp) throws -> UInt16 {
    let invite = try phone.waitForMessage("INVITE") { $0.method == "INVITE" }
    let line = try #require(invite.body.split(separator: "\n").first { $0.hasPrefix("m=audio ") })
    return try #require(UInt16(line.split(separator: " ")[1]))
  }

  private static func event(_ key: Character, isEnd: Bool, timestamp: UInt32) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: RTPPacket.headerSize)
    let header = RTPPacket(payloadType: 101, marker: false, sequence: 1, timestamp: timestamp, ssrc: 4_711)
    bytes.withUnsafeMutableBytes { header.write(to: $0) }
    return bytes + (try #require(TelephoneEvent(key: key, isEnd: isEnd, duration: 800)).payload)
  }
}
