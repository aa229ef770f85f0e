import Foundation
import Glibc
import InteropSupport
import Testing

/// Calls that come in by a trunk, with real callers and real phones.
@Suite("Incoming", .timeLimit(.minutes(4)))
struct IncomingTests {
  private static let missed = "Cancelled Failure Informational/Missed"

  @Test func oneOfTwoPhonesAnswersAndTheOtherStops() async throws {
    try await onStage(CallStage.twoPhones) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answer) { $0.ring = 300 }
      let third = try stage.thirdPhone(.ringUntilCancelled)
      let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 300 }
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      try stage.waitForDisconnected()
      #expect(stage.incomingStates == "Connecting Alerting Connected")
      let heard = try caller.outcome(within: 20)
      #expect(heard.succeeded, "\(heard.errors)")
      #expect(
        heard.messages.flow == ["<INVITE", ">100 INVITE", ">180 INVITE", ">200 INVITE", "<ACK", "<BYE", ">200 BYE"])
      try stage.expect(own, Flow.ownAnswers + Flow.ended)
      let stopped = try stage.expect(third, Flow.cancelled)
      let cancel = stopped.messages.first { $0.method == "CANCEL" }
      #expect(cancel?.header("Reason") == "SIP;cause=200;text=\"Call completed elsewhere\"")
      let invitation = try stage.get(stage.invitation)
      #expect(invitation["phoneNumber"] as? String == "tel:" + CallStage.ownNumber)
      #expect(try stage.missed() == 0)
      // The phone shows who calls.
      let invite = stopped.messages.first { $0.method == "INVITE" }
      #expect(invite?.header("From")?.contains("\"Caller\" <sip:\(CallStage.otherNumber)@") == true)
      #expect(invite?.header("Max-Forwards") == "69")
    }
  }

  @Test func phonesRingWithoutAnyApplicationThatTakesCalls() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answerThenHangUp) { $0.talk = 200 }
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      let heard = try caller.outcome(within: 20)
      #expect(heard.succeeded, "\(heard.errors)")
      try stage.expect(own, Flow.ownAnswers + Flow.hangsUp)
      #expect(stage.log.events.isEmpty)
    }
  }

  @Test func theCallerGivesUp() async throws {
    try await onStage(CallStage.twoPhones) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.ringUntilCancelled)
      let third = try stage.thirdPhone(.ringUntilCancelled)
      let caller = try stage.caller(SIPpScenario("call-then-cancel")) { $0.ring = 300 }
      try stage.incoming()
      #expect(try stage.incomingOutcome() == Self.missed)
      #expect(try caller.outcome(within: 20).succeeded)
      let stopped = try stage.expect(own, Flow.cancelled)
      #expect(stopped.messages.first { $0.method == "CANCEL" }?.header("Reason") == nil)
      try stage.expect(third, Flow.cancelled)
      try Eventually.holds("the call is missed", within: 10) { try stage.missed() == 1 }
    }
  }

  @Test func theCallerGivesUpAsAPhoneIsPickedUp() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answerCrossingCancel)
      let caller = try stage.caller(SIPpScenario("call-then-cancel"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == Self.missed)
      #expect(try caller.outcome(within: 20).succeeded)
      try stage.expect(
        own, [">INVITE", "<180 INVITE", ">CANCEL", "<200 CANCEL", "<200 INVITE", ">ACK"] + Flow.ended)
    }
  }

  @Test func nobodyAnswers() async throws {
    let settings = CallStage.Settings { $0.timeouts["ringOwnPhone"] = 1 }
    try await onStage(settings) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.ringUntilCancelled)
      let caller = try stage.caller(SIPpScenario("call-refused"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Failed Failure LocalFailure/Missed")
      let heard = try caller.outcome(within: 20)
      #expect(heard.flow.contains(">480 INVITE"), "\(heard.flow)")
      try stage.expect(own, Flow.cancelled)
    }
  }

  @Test func allPhonesAreBusy() async throws {
    try await onStage(CallStage.twoPhones) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.reject("486 Busy Here"))
      let third = try stage.thirdPhone(.reject("480 Temporarily Unavailable"))
      let caller = try stage.caller(SIPpScenario("call-refused"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Failed Failure LocalFailure/Busy")
      #expect(try caller.outcome(within: 20).flow.contains(">486 INVITE"))
      try stage.expect(own, Flow.refused(486))
      try stage.expect(third, Flow.refused(480))
    }
  }

  @Test(arguments: [("Local", 486), ("Global", 603)])
  func declinedByTheApplication(reason: String, status: Int) async throws {
    try await onStage(CallStage.twoPhones) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.ringUntilCancelled)
      let third = try stage.thirdPhone(.ringUntilCancelled)
      let caller = try stage.caller(SIPpScenario("call-refused"))
      try stage.incoming()
      for phone in [own, third] { try phone.waitForMessage("180") { $0.status == 180 } }
      let decline = try stage.link("decline", of: stage.invitation)
      let answer = try stage.connection.exchange(
        stage.driver.request("POST", decline, json: #"{"reason":"\#(reason)"}"#))
      #expect(answer.status == 204)
      #expect(try stage.incomingOutcome() == "Declined Failure LocalFailure/Declined")
      #expect(try caller.outcome(within: 20).flow.contains(">\(status) INVITE"))
      try stage.expect(own, Flow.cancelled)
      try stage.expect(third, Flow.cancelled)
      // Once is enough.
      let again = try stage.connection.exchange(stage.driver.request("POST", decline))
      #expect(again.status == 409)
      #expect((try? stage.link("decline", of: stage.invitation)) == nil)
    }
  }

  @Test func heldResumedAndStoppedByTheApplication() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      #expect(try stage.change("holdPhoneAudio") == nil)
      #expect(try stage.change("resumePhoneAudio") == nil)
      try stage.stopPhoneAudio()
      try stage.waitForDisconnected()
      let phone = try stage.expect(own, Flow.ownAnswers + Flow.join + Flow.join + Flow.ended)
      #expect(phone.received("INVITE", with: "a=inactive") == [false, true, false])
      let heard = try caller.outcome(within: 20)
      #expect(heard.succeeded, "\(heard.errors)")
      #expect(heard.received("INVITE", with: "a=inactive") == [true, false])
    }
  }

  @Test func aCallerWithoutAnOffer() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-offerless")) { $0.talk = 200 }
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      let heard = try caller.outcome(within: 20)
      #expect(heard.succeeded, "\(heard.errors)")
      let phone = try stage.expect(own, Flow.ownAnswers + Flow.ended)
      #expect(phone.received("INVITE", with: "m=audio") == [false])
      #expect(phone.received("ACK", with: "m=audio") == [true])
    }
  }

  @Test func thePhoneTransfersTheCallerAway() async throws {
    let target = "<sip:\(CallStage.thirdNumber)@127.0.0.1;user=phone>"
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.transfers(to: target)) { $0.talk = 300 }
      let third = try stage.thirdPhone(.answerThenHangUp) { $0.talk = 300 }
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      try stage.waitForDisconnected("Informational/Transferred")
      let heard = try caller.outcome(within: 20)
      #expect(heard.succeeded, "\(heard.errors)")
      #expect(heard.flow.contains(">INVITE"), "the caller is given the new phone's description")
      #expect(try own.outcome(within: 20).succeeded)
      #expect(try third.outcome(within: 20).succeeded)
    }
  }

  @Test func anotherPhoneTakesOver() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answer)
      let third = try stage.thirdPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      let takeover = try stage.takeOver()
      let end = try stage.log.waitFor("completed takeover") { $0.type == "completed" && $0.href == takeover }
      #expect(end.status == "Success")
      try stage.expect(own, Flow.ownAnswers + Flow.ended)
      try stage.stopPhoneAudio()
      #expect(try caller.outcome(within: 20).succeeded)
      #expect(try third.outcome(within: 20).succeeded)
    }
  }

  @Test func theApplicationTransfersTheCallerAway() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answer)
      let third = try stage.thirdPhone(.answerThenHangUp) { $0.talk = 300 }
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      try stage.perform("transferPhoneAudio", #"{"to":"tel:\#(CallStage.thirdNumber)"}"#)
      try stage.waitForDisconnected("Informational/Transferred")
      let heard = try caller.outcome(within: 20)
      #expect(heard.succeeded, "\(heard.errors)")
      #expect(heard.flow.contains(">INVITE"), "the caller is given the new phone's description")
      try stage.expect(own, Flow.ownAnswers + Flow.ended)
      #expect(try third.outcome(within: 20).succeeded)
    }
  }

  @Test func anAttendedTransferJoinsTheCallerToAConsultation() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-until-ended"))
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      let first = stage.invitation
      let other = try stage.otherPhone(.answerThenHangUp) { $0.talk = 3_000 }
      let target = "<sip:\(CallStage.otherNumber)@127.0.0.1\(try TransferTests.replaces(own))>"
      let second = try stage.thirdPhone(.transfers(to: target)) { $0.talk = 200 }
      try stage.connect(phone: CallStage.thirdNumber)
      #expect(stage.invitation != first)
      try stage.log.waitFor("both calls transferred") { _ in
        stage.log.events.count { $0.rel == "phoneAudio" && $0.reason == "Informational/Transferred" } == 2
      }
      try stage.expect(own, Flow.ownAnswers + Flow.ended)
      #expect(try second.outcome(within: 20).succeeded)
      // They talk until the one who was consulted hangs up.
      #expect(try other.outcome(within: 20).succeeded)
      let heard = try caller.outcome(within: 20)
      #expect(heard.succeeded && heard.flow.contains(">INVITE"), "\(heard.errors)")
    }
  }

  @Test func softphonesHearEachOther() async throws {
    try await onStage(CallStage.twoPhones) { stage in
      try stage.takePhoneAudio()
      let third = try stage.thirdPhone(.ringUntilCancelled) { $0.ring = 300 }
      let own = try Baresip(user: CallStage.ownNumber, hertz: 440, answering: .manual, port: stage.ports.own)
      let caller = try Baresip(user: CallStage.otherNumber, hertz: 1_000, port: stage.ports.other)
      try caller.dial("sip:\(CallStage.workNumber)@127.0.0.1:\(stage.server.sipPort)")
      try third.waitForMessage("180") { $0.status == 180 }
      try own.waitForEvent("CALL_INCOMING")
      try own.answer()
      for (phone, hertz) in [(own, 1_000.0), (caller, 440.0)] {
        let tone = try phone.waitToHear(hertz, within: 20)
        #expect(tone.level > 0.4 && tone.purity > 0.9, "\(tone)")
      }
      try stage.expect(third, Flow.cancelled)
      let started = try stage.log.waitFor("an invitation") {
        $0.rel == "phoneAudioInvitation" && $0.type == "started"
      }
      stage.invitation = started.href
      #expect(try stage.incomingOutcome() == "Connected Success")
      #expect(try stage.change("holdPhoneAudio") == nil)
      try own.waitForSilence()
      try caller.waitForSilence()
      try stage.stopPhoneAudio()
      try own.waitForEvent("CALL_CLOSED")
      try caller.waitForEvent("CALL_CLOSED")
      own.stop()
      caller.stop()
    }
  }

  @Test func aNumberOfNobody() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try UDPPort(stage.ports.own)
      for number in ["+14255550177", "112", "nobody"] {
        let caller = try stage.caller(SIPpScenario("call-refused"), dials: number)
        #expect(try caller.outcome(within: 20).flow.contains(">404 INVITE"))
      }
      #expect(own.unread() == [])
      #expect(!stage.log.events.contains { $0.rel == "phoneAudioInvitation" })
    }
  }

  @Test func aStranger() async throws {
    try await onStage { stage in
      try stage.takePhoneAudio()
      let own = try UDPPort(stage.ports.own)
      let caller = try stage.caller(SIPpScenario("call-refused")) { $0.arguments = ["-i", "127.0.0.2"] }
      #expect(try caller.outcome(within: 20).flow.contains(">403 INVITE"))
      #expect(own.unread() == [])
      #expect(!stage.log.events.contains { $0.rel == "phoneAudioInvitation" })
      let log = try Eventually.value("the census", within: 10) {
        stage.server.process.signal(SIGUSR1)
        let text = stage.server.process.text(.error)
        return text.contains("workline census") ? text : nil
      }
      #expect(log.contains("census calls=0 legs=0 "))
      #expect(log.contains(" handles=0 timers=0 ") && log.contains(" conversations=0 invitations=0 "), "\(log)")
      #expect(log.contains("from unknown sources were refused: 1, the last from 127.0.0.2:"), "\(log)")
    }
  }
}
