import InteropSupport
import Testing

/// Trunks that will not take an INVITE without an offer.
@Suite("INVITE without an offer", .timeLimit(.minutes(4)))
struct OfferlessTests {
  @Test(arguments: ["488 Not Acceptable Here", "415 Unsupported Media Type", "400 Bad Request"])
  func refusalLeadsToAnOfferAndIsRemembered(status: String) async throws {
    try await onStage { stage in
      let other = try stage.otherPhone(
        SIPpScenario("refuse-offerless", replacing: ["SIP/2.0 488 Not Acceptable Here": "SIP/2.0 \(status)"])
      ) { $0.calls = 3 }
      let own = try stage.ownPhone(.answer)
      let offered = Flow.ownAnswers + Flow.join + Flow.join + Flow.ended
      try stage.connect()
      #expect(stage.states == "Connecting Alerting Connected")
      try stage.stopPhoneAudio()
      let first = try stage.expect(own, offered)
      // The first re-INVITE asks for an offer, the second one brings the answer.
      #expect(first.received("INVITE", with: "m=audio") == [true, false, true])
      #expect(first.received("ACK", with: "a=inactive") == [false, true, false])

      let ownAgain = try stage.ownPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(ownAgain, offered)
      let seen = try stage.expect(other, Flow.refused(Int(status.prefix(3)) ?? 0) + Flow.other + Flow.other)
      #expect(seen.received("INVITE", with: "m=audio") == [false, true, true])
      // What the own phone offered while it was held must not keep the other side held.
      #expect(seen.received("INVITE", with: "a=inactive") == [false, false, false])
      #expect(seen.received("ACK", with: "v=0") == [false, false, false])
    }
  }

  @Test func neverSentIfTheTrunkSaysSo() async throws {
    try await onStage(.init { $0.other = ["offerlessInvite": "\"never\""] }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      let seen = try stage.expect(other, Flow.other)
      #expect(seen.received("INVITE", with: "m=audio") == [true])
    }
  }

  @Test func otherSideIsToldWhenTheOwnPhoneMoves() async throws {
    try await onStage(.init { $0.other = ["offerlessInvite": "\"never\""] }) { stage in
      let own = try stage.ownPhone(.moving)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      let seen = try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      let far = try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.ended)
      let said = seen.messages.filter { $0.status == 200 && $0.transactionMethod == "INVITE" }.suffix(2)
      let heard = far.messages.filter { $0.method == "INVITE" }
      #expect(heard.map { Self.audioPort($0) } == said.map { Self.audioPort($0) })
      #expect(Self.audioPort(heard[0]) != Self.audioPort(heard[1]))
    }
  }

  @Test func cancelWhileTheOwnPhoneIsAskedForAnOffer() async throws {
    try await onStage(.init { $0.other = ["offerlessInvite": "\"never\""] }) { stage in
      let own = try stage.ownPhone(.joinSlowly)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      try own.waitForMessage("re-INVITE") { $0.status == 100 }
      try stage.cancel()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      try stage.expect(
        own,
        Flow.ownAnswers + [">INVITE", "<100 INVITE"] + Flow.ended
          + [">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"])
      #expect(other.unread() == [])
    }
  }

  @Test func cancelCrossedByTheOwnPhonesOffer() async throws {
    try await onStage(.init { $0.other = ["offerlessInvite": "\"never\""] }) { stage in
      let own = try stage.ownPhone(.joinCrossingBye)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      try own.waitForMessage("re-INVITE") { $0.status == 100 }
      try stage.cancel()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      let seen = try stage.expect(
        own, Flow.ownAnswers + [">INVITE", "<100 INVITE", ">BYE", "<200 INVITE", ">ACK", "<200 BYE"])
      // The 200 held an offer, so the ACK must hold an answer, even to a call that is over.
      #expect(seen.received("ACK", with: "m=audio") == [false, true])
      #expect(other.unread() == [])
    }
  }

  private static func audioPort(_ message: SIPTracedMessage) -> Substring? {
    message.body.split(separator: "\n").first { $0.hasPrefix("m=audio ") }?.split(separator: " ")[1]
  }

  @Test func refusalIsFinalIfTheTrunkSaysSo() async throws {
    try await onStage(.init { $0.other = ["offerlessInvite": "\"always\""] }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.reject("488 Not Acceptable Here"))
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/MediaNegotiationFailure")
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(other, Flow.refused(488))
    }
  }
}
