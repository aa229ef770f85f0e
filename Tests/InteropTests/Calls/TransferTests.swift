import InteropSupport
import Testing

/// A phone, or the application, gives the call to somebody else.
@Suite("Transfer", .timeLimit(.minutes(4)))
struct TransferTests {
  static let target = "<sip:\(CallStage.thirdNumber)@127.0.0.1;user=phone>"

  /// What the phone that transfers sees from its REFER on.
  private static func reported(_ statuses: Int, ended: [String] = Flow.ended) -> [String] {
    ["<REFER", ">202 REFER"] + (0..<statuses).flatMap { _ in [">NOTIFY", "<200 NOTIFY"] } + ended
  }

  private static func fragments(_ outcome: SIPp.Outcome) -> [String] {
    outcome.messages.filter { $0.direction == .received && $0.method == "NOTIFY" }
      .map { $0.body.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  private func talk(_ milliseconds: Int) -> (inout SIPp.Options) -> Void { { $0.talk = milliseconds } }

  @Test func blindByTheOwnPhone() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.transfers(to: Self.target), talk(200))
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.answerThenHangUp, talk(300))
      try stage.connect()
      // The user has left; the two others go on until one of them hangs up.
      _ = try stage.waitForDisconnected("Informational/Transferred")
      let c = try stage.expect(third, Flow.ownAnswers + Flow.hangsUp)
      #expect(c.messages[0].header("Referred-By") == "<\(CallStage.user)>")
      #expect(c.messages[0].header("P-Asserted-Identity")?.contains(CallStage.workNumber) == true)
      let b = try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.ended)
      let a = try stage.expect(own, Flow.ownAnswers + Flow.join + Self.reported(3))
      #expect(Self.fragments(a) == ["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", "SIP/2.0 200 OK"])
      let notify = try #require(a.messages.last { $0.method == "NOTIFY" && $0.direction == .received })
      #expect(notify.header("Subscription-State") == "terminated;reason=noresource")
      #expect(notify.header("Event") == "refer")
      #expect(b.received("INVITE", with: "a=sendrecv").last == true)
    }
  }

  @Test func blindByTheOtherSide() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.transfers(to: Self.target), talk(400))
      let third = try stage.thirdPhone(.answer)
      try stage.connect()
      try stage.log.waitFor("the new participant") {
        $0.rel == "participant" && $0.type == "added" && $0.href.contains(CallStage.thirdNumber.dropFirst())
      }
      #expect(stage.log.events.contains { $0.rel == "participant" && $0.type == "deleted" })
      try stage.expect(other, Flow.ownAnswers + Self.reported(3))
      // It is the user's call still.
      #expect(try stage.change("holdPhoneAudio") == nil)
      #expect(try stage.change("resumePhoneAudio") == nil)
      try stage.stopPhoneAudio()
      let c = try stage.expect(third, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      #expect(c.messages[0].header("Referred-By") == "<tel:\(CallStage.otherNumber)>")
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.join + Flow.ended)
    }
  }

  @Test func toABusyPartyPutsTheCallBack() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.transfers(to: Self.target), talk(200))
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.reject("486 Busy Here"))
      try stage.connect()
      let back = try stage.log.waitFor("the failure") { $0.rel == "phoneAudio" && $0.reason != nil }
      #expect(back.state == "Connected" && back.reason == "RemoteFailure/Busy")
      #expect(back.links["holdPhoneAudio"] != nil && back.links["transferPhoneAudio"] != nil)
      try stage.stopPhoneAudio()
      try stage.expect(third, Flow.refused(486))
      let a = try stage.expect(own, Flow.ownAnswers + Flow.join + Self.reported(2))
      #expect(Self.fragments(a) == ["SIP/2.0 100 Trying", "SIP/2.0 486 Busy Here"])
      // The other side heard nothing of it.
      try stage.expect(other, Flow.other)
    }
  }

  @Test func aRefusalByThePhoneThatStaysPutsTheCallBack() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.transfers(to: Self.target), talk(200))
      let other = try stage.otherPhone(.refusesJoin("488 Not Acceptable Here"))
      let third = try stage.thirdPhone(.answer)
      try stage.connect()
      let back = try stage.log.waitFor("the failure") { $0.rel == "phoneAudio" && $0.reason != nil }
      #expect(back.state == "Connected" && back.reason == "RemoteFailure/MediaNegotiationFailure")
      try stage.stopPhoneAudio()
      try stage.expect(third, Flow.other)
      let a = try stage.expect(own, Flow.ownAnswers + Flow.join + Self.reported(3))
      #expect(Self.fragments(a).last == "SIP/2.0 488 Not Acceptable Here")
    }
  }

  @Test func thePhoneHangsUpAtOnceAndTheTransferGoesOn() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.transfers(to: Self.target, hangsUp: true), talk(200))
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.answerThenHangUp.hesitating(600), talk(200))
      try stage.connect()
      _ = try stage.waitForDisconnected("Informational/Transferred")
      try stage.expect(third, Flow.ownAnswers + Flow.hangsUp)
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.ended)
      let a = try own.outcome(within: 20)
      #expect(a.succeeded, "\(a.errors) \(a.messages.flow)")
    }
  }

  @Test func thePhoneHangsUpAtOnceAndNobodyAnswers() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.transfers(to: Self.target, hangsUp: true), talk(200))
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.ringThenReject("480 Temporarily Unavailable").hesitating(600))
      try stage.connect()
      // Nobody is left to go back to.
      _ = try stage.waitForDisconnected("RemoteFailure/TemporarilyUnavailable")
      #expect(try third.outcome(within: 20).succeeded)
      try stage.expect(other, Flow.other)
      #expect(try own.outcome(within: 20).succeeded)
    }
  }

  @Test func theOneWhoStaysHangsUpMeanwhile() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.transfers(to: Self.target), talk(100))
      let other = try stage.otherPhone(.answerThenHangUp, talk(600))
      let third = try stage.thirdPhone(.ringUntilCancelled)
      try stage.connect()
      #expect(try stage.waitForDisconnected() == "The other side hung up.")
      try stage.expect(third, Flow.cancelled)
      try stage.expect(other, Flow.ownAnswers + Flow.hangsUp)
      let a = try own.outcome(within: 20)
      #expect(a.succeeded)
      #expect(Self.fragments(a).last == "SIP/2.0 487 Request Terminated")
    }
  }

  @Test func attendedReplacesTheDialogOfTheConsultation() async throws {
    try await onStage { stage in
      let replaces = "?Replaces=consult%40192.0.2.7%3Bto-tag%3D11%3Bfrom-tag%3D22"
      let own = try stage.ownPhone(
        .transfers(to: "<sip:\(CallStage.thirdNumber)@127.0.0.1\(replaces)>"), talk(200))
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.answerThenHangUp, talk(200))
      try stage.connect()
      _ = try stage.waitForDisconnected("Informational/Transferred")
      let c = try stage.expect(third, Flow.ownAnswers + Flow.hangsUp)
      #expect(c.messages[0].header("Replaces") == "consult@192.0.2.7;to-tag=11;from-tag=22")
      #expect(c.messages[0].header("Require") == "replaces")
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.ended)
      try stage.expect(own, Flow.ownAnswers + Flow.join + Self.reported(3))
    }
  }

  /// The dialog of a phone with the server, as a Replaces in Refer-To names it.
  static func replaces(_ phone: SIPp) throws -> String {
    let invite = try phone.waitForMessage("INVITE") { $0.method == "INVITE" && $0.direction == .received }
    let answer = try phone.waitForMessage("200") { $0.direction == .sent && $0.startLine.contains(" 200 ") }
    func tag(_ header: String?) throws -> String {
      try #require(header?.components(separatedBy: ";tag=").last)
    }
    let (server, own) = (try tag(invite.header("From")), try tag(answer.header("To")))
    let callID = try #require(invite.header("Call-ID"))
    return "?Replaces=\(callID)%3Bto-tag%3D\(server)%3Bfrom-tag%3D\(own)"
  }

  @Test func attendedJoinsTwoCallsOfTheUser() async throws {
    try await onStage { stage in
      let first = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answerThenHangUp) {
        $0.calls = 2
        $0.talk = 3_000
      }
      try stage.connect()
      let target = "<sip:\(CallStage.otherNumber)@127.0.0.1\(try Self.replaces(first))>"
      let second = try stage.thirdPhone(.transfers(to: target), talk(200))
      try stage.connect(phone: CallStage.thirdNumber)
      try stage.log.waitFor("both calls transferred") { _ in
        stage.log.events.count { $0.rel == "phoneAudio" && $0.reason == "Informational/Transferred" } == 2
      }
      try stage.expect(first, Flow.own)
      let a = try stage.expect(second, Flow.ownAnswers + Flow.join + Self.reported(2))
      #expect(Self.fragments(a) == ["SIP/2.0 100 Trying", "SIP/2.0 200 OK"])
      // Both others were given each other's description, and talk until one of them hangs up.
      let ends = try other.outcome(within: 20)
      #expect(ends.succeeded, "\(ends.errors)")
    }
  }

  @Test func anAttendedTransferToAConsultationThatIsGone() async throws {
    try await onStage { stage in
      let replaces = "?Replaces=gone%40192.0.2.7%3Bto-tag%3D11%3Bfrom-tag%3D22"
      let own = try stage.ownPhone(
        .transfers(to: "<sip:\(CallStage.thirdNumber)@127.0.0.1\(replaces)>"), talk(200))
      let other = try stage.otherPhone(.answer)
      // RFC 3891, section 3: no such dialog.
      let third = try stage.thirdPhone(.reject("481 Call/Transaction Does Not Exist"))
      try stage.connect()
      let back = try stage.log.waitFor("the failure") { $0.rel == "phoneAudio" && $0.reason != nil }
      #expect(back.state == "Connected")
      try stage.stopPhoneAudio()
      try stage.expect(third, Flow.refused(481))
      try stage.expect(other, Flow.other)
      #expect(Self.fragments(try stage.expect(own, Flow.ownAnswers + Flow.join + Self.reported(2))).count == 2)
    }
  }

  @Test(arguments: [
    ("<sip:112@127.0.0.1>", 403), ("<mailto:dana@contoso.test>", 400),
    ("<sip:\(CallStage.thirdNumber)@127.0.0.1;method=BYE>", 400),
  ])
  func whatIsNotTaken(target: String, status: Int) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.transfers(to: target, answer: status), talk(200))
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try own.waitForMessage("the refusal") { $0.direction == .received && $0.startLine.contains(" \(status) ") }
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.ownAnswers + Flow.join + ["<REFER", ">\(status) REFER"] + Flow.ended)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func aTrunkThatMayNotTransfer() async throws {
    try await onStage(.init { $0.other["refer"] = "false" }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.transfers(to: Self.target, answer: 603), talk(300))
      try stage.connect()
      try other.waitForMessage("the refusal") { $0.direction == .received && $0.startLine.contains(" 603 ") }
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.ownAnswers + ["<REFER", ">603 REFER"] + Flow.ended)
    }
  }

  @Test func byTheApplication() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.answerThenHangUp, talk(200))
      try stage.connect()
      try stage.perform("transferPhoneAudio", #"{"to":"tel:\#(CallStage.thirdNumber)"}"#)
      try stage.log.waitFor("Transferring") { $0.rel == "phoneAudio" && $0.state == "Transferring" }
      _ = try stage.waitForDisconnected("Informational/Transferred")
      try stage.expect(third, Flow.ownAnswers + Flow.hangsUp)
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.ended)
    }
  }

  @Test func byTheApplicationOfAHeldCallToNobody() async throws {
    try await onStage(.init { $0.timeouts["ringTarget"] = 1 }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      let third = try stage.thirdPhone(.ringUntilCancelled)
      try stage.connect()
      #expect(try stage.change("holdPhoneAudio") == nil)
      try stage.perform("transferPhoneAudio", #"{"to":"tel:\#(CallStage.thirdNumber)"}"#)
      let back = try stage.log.waitFor("the failure") { $0.rel == "phoneAudio" && $0.reason != nil }
      #expect(back.reason == "RemoteFailure/Timeout")
      // Held as it was.
      #expect(back.links["resumePhoneAudio"] != nil && back.links["holdPhoneAudio"] == nil)
      #expect(try stage.change("resumePhoneAudio") == nil)
      try stage.stopPhoneAudio()
      try stage.expect(third, Flow.cancelled)
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.ended)
      try stage.expect(other, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
    }
  }
}
