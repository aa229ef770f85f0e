import Glibc
import InteropSupport
import Testing

/// Session timers (RFC 4028) of real telephones, with intervals of seconds.
@Suite("Session timers", .timeLimit(.minutes(4)))
struct SessionTimerTests {
  /// Refreshed after 2 s.
  private static let short = CallStage.Settings { $0.timeouts = ["session": 4, "sessionMinimum": 1] }
  private static let refreshed = [">UPDATE", "<200 UPDATE"]
  private static let gone = "The other side does not respond any more, so the call was ended."

  /// The messages of a method that the phone received.
  private func received(_ method: String, _ phone: SIPp) -> [SIPTracedMessage] {
    phone.messages().filter { $0.direction == .received && $0.method == method }
  }

  private func origin(_ message: SIPTracedMessage) -> Substring? {
    message.body.split(whereSeparator: \.isNewline).first { $0.hasPrefix("o=") }
  }

  @Test func byUpdateWhereThePhonesTakeIt() async throws {
    try await onStage(Self.short) { stage in
      let own = try stage.ownPhone(.takesUpdate())
      let other = try stage.otherPhone(.takesUpdate(session: "4;refresher=uac"))
      try stage.connect()
      for phone in [own, other] {
        try Eventually.holds("two refreshes", within: 10) { received("UPDATE", phone).count >= 2 }
      }
      try stage.stopPhoneAudio()
      try stage.waitForDisconnected()
      for (phone, start) in [(own, Flow.ownAnswers + Flow.join), (other, Flow.ownAnswers)] {
        let seen = try phone.outcome(within: 20)
        #expect(seen.succeeded, "\(seen.errors)")
        let updates = received("UPDATE", phone)
        #expect(seen.messages.flow == start + updates.flatMap { _ in Self.refreshed } + Flow.ended)
        #expect(updates.allSatisfy { $0.header("Session-Expires") == "4;refresher=uac" && $0.body.isEmpty })
        #expect(updates.allSatisfy { $0.header("Min-SE") == "1" && $0.header("Supported") == "timer" })
        let invite = received("INVITE", phone).first
        #expect(invite?.header("Session-Expires") == "4")
        #expect(invite?.header("Supported")?.contains("timer") == true)
      }
    }
  }

