import InteropSupport
import Testing

/// What each phone is told about the call.
@Suite("Identity", .timeLimit(.minutes(2)))
struct IdentityTests {
  private static let members =
    #","subject":"Budget talk","importance":"Urgent","#
    + #""_links":{"customContent":{"href":"data:text/plain;charset=utf-8,Room%20211"}}"#

  @Test func otherSideSeesTheWorkIdentity() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect(Self.members)
      try stage.stopPhoneAudio()
      let invite = try #require(try stage.expect(other, Flow.other).messages.first)
      let identity = #""Dana Example" <sip:\#(CallStage.workNumber)@contoso.test>"#
      #expect(invite.startLine.hasPrefix("INVITE sip:\(CallStage.otherNumber)@127.0.0.1:\(stage.ports.other)"))
      #expect(invite.header("From")?.hasPrefix(identity + ";tag=") == true)
      #expect(invite.headers("P-Asserted-Identity") == [identity])
      #expect(invite.header("Subject") == "Budget talk")
      #expect(invite.header("Priority") == "urgent")
      #expect(invite.header("Content-Type")?.hasPrefix("text/plain") == true)
      #expect(invite.body == "Room 211\n")
      try stage.expect(own, Flow.own)
    }
  }

  @Test func ownPhoneSeesWhomItWillBeConnectedTo() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect(Self.members)
      try stage.stopPhoneAudio()
      let seen = try stage.expect(own, Flow.own)
      let invite = try #require(seen.messages.first)
      #expect(invite.startLine.hasPrefix("INVITE sip:\(CallStage.ownNumber)@127.0.0.1:\(stage.ports.own)"))
      #expect(invite.header("From")?.contains("<sip:\(CallStage.otherNumber)@") == true)
      // What is meant for the other side stays with it.
      #expect(invite.header("Subject") == nil && invite.header("P-Asserted-Identity") == nil)
      #expect(invite.header("Content-Type") == "application/sdp")
      #expect(invite.body.contains("a=inactive") && invite.body.contains("c=IN IP4 0.0.0.0"))
      // One origin for the whole dialog, its version growing (RFC 3264, section 8).
      let origins = seen.messages.filter { $0.method == "INVITE" }.compactMap { message in
        message.body.split(separator: "\n").first { $0.hasPrefix("o=") }?.split(separator: " ").map(String.init)
      }
      try #require(origins.count == 2)
      #expect(origins[0][1] == origins[1][1] && Int(origins[1][2]) == Int(origins[0][2]).map { $0 + 1 })
      #expect(origins[0].last == origins[1].last)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func contentStandsBesideAnOffer() async throws {
    try await onStage(.init { $0.other = ["offerlessInvite": "\"never\""] }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect(Self.members)
      try stage.stopPhoneAudio()
      let invite = try #require(try stage.expect(other, Flow.other).messages.first)
      let type = try #require(invite.header("Content-Type"))
      let boundary = try #require(type.split(separator: "=").last.map { $0.filter { $0 != "\"" } })
      #expect(type.hasPrefix("multipart/mixed"))
      let parts = invite.body.components(separatedBy: "--\(boundary)")
      #expect(parts.count == 4 && parts.last?.hasPrefix("--") == true)
      #expect(parts.dropFirst().first?.contains("Content-Type: application/sdp") == true)
      #expect(parts.dropFirst().first?.contains("m=audio") == true)
      #expect(parts.dropFirst(2).first?.contains("Content-Type: text/plain") == true)
      #expect(parts.dropFirst(2).first?.contains("Room 211") == true)
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
    }
  }

  @Test func nothingInASubjectBecomesAHeader() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect(#","subject":"Hello\r\nX-Injected: yes","importance":"Emergency""#)
      try stage.stopPhoneAudio()
      let invite = try #require(try stage.expect(other, Flow.other).messages.first)
      #expect(invite.header("X-Injected") == nil)
      #expect(invite.header("Subject")?.contains("X-Injected: yes") == true)
      #expect(invite.header("Priority") == "emergency")
      try stage.expect(own, Flow.own)
    }
  }
}
