import Foundation
import InteropSupport
import Testing

/// Early media that the other side offers by a reliable provisional response, against telephones that take it, refuse it,
/// or do something else at that moment.
@Suite("Early media", .timeLimit(.minutes(4)))
struct EarlyMediaTests {
  private static let early = [">INVITE", "<183 INVITE", ">PRACK", "<200 PRACK"]
  private static let offerFirst: CallStage.Settings = .init { $0.other = ["offerlessInvite": "\"never\""] }

  /// What an answer says of audio that nobody has.
  private static let held = "m=audio 9 "

  private static func isPrack(_ message: SIPTracedMessage) -> Bool { message.method == "PRACK" }

  private static func body(_ outcome: SIPp.Outcome, _ method: String) -> String? {
    outcome.messages.first { $0.method == method }?.body
  }

  @Test func theOwnPhoneHearsTheOtherSideBeforeItAnswers() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.earlyMediaReliable) { $0.ring = 600 }
      try stage.start()
      // The other side's own audio, while the invitation is not answered.
      try own.waitForMessage("the other side's description") { $0.method == "INVITE" && $0.body.contains("a=ptime:20") }
      try other.waitForMessage("PRACK", where: Self.isPrack)
      try stage.waitForState("Alerting")
      #expect(try stage.completed().state == "Connected")
      #expect(stage.states == "Connecting Alerting Connected")
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      let b = try stage.expect(other, Self.early + ["<200 INVITE", ">ACK"] + Flow.ended)
      #expect(Self.body(b, "PRACK")?.contains("m=audio") == true)
      #expect(Self.body(b, "PRACK")?.contains(Self.held) == false)
      #expect(Self.body(b, "ACK") == "", "offer and answer were done")
      let invite = b.messages.first
      #expect(invite?.header("Supported") == "100rel, timer")
      #expect(b.messages.first(where: Self.isPrack)?.header("RAck") == "1 \(invite?.header("CSeq") ?? "")")
    }
  }

  @Test func aSoftphoneHearsTheOtherSideBeforeItAnswers() async throws {
    try await onStage { stage in
      let folder = try TemporaryFolder("early-media")
      let tone = WaveFile.tone(700, seconds: 1)
      try Data(tone.alaw).write(to: URL(fileURLWithPath: folder.file("tone")))
      let own = try Baresip(user: CallStage.ownNumber, hertz: 440, port: stage.ports.own)
      let other = try stage.otherPhone(.earlyMediaReliable.playing(folder.file("tone"))) { $0.ring = 20_000 }
      try stage.start()
      let heard = try own.waitToHear(700, within: 15)
      #expect(heard.level > 0.2 && heard.purity > 0.9, "\(heard)")
      #expect(stage.states == "Connecting Alerting")
      try stage.cancel()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      try own.waitForEvent("CALL_CLOSED")
      try stage.expect(other, Self.early + [">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"])
      own.stop()
    }
  }

  @Test func theOwnPhoneIsNotAskedForReliableResponses() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      let a = try stage.expect(own, Flow.own)
      #expect(a.messages.first?.header("Supported") == "timer")
      let b = try stage.expect(other, Flow.other)
      #expect(b.messages.first?.header("Supported") == "100rel, timer")
    }
  }

  @Test func aTrunkForWhichItIsOffIsNotAskedEither() async throws {
    try await onStage(.init { $0.other = ["earlyMedia": "\"never\""] }) { stage in
      let own = try stage.ownPhone(.answer)
      // Sends it unasked, and is not heard before it answers.
      let other = try stage.otherPhone(.earlyMediaReliable) { $0.ring = 200 }
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      let b = try stage.expect(other, Self.early + ["<200 INVITE", ">ACK"] + Flow.join + Flow.ended)
      #expect(b.messages.first?.header("Supported") == "timer")
      #expect(Self.body(b, "PRACK")?.contains(Self.held) == true)
    }
  }

  @Test func withAnOfferThePrackHasNoAnswer() async throws {
    try await onStage(Self.offerFirst) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.earlyMediaReliable) { $0.ring = 300 }
      try stage.connect()
      #expect(stage.states == "Connecting Alerting Connected")
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      let b = try stage.expect(other, Self.early + ["<200 INVITE", ">ACK"] + Flow.ended)
      #expect(Self.body(b, "PRACK") == "")
      #expect(Self.body(b, "ACK") == "")
    }
  }

  @Test func withAnOfferTheOtherSideIsToldWhereTheOwnPhoneMoved() async throws {
    try await onStage(Self.offerFirst) { stage in
      let own = try stage.ownPhone(.moving)
      let other = try stage.otherPhone(.earlyMediaReliable) { $0.ring = 300 }
      try stage.connect()
      try stage.stopPhoneAudio()
      #expect(try own.outcome(within: 20).succeeded)
      try stage.expect(other, Self.early + ["<200 INVITE", ">ACK"] + Flow.join + Flow.ended)
    }
  }

  @Test(arguments: ["488 Not Acceptable Here", "491 Request Pending"])
  func whereTheOwnPhoneRefusesTheSidesAreJoinedAfterTheAnswer(status: String) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.refusesJoin(status))
      let other = try stage.otherPhone(.earlyMediaReliable) { $0.ring = 300 }
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(
        own,
        Flow.ownAnswers + [">INVITE", "<\(status.prefix(3)) INVITE", ">ACK"] + Flow.join + Flow.ended)
      let b = try stage.expect(other, Self.early + ["<200 INVITE", ">ACK"] + Flow.join + Flow.ended)
      #expect(Self.body(b, "PRACK")?.contains(Self.held) == true)
      #expect(b.received("INVITE", with: "a=inactive").last == false)
    }
  }

  @Test func refusedAfterEarlyMedia() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.earlyMediaThenReject("486 Busy Here")) { $0.ring = 300 }
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/Busy")
      #expect(stage.states == "Connecting Alerting Failed")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Self.early + ["<486 INVITE", ">ACK"])
    }
  }

  @Test func sentOnAfterEarlyMedia() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(
        .earlyMediaThenReject("302 Moved Temporarily", header: "Contact: <sip:\(CallStage.thirdNumber)@127.0.0.1>")
      ) { $0.ring = 300 }
      let third = try stage.thirdPhone(.earlyMediaReliable) { $0.ring = 300 }
      try stage.connect()
      #expect(stage.states == "Connecting Alerting Forwarded Alerting Connected")
      try stage.stopPhoneAudio()
      // Joined, stopped when that side was gone, and joined with where the call went.
      let a = try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.join + Flow.ended)
      #expect(a.received("INVITE", with: "a=inactive") == [true, false, true, false])
      try stage.expect(other, Self.early + ["<302 INVITE", ">ACK"])
      try stage.expect(third, Self.early + ["<200 INVITE", ">ACK"] + Flow.ended)
    }
  }

  @Test func cancelledDuringEarlyMedia() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.earlyMediaReliable) { $0.ring = 20_000 }
      try stage.start()
      try other.waitForMessage("answer to PRACK") { $0.status == 200 && $0.transactionMethod == "PRACK" }
      try stage.cancel()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Self.early + [">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"])
    }
  }

  @Test func cancelledWhileTheOwnPhoneIsBeingJoined() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.joinSlowly)
      let other = try stage.otherPhone(.earlyMediaCancelled)
      try stage.start()
      try own.waitForMessage("re-INVITE") { $0.method == "INVITE" && $0.body.contains("a=ptime:20") }
      try stage.cancel()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      let a = try own.outcome(within: 20)
      #expect(a.succeeded, "\(a.errors)")
      try stage.expect(other, [">INVITE", "<183 INVITE", ">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"])
    }
  }

  @Test func theAnswerCrossesCancelAfterEarlyMedia() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.earlyMediaCrossingCancel)
      try stage.start()
      try other.waitForMessage("answer to PRACK") { $0.status == 200 && $0.transactionMethod == "PRACK" }
      try stage.cancel()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      try stage.expect(own, Flow.own)
      let b = try stage.expect(
        // The 200 of the INVITE looks like that of the CANCEL.
        other, Self.early + [">CANCEL", "<200 CANCEL", ">ACK"] + Flow.ended)
      #expect(b.messages.contains { $0.summary == "<200 INVITE" })
      #expect(Self.body(b, "ACK") == "")
    }
  }

  @Test func theOtherSideAnswersBeforeTheOwnPhoneHasTakenItsMedia() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer.joining(after: 600))
      let other = try stage.otherPhone(.earlyMediaAnsweredEarly) { $0.ring = 100 }
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      let b = try stage.expect(
        other, [">INVITE", "<183 INVITE", "<200 INVITE", ">ACK", ">PRACK", "<200 PRACK"] + Flow.ended)
      #expect(Self.body(b, "ACK") == "")
      #expect(Self.body(b, "PRACK")?.contains(Self.held) == false)
    }
  }

  @Test func anOwnPhoneThatNoLongerKnowsTheCallEndsIt() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.refusesJoin("481 Call/Transaction Does Not Exist"))
      let other = try stage.otherPhone(.earlyMediaCancelled)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/Unreachable")
      try stage.expect(own, Flow.ownAnswers + [">INVITE", "<481 INVITE", ">ACK"] + Flow.ended)
      try stage.expect(other, [">INVITE", "<183 INVITE", ">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"])
    }
  }

  @Test func theOwnPhoneHangsUpDuringEarlyMedia() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerThenHangUp) { $0.talk = 200 }
      let other = try stage.otherPhone(.earlyMediaReliable) { $0.ring = 20_000 }
      try stage.start()
      #expect(try stage.outcome() == "Cancelled Failure Informational/Canceled")
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.hangsUp)
      try stage.expect(other, Self.early + [">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"])
    }
  }

  @Test func theOtherSideLetsBeHeardTooLong() async throws {
    try await onStage(.init { $0.timeouts = ["ringTarget": 2] }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.earlyMediaReliable) { $0.ring = 20_000 }
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/Timeout")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Self.early + [">CANCEL", "<200 CANCEL", "<487 INVITE", ">ACK"])
    }
  }

  @Test func reliableRingingWithoutADescription() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.ringingReliable) { $0.ring = 200 }
      try stage.connect()
      #expect(stage.states == "Connecting Alerting Connected")
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      let b = try stage.expect(
        other, [">INVITE", "<180 INVITE", ">PRACK", "<200 PRACK", "<200 INVITE", ">ACK"] + Flow.ended)
      #expect(Self.body(b, "PRACK") == "")
      #expect(Self.body(b, "ACK")?.contains("m=audio") == true)
    }
  }

  @Test func aRepeatedReliableResponseIsAcknowledgedOnce() async throws {
    try await onStage { stage in
      // So slowly that the 183 is sent again meanwhile.
      let own = try stage.ownPhone(.answer.joining(after: 800))
      let other = try stage.otherPhone(.earlyMediaRepeated) { $0.ring = 300 }
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      let b = try stage.expect(
        other,
        Self.early + ["<183 INVITE", "<200 INVITE", ">ACK"] + Flow.ended)
      #expect(b.messages.prefix { !Self.isPrack($0) }.filter { $0.status == 183 }.count > 1)
      #expect(b.messages.filter(Self.isPrack).count == 1)
    }
  }

  @Test(arguments: [1, 2])
  func ofTwoForksOneIsHeardAndEitherMayAnswer(winner: Int) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer.joining(after: 300))
      var forked = SIPpScenario.earlyMediaForked
      // The 200 has its To from the INVITE, as it was saved.
      forked.replacements["To: [$local];tag=[pid]S[call_number]-2"] = "To: [$local];tag=[pid]S[call_number]-\(winner)"
      let other = try stage.otherPhone(forked) { $0.ring = 300 }
      try stage.connect()
      try stage.stopPhoneAudio()
      // The one that is heard needs nothing more; the other one takes its place on both sides.
      let isHeard = winner == 1
      let a = try stage.expect(own, Flow.ownAnswers + Flow.join + (isHeard ? [] : Flow.join) + Flow.ended)
      let b = try other.outcome(within: 20)
      #expect(b.succeeded, "\(b.errors)")
      let pracks = b.messages.filter(Self.isPrack)
      #expect(pracks.count == 2)
      for prack in pracks {
        #expect(prack.body.contains(Self.held) == (prack.header("To")?.hasSuffix("-2") == true), "the second is held")
      }
      let after = b.messages.filter { ["ACK", "BYE"].contains($0.method) }
      #expect(after.allSatisfy { $0.header("To")?.hasSuffix("-\(winner)") == true })
      #expect(b.messages.filter { $0.method == "INVITE" }.count == (isHeard ? 1 : 2))
      let heard = a.messages.filter { $0.method == "INVITE" }.dropFirst().map(Self.port)
      #expect(Set(heard).count == (isHeard ? 1 : 2), "\(heard)")
    }
  }

  private static func port(_ message: SIPTracedMessage) -> Substring {
    message.body.split(separator: "\n").first { $0.hasPrefix("m=audio ") }?.split(separator: " ")[1] ?? ""
  }

  @Test func aRefusedPrackDoesNotHangTheCall() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.prackRefused) { $0.ring = 300 }
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      let b = try stage.expect(
        other, [">INVITE", "<183 INVITE", ">PRACK", "<481 PRACK", "<200 INVITE", ">ACK"] + Flow.ended)
      #expect(Self.body(b, "ACK")?.contains("m=audio") == true, "the answer once more")
    }
  }

  @Test func anOfferInAnUpdateOfTheEarlyDialogIsRefused() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.earlyUpdate) { $0.ring = 200 }
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      let b = try stage.expect(
        other, Self.early + ["<UPDATE", ">200 UPDATE", "<UPDATE", ">488 UPDATE", "<200 INVITE", ">ACK"] + Flow.ended)
      #expect(b.messages.first { $0.transactionMethod == "UPDATE" && $0.status == 200 }?.body == "")
    }
  }
}
