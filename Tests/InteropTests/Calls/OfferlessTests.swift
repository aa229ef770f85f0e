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
