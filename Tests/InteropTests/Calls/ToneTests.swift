import InteropSupport
import Media
import Testing

/// Audible progress: what the own phone hears until it talks, and when.
@Suite("Audible progress", .timeLimit(.minutes(4)))
struct ToneTests {
  private static let tones = CallStage.Settings { $0.user = ["--tones", "on"] }

  /// Strength of a frequency in packets of PCMU, 1 is full scale.
  private static func level(of hertz: Double, in packets: ArraySlice<RTPCapture.Packet>) -> Double {
    let samples = packets.flatMap(\.payload).map { G711.pcmu.decode($0) }
    return ToneAnalyzer.level(of: hertz, in: WaveFile(sampleRate: 8_000, samples: samples))
  }

  /// A recording in parts of 100 ms, in which each of the frequencies has whole periods.
  private static func parts(of audio: WaveFile) -> [WaveFile] {
    let size = audio.sampleRate / 10
    return stride(from: 0, through: audio.samples.count - size, by: size).map {
      WaveFile(sampleRate: audio.sampleRate, samples: Array(audio.samples[$0..<$0 + size]))
    }
  }

  @Test func ringbackBeginsAtOnceAndEndsBeforeTheJoin() async throws {
    try await onStage(Self.tones) { stage in
      let audio = try RTPCapture()
      let own = try stage.ownPhone(.answer.withMedia(at: audio.port))
      let other = try stage.otherPhone(.answer) { $0.ring = 1_500 }
      try stage.connect()
      try stage.stopPhoneAudio()
      let a = try stage.expect(own, Flow.own)
      let b = try stage.expect(other, Flow.other)
      let packets = audio.read()
      let first = try #require(packets.first)
      let last = try #require(packets.last)
      let rang = try #require(b.messages.first { $0.status == 180 }).time
      let delay = first.time - rang
      // SIPp looks at its clock when the 180 has left.
      #expect(delay > -0.05 && delay < 0.2, "ringback came \(delay * 1_000) ms after the 180")
      #expect(packets.count > 50 && packets.allSatisfy { $0.payloadType == 0 && $0.payload.count == 160 })
      for hertz in [440.0, 480] { #expect(Self.level(of: hertz, in: packets[5..<45]) > 0.1) }
      // Nothing is sent once the own phone is told where the other side is.
      let join = try #require(a.messages.filter { $0.method == "INVITE" }.dropFirst().first).time
      #expect(last.time <= join, "a tone \(last.time - join) s after the join")
      #expect(a.received("INVITE", with: "a=inactive") == [false, false])
    }
  }

  @Test func aRecordedSoftphoneHearsRingbackAndThenOnlyTheOtherSide() async throws {
    try await onStage(Self.tones) { stage in
      let own = try Baresip(user: CallStage.ownNumber, hertz: 700, port: stage.ports.own)
      let other = try Baresip(user: CallStage.otherNumber, hertz: 1_000, answering: .manual, port: stage.ports.other)
      try stage.start()
      try other.waitForEvent("CALL_INCOMING")
      try Eventually.holds("ringback at \(own.uri)", within: 15) {
        guard let heard = try? own.heard(), heard.duration > 1 else { return false }
        return [440.0, 480].allSatisfy { ToneAnalyzer.level(of: $0, in: heard) > 0.05 }
      }
      try other.answer()
      #expect(try stage.completed().status == "Success")
      try own.waitToHear(1_000, within: 15)
      try other.waitToHear(700, within: 15)
      try stage.stopPhoneAudio()
      try own.waitForEvent("CALL_CLOSED")
      try other.waitForEvent("CALL_CLOSED")
      let parts = Self.parts(of: try #require(try own.heard()))
      let begin = try #require(parts.firstIndex { ToneAnalyzer.level(of: 1_000, in: $0) > 0.3 })
      // The part in which it begins may have the end of the ringback in it.
      let talk = parts[(begin + 1)...]
      #expect(!talk.isEmpty)
      for hertz in [440.0, 480] {
        let loudest = talk.map { ToneAnalyzer.level(of: hertz, in: $0) }.max() ?? 0
        #expect(loudest < 0.04, "\(hertz) Hz at \(loudest) while talking")
      }
      own.stop()
      other.stop()
    }
  }

  @Test func busyIsHeardForSomeSecondsAfterTheCallHasFailed() async throws {
    try await onStage(Self.tones) { stage in
      let audio = try RTPCapture()
      let own = try stage.ownPhone(.answer.withMedia(at: audio.port))
      let other = try stage.otherPhone(.reject("486 Busy Here"))
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/Busy")
      let a = try stage.expect(own, Flow.ownAlone)
      let b = try stage.expect(other, Flow.refused(486))
      let packets = audio.read()
      let refused = try #require(b.messages.first { $0.status == 486 }).time
      let bye = try #require(a.messages.first { $0.method == "BYE" }).time
      #expect(bye - refused > 2.8, "the tone lasts three seconds, but was cut after \(bye - refused)")
      #expect(try #require(packets.last).time <= bye)
      #expect(packets.count > 100)
      for hertz in [480.0, 620] { #expect(Self.level(of: hertz, in: packets[2..<22]) > 0.1) }
      #expect(Self.level(of: 440, in: packets[2..<22]) < 0.02)
    }
  }

  @Test func aFailureIsHeardAsCongestionUntilThePhoneHangsUp() async throws {
    try await onStage(Self.tones) { stage in
      let own = try Baresip(user: CallStage.ownNumber, hertz: 700, port: stage.ports.own)
      let other = try stage.otherPhone(.reject("404 Not Found"))
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/DestinationNotFound")
      try own.hangUp()
      try own.waitForEvent("CALL_CLOSED")
      try stage.expect(other, Flow.refused(404))
      own.stop()
    }
  }

  @Test func withoutTonesTheOwnPhoneIsOfferedHeldAudio() async throws {
    try await onStage { stage in
      let audio = try RTPCapture()
      let own = try stage.ownPhone(.answer.withMedia(at: audio.port))
      let other = try stage.otherPhone(.answer) { $0.ring = 300 }
      try stage.connect()
      try stage.stopPhoneAudio()
      let a = try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
      #expect(a.received("INVITE", with: "a=inactive") == [true, false])
      #expect(audio.read().isEmpty)
    }
  }
}
