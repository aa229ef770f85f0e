import InteropSupport
import Testing

/// addPhoneAudio with real phones, and who counts as the one who was invited.
@Suite("Adding phone audio", .timeLimit(.minutes(2)))
struct AdditionTests {
  private static let operation = "phoneAudio/addPhoneAudio"

  /// A conversation whose call has failed: the other phone was busy.
  private static func begin(_ stage: CallStage) throws {
    let own = try stage.ownPhone(.answer)
    let other = try stage.otherPhone(.reject("486 Busy Here"))
    try stage.start()
    #expect(try stage.outcome() == "Failed Failure RemoteFailure/Busy")
    try stage.expect(own, Flow.ownAlone)
    try stage.expect(other, Flow.refused(486))
  }

  /// How the network may name the one who was called.
  private static let same = [
    "<sip:\(CallStage.otherNumber)@127.0.0.1>", "<tel:\(CallStage.otherNumber)>",
    #""Other" <sip:14255550102@gateway.contoso.test;user=phone>"#, "<sip:4255550102@127.0.0.1>",
  ]

  @Test(arguments: same) func whoWasInvitedStays(identity: String) async throws {
    try await onStage { stage in
      try Self.begin(stage)
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer.asserting(identity))
      try stage.connect(by: Self.operation)
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func whoeverElseAnswersIsInAConversationOfHisOwn() async throws {
    try await onStage { stage in
      try Self.begin(stage)
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer.asserting(#""Pat" <sip:\#(CallStage.thirdNumber)@127.0.0.1>"#))
      try stage.connect(by: Self.operation)
      // The old conversation does not control the call any more, the new one does.
      #expect(try !stage.offers("stopPhoneAudio"))
      try stage.stopPhoneAudio(by: "derivedPhoneAudio")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func soIsWhomThe302LedTo() async throws {
    try await onStage { stage in
      try Self.begin(stage)
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(
        .reject("302 Moved Temporarily", header: "Contact: <sip:\(CallStage.thirdNumber)@127.0.0.1>"))
      let third = try stage.thirdPhone(.answer)
      try stage.connect(by: Self.operation)
      try stage.stopPhoneAudio(by: "derivedPhoneAudio")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.refused(302))
      try stage.expect(third, Flow.other)
    }
  }
}
