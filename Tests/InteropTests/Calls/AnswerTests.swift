import InteropSupport
import Testing

/// Answers that are not a plain 180 and 200.
@Suite("Answers", .timeLimit(.minutes(4)))
struct AnswerTests {
  @Test func atOnceWithoutRinging() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerAtOnce)
      let other = try stage.otherPhone(.answerAtOnce)
      try stage.connect()
      #expect(stage.states == "Connecting Connected")
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own.filter { $0 != "<180 INVITE" })
      try stage.expect(other, Flow.other.filter { $0 != "<180 INVITE" })
    }
  }

  @Test func repeatedAnswerIsAcknowledgedAgain() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.retransmittedAnswer)
      try stage.connect()
      try acknowledgements(2, at: other)
      try stage.stopPhoneAudio()
      let seen = try stage.expect(other, Flow.ownAnswers + ["<200 INVITE", ">ACK"] + Flow.ended)
      let bodies = seen.messages.filter { $0.method == "ACK" }.map(\.body)
      #expect(bodies.count == 2 && bodies[0] == bodies[1] && bodies[0].contains("m=audio"))
      try stage.expect(own, Flow.own)
    }
  }

  @Test func ownPhonesRepeatedAnswerIsAcknowledgedAgain() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.retransmittedAnswer)
      // Rings longer than the half second after which the answer is repeated, so that no re-INVITE comes between.
      let other = try stage.otherPhone(.answer) { $0.ring = 1_500 }
      try stage.connect()
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.ownAnswers + ["<200 INVITE", ">ACK"] + Flow.join + Flow.ended)
      try stage.expect(other, Flow.other)
    }
  }

  @Test(arguments: [true, false])
  func secondOfTwoForksAnswers(isOwn: Bool) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(isOwn ? .forkedSecondAnswers : .answer)
      let other = try stage.otherPhone(isOwn ? .answer : .forkedSecondAnswers)
      try stage.connect()
      try stage.stopPhoneAudio()
      let twice = [">INVITE", "<180 INVITE", "<180 INVITE", "<200 INVITE", ">ACK"]
      let seen = try stage.expect(own, isOwn ? twice + Flow.join + Flow.ended : Flow.own)
      let far = try stage.expect(other, isOwn ? Flow.other : twice + Flow.ended)
      // Everything in the dialog goes to the tag that answered.
      let forked = isOwn ? seen.messages : far.messages
      let answered = forked.first { $0.status == 200 && $0.transactionMethod == "INVITE" }?.header("To")
      for request in forked where ["ACK", "BYE"].contains(request.method) { #expect(request.header("To") == answered) }
    }
  }

  @Test(arguments: [true, false])
  func secondAnswerOfAForkIsEnded(isOwn: Bool) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(isOwn ? .forkedBothAnswer : .answer)
      let other = try stage.otherPhone(isOwn ? .answer : .forkedBothAnswer)
      let forked = isOwn ? own : other
      try stage.connect()
      try forked.waitForMessage("BYE to the second fork") { $0.method == "BYE" }
      try stage.stopPhoneAudio()
      let seen = try forked.outcome(within: 20)
      #expect(seen.succeeded, "\(seen.errors)")
      let tags = Set(
        seen.messages.filter { $0.status == 200 && $0.transactionMethod == "INVITE" }.map { $0.header("To") })
      #expect(tags.count == 2)
      for method in ["ACK", "BYE"] {
        #expect(Set(seen.messages.filter { $0.method == method }.map { $0.header("To") }) == tags)
      }
      #expect(seen.messages.first { $0.method == "BYE" }?.header("To")?.hasSuffix("-2") == true)
      if isOwn { try stage.expect(other, Flow.other) } else { try stage.expect(own, Flow.own) }
    }
  }

  @Test func earlyMedia() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.earlyMedia) { $0.ring = 200 }
      try stage.connect()
      #expect(stage.states == "Connecting Alerting Connected")
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      try stage.expect(other, [">INVITE", "<183 INVITE", "<200 INVITE", ">ACK"] + Flow.ended)
    }
  }

  @Test func ownPhoneRefusesTheJoinOnce() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.glareOnce)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      let seen = try stage.expect(own, Flow.ownAnswers + [">INVITE", "<491 INVITE", ">ACK"] + Flow.join + Flow.ended)
      let offers = seen.messages.filter { $0.method == "INVITE" }
      // The owner of the Call-ID waits 2.1 to 4 s (RFC 3261, 14.1).
      let pause = (offers.last?.time ?? 0) - (offers.dropFirst().first?.time ?? 0)
      #expect(pause > 2 && pause < 6, "\(pause)")
      // The 200 of the other side waits for its ACK meanwhile, and is sent again: it is no second answer.
      let far = try other.outcome(within: 20)
      #expect(far.succeeded, "\(far.errors)")
      #expect(far.messages.filter { $0.method == "ACK" && $0.body.contains("m=audio") }.isEmpty == false)
      #expect(far.messages.last?.summary == "<200 BYE")
    }
  }

  @Test func ownPhoneAnswersWithoutAudio() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(SIPpScenario("answer", replacing: ["m=audio": "m=video"]))
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/MediaNegotiationFailure")
      try stage.expect(own, Flow.ownAlone)
      #expect(other.unread() == [])
    }
  }

  @Test func otherSideAnswersWithoutAudio() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(SIPpScenario("answer", replacing: ["m=audio": "m=video"]))
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/MediaNegotiationFailure")
      try stage.expect(own, Flow.ownAlone)
      let seen = try stage.expect(other, Flow.other)
      #expect(seen.received("ACK", with: "m=video 0 ") == [true])
    }
  }

  @Test func otherRequestsInTheCall() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.talkative)
      try stage.connect()
      try Eventually.holds("the answers to UPDATE", within: 10) {
        other.messages().count { $0.status == 200 && $0.transactionMethod == "UPDATE" } == 2
      }
      try stage.stopPhoneAudio()
      let info = ["<INFO", ">200 INFO", "<INFO", ">469 INFO", "<INFO", ">415 INFO"]
      let talk = ["<OPTIONS", ">200 OPTIONS"] + info + ["<UPDATE", ">200 UPDATE", "<UPDATE", ">200 UPDATE"]
      let seen = try stage.expect(other, Flow.ownAnswers + talk + Flow.ended)
      let updates = seen.messages.filter { $0.status == 200 && $0.transactionMethod == "UPDATE" }
      #expect(updates.first?.body.isEmpty == true && updates.last?.body.contains("m=audio") == true)
      let allow = updates.first?.header("Allow") ?? ""
      #expect(allow.contains("INVITE") && allow.contains("INFO") && allow.contains("UPDATE"))
      #expect(seen.messages.first { $0.status == 469 }?.header("Recv-Info") == "", "no package is taken")
      #expect(seen.messages.first { $0.status == 415 }?.header("Accept")?.contains("application/dtmf-relay") == true)
      // The offer was passed on.
      try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
    }
  }

  @Test func phonesReinviteWithoutOfferIsPassedOn() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.refreshing)
      try stage.connect()
      try acknowledgements(1, at: other, .sent)
      try acknowledgements(3, at: own)
      try stage.stopPhoneAudio()
      let seen = try stage.expect(other, Flow.ownAnswers + ["<INVITE", ">200 INVITE", "<ACK"] + Flow.ended)
      let offered = seen.messages.first { $0.direction == .received && $0.status == 200 }
      #expect(offered?.body.contains("m=audio") == true)
      let far = try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      #expect(far.received("INVITE", with: "m=audio") == [true, true, false])
      #expect(far.received("ACK", with: "m=audio") == [false, false, true])
    }
  }

  @Test func ownPhoneRefusesTheOtherSidesAudio() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.refusesJoin("488 Not Acceptable Here"))
      let other = try stage.otherPhone(.answer)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/MediaNegotiationFailure")
      try stage.expect(own, Flow.ownAnswers + Flow.refused(488) + Flow.ended)
      let far = try stage.expect(other, Flow.other)
      #expect(far.received("ACK", with: "m=audio 0 ") == [true])
    }
  }

  @Test func ownPhonesReinviteCrossesTheJoin() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.glareBoth)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      let seen = try own.outcome(within: 20)
      #expect(seen.succeeded, "\(seen.errors)")
      let flow = seen.messages.flow.filter { $0 != ">100 INVITE" }
      #expect(
        flow == Flow.ownAnswers + [">INVITE", "<INVITE", ">491 INVITE", "<ACK", "<200 INVITE", ">ACK"] + Flow.ended)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func holdKeyBeforeTheOtherSideAnswers() async throws {
    try await onStage { stage in
      // Once only: after the join the phone leaves its keys alone.
      let once = SIPpScenario(
        "phone-holds",
        replacing: [
          "<recv request=\"ACK\" next=\"10\"/>\n  <label id=\"80\"/>":
            "<recv request=\"ACK\" next=\"70\"/>\n  <label id=\"80\"/>"
        ])
      let own = try stage.ownPhone(once) { $0.talk = 100 }
      let other = try stage.otherPhone(.answer) { $0.ring = 2_000 }
      try stage.connect()
      try stage.stopPhoneAudio()
      let key = ["<INVITE", ">200 INVITE", "<ACK"]
      let seen = try stage.expect(own, Flow.ownAnswers + key + key + Flow.join + Flow.ended)
      let answers = seen.messages.filter { $0.direction == .received && $0.status == 200 }
      let held = answers.map { $0.body.contains("a=inactive") }
      #expect(held == [true, true])
      try stage.expect(other, Flow.other)
    }
  }

  @Test(arguments: [true, false])
  func holdKeyIsPassedToTheOtherPhone(isOwn: Bool) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(isOwn ? .phoneHolds : .answer) { $0.talk = 200 }
      let other = try stage.otherPhone(isOwn ? .answer : .phoneHolds) { $0.talk = 200 }
      try stage.connect()
      let holder = isOwn ? own : other
      let held = isOwn ? other : own
      try acknowledgements(2, at: holder, .sent)
      try stage.stopPhoneAudio()
      let key = ["<INVITE", ">200 INVITE", "<ACK"]
      let start = isOwn ? Flow.ownAnswers + Flow.join : Flow.ownAnswers
      let seen = try stage.expect(holder, start + key + key + Flow.ended)
      let begin = isOwn ? Flow.ownAnswers : Flow.ownAnswers + Flow.join
      let far = try stage.expect(held, begin + Flow.join + Flow.join + Flow.ended)
      let offers = far.messages.filter { $0.method == "INVITE" }.suffix(2)
      #expect(offers.map { $0.body.contains("a=inactive") } == [true, false])
      let answers = seen.messages.filter { $0.direction == .received && $0.status == 200 }
      #expect(answers.map { $0.body.contains("a=inactive") } == [true, false])
    }
  }

  private func acknowledgements(
    _ count: Int, at phone: SIPp, _ direction: SIPTracedMessage.Direction = .received
  ) throws {
    try Eventually.holds("\(count) ACKs at \(phone.scenario)", within: 15) {
      phone.messages().filter { $0.direction == direction && $0.method == "ACK" }.count >= count
    }
  }
}
