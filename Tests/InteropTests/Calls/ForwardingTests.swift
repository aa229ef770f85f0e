import InteropSupport
import Testing

/// The other side sends the call on.
@Suite("Forwarding", .timeLimit(.minutes(4)))
struct ForwardingTests {
  private static func moved(to target: String) -> SIPpScenario {
    .reject("302 Moved Temporarily", header: "Contact: <\(target)>")
  }

  @Test func saysSo() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.forwarded)
      try stage.connect()
      #expect(stage.states.hasPrefix("Connecting Forwarded "))
      #expect(stage.states.hasSuffix(" Connected"))
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      try stage.expect(other, [">INVITE", "<181 INVITE", "<180 INVITE", "<200 INVITE", ">ACK"] + Flow.ended)
    }
  }

  @Test func redirectIsFollowedByTheRoutes() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      // The host is a stranger: only the number counts, and goes where the routes send it.
      let other = try stage.otherPhone(Self.moved(to: "sip:\(CallStage.thirdNumber)@elsewhere.contoso.test"))
      let third = try stage.thirdPhone(.answer)
      try stage.connect()
      #expect(stage.states == "Connecting Forwarded Alerting Connected")
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.refused(302))
      let seen = try stage.expect(third, Flow.other)
      #expect(seen.messages.first?.startLine.contains("sip:\(CallStage.thirdNumber)@127.0.0.1") == true)
    }
  }

  @Test func redirectToABusyPhone() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(Self.moved(to: "sip:\(CallStage.thirdNumber)@127.0.0.1"))
      let third = try stage.thirdPhone(.reject("486 Busy Here"))
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/Busy")
      #expect(stage.states == "Connecting Forwarded Failed")
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(other, Flow.refused(302))
      try stage.expect(third, Flow.refused(486))
    }
  }

  @Test func redirectInACircleEnds() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(Self.moved(to: "sip:\(CallStage.thirdNumber)@127.0.0.1"))
      let third = try stage.thirdPhone(Self.moved(to: "sip:\(CallStage.otherNumber)@127.0.0.1"))
      try stage.start()
      let end = try stage.completed()
      #expect(end.summary == "completed phoneAudioInvitation Failed Failure RemoteFailure/Unreachable")
      #expect(end.message == "The other side forwards the call in a circle.")
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(other, Flow.refused(302))
      try stage.expect(third, Flow.refused(302))
    }
  }

  @Test func redirectToItselfEnds() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(Self.moved(to: "sip:\(CallStage.otherNumber)@127.0.0.1"))
      try stage.start()
      let end = try stage.completed()
      #expect(end.summary == "completed phoneAudioInvitation Failed Failure RemoteFailure/Unreachable")
      #expect(end.message == "The other side forwards the call in a circle.")
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(other, Flow.refused(302))
    }
  }

  @Test(arguments: ["sip:911@127.0.0.1", "tel:112", "http://contoso.test/", "sip:127.0.0.1"])
  func redirectToWhatMayNotBeCalled(target: String) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(Self.moved(to: target))
      let third = try UDPPort(stage.ports.third)
      try stage.start()
      let end = try stage.completed()
      #expect(end.summary == "completed phoneAudioInvitation Failed Failure RemoteFailure/DestinationNotFound")
      #expect(end.message == "The other side forwards to an address that may not be called.")
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(other, Flow.refused(302))
      #expect(third.unread() == [])
    }
  }
}
