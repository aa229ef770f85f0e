import InteropSupport
import Testing

/// Calls that come in and go elsewhere, with real callers and phones. The third number is whoever they go to.
@Suite("Forwarded calls", .timeLimit(.minutes(4)))
struct ForwardedCallTests {
  private static let elsewhere = "Failed Failure Informational/ConnectedElsewhere"
  private static let voicemail = "Failed Failure Informational/Missed"

  private static func settings(_ forward: String...) -> CallStage.Settings {
    CallStage.Settings {
      $0.forward = forward
      $0.configuration = [
        "voicemailURI": "\"tel:\(CallStage.thirdNumber)\"", "conversationHistory": "true",
      ]
    }
  }

  /// What a caller hears of a call that is sent on, and ends himself. What is said twice counts once.
  private static func heard(ringsBefore: Bool) -> [String] {
    ["<INVITE", ">100 INVITE"] + (ringsBefore ? [">180 INVITE", ">181 INVITE"] : [">181 INVITE", ">180 INVITE"])
      + [">200 INVITE", "<ACK", "<BYE", ">200 BYE"]
  }

  private func history(_ phone: SIPp.Outcome) throws -> (diversion: String, history: String) {
    let invite = try #require(phone.messages.first { $0.method == "INVITE" })
    return (try #require(invite.header("Diversion")), try #require(invite.header("History-Info")))
  }

  @Test func allCallsGoToAContact() async throws {
    try await onStage(Self.settings("--to", CallStage.thirdNumber)) { stage in
      try stage.takePhoneAudio()
      let own = try UDPPort(stage.ports.own)
      let third = try stage.thirdPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 300 }
      try stage.incoming()
      #expect(try stage.incomingOutcome() == Self.elsewhere)
      #expect(stage.incomingStates == "Connecting Forwarded Failed")
      let heard = try caller.outcome(within: 20)
      #expect(heard.succeeded, "\(heard.errors)")
      #expect(heard.messages.flow == Self.heard(ringsBefore: false))
      let told = try history(try stage.expect(third, Flow.ownAnswers + Flow.ended))
      #expect(told.diversion == "\"Dana Example\" <\(CallStage.user)>;reason=unconditional;counter=1")
      #expect(told.history.hasPrefix("\"Dana Example\" <\(CallStage.user)>;index=1, <sip:"), "\(told.history)")
      #expect(told.history.hasSuffix(";index=1.1"))
      #expect(own.unread() == [])
      #expect(try stage.missed() == 0)
    }
  }

  @Test func aContactWhoIsBusy() async throws {
    try await onStage(Self.settings("--to", CallStage.thirdNumber)) { stage in
      try stage.takePhoneAudio()
      let third = try stage.thirdPhone(.reject("486 Busy Here"))
      let caller = try stage.caller(SIPpScenario("call-refused"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Failed Failure LocalFailure/Missed")
      #expect(try caller.outcome(within: 20).flow.contains(">486 INVITE"))
      try stage.expect(third, Flow.refused(486))
    }
  }

  @Test func theVoicemailAnswersWhatNobodyDoes() async throws {
    try await onStage(Self.settings("--unanswered", "voicemail", "--unanswered-after", "5")) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.ringUntilCancelled)
      let third = try stage.thirdPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 300 }
      try stage.incoming()
      #expect(try stage.incomingOutcome() == Self.voicemail)
      #expect(stage.incomingStates == "Connecting Alerting Forwarded Failed")
      let heard = try caller.outcome(within: 20)
      #expect(heard.messages.flow == Self.heard(ringsBefore: true))
      let stopped = try stage.expect(own, Flow.cancelled)
      #expect(stopped.messages.first { $0.method == "CANCEL" }?.header("Reason") == nil)
      let told = try history(try stage.expect(third, Flow.ownAnswers + Flow.ended))
      #expect(told.diversion.hasSuffix(";reason=no-answer;counter=1"))
      try Eventually.holds("the call is missed", within: 10) { try stage.missed() == 1 }
    }
  }

  @Test func theVoicemailAnswersForABusyPhone() async throws {
    try await onStage(Self.settings("--unanswered", "voicemail")) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.reject("486 Busy Here"))
      let third = try stage.thirdPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 300 }
      try stage.incoming()
      #expect(try stage.incomingOutcome() == Self.voicemail)
      #expect(try caller.outcome(within: 20).succeeded)
      try stage.expect(own, Flow.refused(486))
      let told = try history(try stage.expect(third, Flow.ownAnswers + Flow.ended))
      #expect(told.diversion.hasSuffix(";reason=user-busy;counter=1"))
    }
  }

  @Test(arguments: [true, false]) func aContactRingsToo(hasTheCall: Bool) async throws {
    try await onStage(Self.settings("--also", CallStage.thirdNumber)) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(hasTheCall ? .ringUntilCancelled : .answer) { $0.ring = 300 }
      let third = try stage.thirdPhone(hasTheCall ? .answer : .ringUntilCancelled) { $0.ring = 300 }
      let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 300 }
      try stage.incoming()
      #expect(try stage.incomingOutcome() == (hasTheCall ? Self.elsewhere : "Connected Success"))
      #expect(try caller.outcome(within: 20).succeeded)
      let stopped = try stage.expect(hasTheCall ? own : third, Flow.cancelled)
      let cancel = stopped.messages.first { $0.method == "CANCEL" }
      #expect(cancel?.header("Reason") == "SIP;cause=200;text=\"Call completed elsewhere\"")
      try stage.expect(hasTheCall ? third : own, Flow.ownAnswers + Flow.ended)
    }
  }

  @Test func aPhoneOfTheUserSendsTheCallOn() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(
        .reject("302 Moved Temporarily", header: "Contact: <sip:\(CallStage.thirdNumber)@elsewhere.contoso.test>"))
      let third = try stage.thirdPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 300 }
      try stage.incoming()
      // Where his phone sends him he is.
      #expect(try stage.incomingOutcome() == "Connected Success")
      #expect(try caller.outcome(within: 20).succeeded)
      try stage.expect(own, Flow.refused(302))
      try stage.expect(third, Flow.ownAnswers + Flow.ended)
    }
  }

  @Test func aPhoneThatSendsTheCallWhereItMayNotGo() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(
        .reject("302 Moved Temporarily", header: "Contact: <sip:112@elsewhere.contoso.test>"))
      let caller = try stage.caller(SIPpScenario("call-refused"))
      try stage.incoming()
      #expect(try stage.incomingOutcome().hasPrefix("Failed Failure LocalFailure/"))
      #expect(try caller.outcome(within: 20).flow.contains(">480 INVITE"))
      try stage.expect(own, Flow.refused(302))
    }
  }
}
