import InteropSupport
import Testing

/// Softphones hear whom they should after the call has moved: to another phone of the user, or to somebody else.
@Suite("Audio of moved calls", .timeLimit(.minutes(4)))
struct MovedAudioTests {
  private static let (own, other, third) = (440.0, 1_000.0, 700.0)

  /// Three softphones, each with a tone of its own; the first two are connected.
  private static func connect(_ stage: CallStage) throws -> (own: Baresip, other: Baresip, third: Baresip) {
    let phones = (
      own: try Baresip(user: CallStage.ownNumber, hertz: own, port: stage.ports.own),
      other: try Baresip(user: CallStage.otherNumber, hertz: other, port: stage.ports.other),
      third: try Baresip(user: CallStage.thirdNumber, hertz: third, port: stage.ports.third)
    )
    try stage.connect()
    try hear(phones.own, other)
    try hear(phones.other, own)
    return phones
  }

  private static func hear(_ phone: Baresip, _ hertz: Double) throws {
    let tone = try phone.waitToHear(hertz, within: 20)
    #expect(tone.level > 0.4 && tone.purity > 0.9, "\(tone)")
  }

  private static func release(_ phones: (own: Baresip, other: Baresip, third: Baresip)) {
    for phone in [phones.own, phones.other, phones.third] { phone.stop() }
  }

  @Test func theNewPhoneIsHeardAndHears() async throws {
    try await onStage { stage in
      let phones = try Self.connect(stage)
      _ = try stage.takeOver()
      #expect(try stage.completed().status == "Success")
      try phones.own.waitForEvent("CALL_CLOSED")
      try Self.hear(phones.third, Self.other)
      try Self.hear(phones.other, Self.third)
      try stage.stopPhoneAudio()
      try phones.third.waitForEvent("CALL_CLOSED")
      try phones.other.waitForEvent("CALL_CLOSED")
      Self.release(phones)
    }
  }

  @Test func aSoftphoneTransfersItsCall() async throws {
    try await onStage { stage in
      let phones = try Self.connect(stage)
      try phones.own.transfer(to: "sip:\(CallStage.thirdNumber)@127.0.0.1:\(stage.ports.third)")
      try stage.waitForDisconnected("Informational/Transferred")
      try phones.own.waitForEvent("CALL_CLOSED")
      try Self.hear(phones.third, Self.other)
      try Self.hear(phones.other, Self.third)
      try phones.third.hangUp()
      try phones.other.waitForEvent("CALL_CLOSED")
      Self.release(phones)
    }
  }

  @Test func theOtherSideTransfersItsCall() async throws {
    try await onStage { stage in
      let phones = try Self.connect(stage)
      try phones.other.transfer(to: "sip:\(CallStage.thirdNumber)@127.0.0.1:\(stage.ports.third)")
      try phones.other.waitForEvent("CALL_CLOSED")
      try Self.hear(phones.third, Self.own)
      try Self.hear(phones.own, Self.third)
      // It is the user's call still.
      try stage.stopPhoneAudio()
      try phones.third.waitForEvent("CALL_CLOSED")
      try phones.own.waitForEvent("CALL_CLOSED")
      Self.release(phones)
    }
  }
}
