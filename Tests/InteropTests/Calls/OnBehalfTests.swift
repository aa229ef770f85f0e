import InteropSupport
import Testing

/// Calls on behalf of a delegator: what each phone is told, and that none rings for who may not.
@Suite("On behalf", .timeLimit(.minutes(2)))
struct OnBehalfTests {
  private static let operation = "startPhoneAudioOnBehalfOfDelegator"
  private static let gus = "sip:gus@contoso.test"

  private static func addGus(_ stage: CallStage, isDelegator: Bool) throws {
    try stage.administer("user", "add", gus, "--name", "Gus Example", "--work", "+14255550152")
    if isDelegator { try stage.administer("user", "delegate", "add", gus, CallStage.user) }
  }

  @Test func theOtherSideSeesTheDelegatorAndNobodyElse() async throws {
    try await onStage { stage in
      // The server runs already: it notices what the command line changes.
      try Self.addGus(stage, isDelegator: true)
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect(#","delegator":"gus","subject":"Budget talk""#, by: Self.operation)
      try stage.stopPhoneAudio()
      let invite = try #require(try stage.expect(other, Flow.other).messages.first)
      let identity = #""Gus Example" <sip:+14255550152@contoso.test>"#
      #expect(invite.header("From")?.hasPrefix(identity + ";tag=") == true)
      #expect(invite.headers("P-Asserted-Identity") == [identity])
      // RFC 3892: who placed it stands here and nowhere else.
      let caller = #""Dana Example" <sip:\#(CallStage.workNumber)@contoso.test>"#
      #expect(invite.headers("Referred-By") == [caller])
      for name in ["To", "Contact", "Subject", "X-Workline-Thread"] {
        let value = invite.header(name) ?? ""
        #expect(!value.contains("Dana") && !value.contains(CallStage.workNumber), "\(name): \(value)")
      }
      // The caller's own phone rings, and sees whom it will be connected to as ever.
      let ring = try #require(try stage.expect(own, Flow.own).messages.first)
      #expect(ring.startLine.hasPrefix("INVITE sip:\(CallStage.ownNumber)@127.0.0.1:\(stage.ports.own)"))
      #expect(ring.header("From")?.contains("<sip:\(CallStage.otherNumber)@") == true)
      #expect(ring.headers("Referred-By").isEmpty && ring.headers("P-Asserted-Identity").isEmpty)
    }
  }

  @Test func aRedirectedCallStillShowsTheDelegator() async throws {
    try await onStage { stage in
      try Self.addGus(stage, isDelegator: true)
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(
        .reject("302 Moved Temporarily", header: "Contact: <sip:\(CallStage.thirdNumber)@127.0.0.1>"))
      let third = try stage.thirdPhone(.answer)
      try stage.connect(by: Self.operation)
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.refused(302))
      let invite = try #require(try stage.expect(third, Flow.other).messages.first)
      #expect(invite.headers("P-Asserted-Identity") == [#""Gus Example" <sip:+14255550152@contoso.test>"#])
      #expect(invite.header("From")?.contains("Gus Example") == true)
    }
  }

  @Test func whomTheCallIsTransferredToSeesTheDelegator() async throws {
    try await onStage { stage in
      try Self.addGus(stage, isDelegator: true)
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.answerThenHangUp) { $0.talk = 200 }
      try stage.connect(by: Self.operation)
      try stage.perform("transferPhoneAudio", #"{"to":"tel:\#(CallStage.thirdNumber)"}"#)
      _ = try stage.waitForDisconnected("Informational/Transferred")
      let invite = try #require(try stage.expect(third, Flow.ownAnswers + Flow.hangsUp).messages.first)
      #expect(invite.headers("P-Asserted-Identity") == [#""Gus Example" <sip:+14255550152@contoso.test>"#])
      #expect(invite.header("From")?.contains("Gus Example") == true)
      #expect(invite.headers("Referred-By") == ["<\(CallStage.user)>"])
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.ended)
    }
  }

  @Test func forWhoIsNoDelegateNoPhoneRings() async throws {
    try await onStage { stage in
      try Self.addGus(stage, isDelegator: false)
      let phones = try [stage.ports.own, stage.ports.other].map { try UDPPort($0) }
      #expect(try stage.refused(#","delegator":"\#(Self.gus)""#, by: Self.operation).status == 403)
      #expect(try stage.refused(by: Self.operation).status == 403)
      // A delegate until a moment ago: the command line's word holds at once.
      try stage.administer("user", "delegate", "add", Self.gus, CallStage.user)
      try stage.administer("user", "delegate", "remove", Self.gus, CallStage.user)
      #expect(try stage.refused(#","delegator":"\#(Self.gus)""#, by: Self.operation).status == 403)
      for phone in phones { #expect(phone.unread() == []) }
    }
  }
}