  @Test func elseByAReinviteThatChangesNothing() async throws {
    try await onStage(Self.short) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try Eventually.holds("refreshes", within: 10) {
        received("INVITE", own).count >= 4 && received("INVITE", other).count >= 3
      }
      try stage.stopPhoneAudio()
      try stage.waitForDisconnected()
      for phone in [own, other] {
        let seen = try phone.outcome(within: 20)
        #expect(seen.succeeded, "\(seen.errors)")
      }
      let offers = received("INVITE", own).dropFirst()
      #expect(Set(offers.map(\.body)).count == 1, "the description that joined it, under the same version")
      let answer = other.messages().first { $0.direction == .received && $0.method == "ACK" }
      let refreshes = received("INVITE", other).dropFirst()
      #expect(refreshes.allSatisfy { $0.body == answer?.body })
      #expect(refreshes.allSatisfy { $0.header("Session-Expires") == "4;refresher=uac" })
      #expect(stage.log.events.filter { $0.rel == "phoneAudio" && $0.state == "Connected" }.count == 1)
    }
  }

  @Test func aPhoneThatRefreshesAndThenNoLonger() async throws {
    try await onStage(Self.short) { stage in
      let own = try stage.ownPhone(.takesUpdate())
      let other = try stage.otherPhone(.refreshesSession) { $0.talk = 1000 }
      try stage.connect()
      #expect(try stage.waitForDisconnected("RemoteFailure/CallTerminated") == Self.gone)
      let seen = try stage.expect(
        other,
        Flow.ownAnswers + ["<UPDATE", ">200 UPDATE", "<UPDATE", ">200 UPDATE", "<UPDATE", ">200 UPDATE"]
          + Flow.ended)
      let answers = seen.messages.filter { $0.direction == .received && $0.transactionMethod == "UPDATE" }
      #expect(answers.allSatisfy { $0.header("Session-Expires") == "3;refresher=uac" })
      #expect(answers.allSatisfy { $0.header("Require") == "timer" })
      // Three seconds, less a third of it (RFC 4028, section 10).
      let bye = seen.messages.first { $0.method == "BYE" }
      let silence = (bye?.time ?? 0) - (answers.last?.time ?? 0)
      #expect(silence > 1.8 && silence < 3, "\(silence)")
      #expect(try own.outcome(within: 20).messages.flow.suffix(2) == Flow.ended[...])
    }
  }

  @Test func aPhoneThatHasForgottenTheCall() async throws {
    try await onStage(Self.short) { stage in
      let own = try stage.ownPhone(.takesUpdate())
      let other = try stage.otherPhone(.takesUpdate(isLost: true))
      try stage.connect()
      #expect(try stage.waitForDisconnected("RemoteFailure/CallTerminated") == Self.gone)
      try stage.expect(other, Flow.ownAnswers + Self.refreshed + [">UPDATE", "<481 UPDATE"] + Flow.ended)
      let seen = try own.outcome(within: 20)
      #expect(seen.succeeded && seen.messages.flow.suffix(2) == Flow.ended[...], "\(seen.errors) \(seen.messages.flow)")
    }
  }

  @Test func aPhoneThatIsUnplugged() async throws {
    try await onStage(Self.short) { stage in
      let own = try stage.ownPhone(.takesUpdate())
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      other.process.signal(SIGKILL)
      #expect(try stage.waitForDisconnected("RemoteFailure/CallTerminated") == Self.gone)
      let seen = try own.outcome(within: 20)
      #expect(seen.succeeded && seen.messages.flow.suffix(2) == Flow.ended[...], "\(seen.errors) \(seen.messages.flow)")
    }
  }

  @Test func aPhoneThatWantsALongerInterval() async throws {
    try await onStage(Self.short) { stage in
      let own = try stage.ownPhone(.wantsSession(ofAtLeast: 600))
      let other = try stage.otherPhone(.wantsSession(ofAtLeast: 700))
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.waitForDisconnected()
      let refused = [">INVITE", "<422 INVITE", ">ACK"]
      try stage.expect(own, refused + Flow.own)
      try stage.expect(other, refused + Flow.other)
      for (phone, least) in [(own, "600"), (other, "700")] {
        let (first, second) = (received("INVITE", phone)[0], received("INVITE", phone)[1])
        #expect(second.header("Session-Expires") == least && second.header("Min-SE") == least)
        #expect(first.header("Call-ID") == second.header("Call-ID"), "the same call (RFC 3261, 8.1.3.5)")
        #expect(first.body == second.body && origin(first) == origin(second))
        #expect(second.header("To") == first.header("To"), "no tag of the refusal")
      }
    }
  }

  @Test func withoutSessionTimersNothingIsSaid() async throws {
    try await onStage(.init { $0.timeouts = ["session": 0] }) { stage in
      let own = try stage.ownPhone(.takesUpdate(session: "4;refresher=uac"))
      let other = try stage.otherPhone(.talkative)
      try stage.connect()
      let answer = try other.waitForMessage("the answer to UPDATE") {
        $0.direction == .received && $0.transactionMethod == "UPDATE" && $0.status == 200
      }
      #expect(answer.header("Session-Expires") == nil && answer.header("Require") == nil)
      try Eventually.holds("the second UPDATE", within: 10) {
        other.messages().count { $0.direction == .received && $0.transactionMethod == "UPDATE" } == 2
      }
      try stage.stopPhoneAudio()
      try stage.waitForDisconnected()
      #expect(received("INVITE", own).allSatisfy { $0.header("Session-Expires") == nil })
      for phone in [own, other] { #expect(try phone.outcome(within: 20).succeeded) }
    }
  }

  // MARK: Calls that come in

  @Test func aCallerWhoRefreshesAndIsUnplugged() async throws {
    try await onStage(Self.short) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.takesUpdate())
      let caller = try stage.caller(
        SIPpScenario("call-until-ended").inviting(
          with: "Supported: timer", "Require: timer", "Session-Expires: 600;refresher=uac"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      let answer = try caller.waitForMessage("200") { $0.status == 200 }
      // Shorter than he asked for, as is allowed; what he wishes of the refresher holds.
      #expect(answer.header("Session-Expires") == "4;refresher=uac")
      #expect(answer.header("Require") == "timer")
      caller.process.signal(SIGKILL)
      #expect(try stage.waitForDisconnected("RemoteFailure/CallTerminated") == Self.gone)
      let seen = try own.outcome(within: 20)
      #expect(seen.succeeded && seen.messages.flow.suffix(2) == Flow.ended[...], "\(seen.errors) \(seen.messages.flow)")
      #expect(received("INVITE", own).first?.header("Session-Expires") == "4")
    }
  }

  @Test func aCallerWhoKnowsNoSessionTimersIsAsked() async throws {
    try await onStage(Self.short) { stage in
      let own = try stage.ownPhone(.takesUpdate())
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      try Eventually.holds("refreshes", within: 10) {
        received("INVITE", caller).count >= 1 && received("UPDATE", own).count >= 1
      }
      let answer = caller.messages().first { $0.status == 200 }
      #expect(answer?.header("Session-Expires") == nil && answer?.header("Require") == nil)
      #expect(received("INVITE", caller).allSatisfy { $0.body == answer?.body }, "the same version")
      caller.process.signal(SIGKILL)
      let seen = try own.outcome(within: 20)
      #expect(seen.succeeded && seen.messages.flow.suffix(2) == Flow.ended[...], "\(seen.errors) \(seen.messages.flow)")
    }
  }

  @Test func aCallerWithTooShortAnInterval() async throws {
    try await onStage(.init { $0.timeouts = ["session": 200] }) { stage in
      let caller = try stage.caller(
        SIPpScenario("call-refused", replacing: ["response=\"480\"": "response=\"422\""]).inviting(
          with: "Supported: timer", "Session-Expires: 89"))
      let seen = try caller.outcome(within: 20)
      #expect(seen.succeeded, "\(seen.errors)")
      let refusal = seen.messages.first { $0.status == 422 }
      #expect(refusal?.header("Min-SE") == "90")
    }
  }

  @Test func aPhoneThatRingsAndWantsALongerInterval() async throws {
    try await onStage(Self.short) { stage in
      let own = try stage.ownPhone(.wantsSession(ofAtLeast: 600))
      let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 300 }
      #expect(try caller.outcome(within: 20).succeeded)
      try stage.expect(own, [">INVITE", "<422 INVITE", ">ACK"] + Flow.ownAnswers + Flow.ended)
      #expect(received("INVITE", own).last?.header("Session-Expires") == "600")
    }
  }
}
