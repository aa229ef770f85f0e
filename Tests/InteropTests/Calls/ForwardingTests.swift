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
      #expect(stage.reason(ofState: "Forwarded") == nil, "a 181 does not send the call elsewhere")
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
      #expect(stage.reason(ofState: "Forwarded") == "Informational/Redirected")
      try stage.stopPhoneAudio()
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.refused(302))
      let seen = try stage.expect(third, Flow.other)
      #expect(seen.messages.first?.startLine.contains("sip:\(CallStage.thirdNumber)@127.0.0.1") == true)
    }
  }

  @Test func redirectToAColleaguesAddressRingsHisTelephone() async throws {
    try await onStage { stage in
      try WorklineServer.addUser(
        "sip:robin@contoso.test", name: "Robin Example", work: "+14255550104", mobile: CallStage.thirdNumber,
        data: stage.data)
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(Self.moved(to: "sip:robin@contoso.test"))
      let third = try stage.thirdPhone(.answer)
      try stage.connect()
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

  /// The fifth target answers; the chain of a sixth is not followed.
  @Test(arguments: [5, 6])
  func redirectsAreFollowedFiveTimes(hops: Int) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(Self.moved(to: "sip:\(CallStage.thirdNumber)@127.0.0.1"))
      var onward = SIPpScenario.forwardOn
      if hops > 5 { onward.replacements["compare=\"equal\" value=\"5\""] = "compare=\"equal\" value=\"99\"" }
      let third = try stage.thirdPhone(onward) { $0.calls = 5 }
      if hops == 5 {
        try stage.connect()
        #expect(stage.states == "Connecting Forwarded Connected")
        try stage.stopPhoneAudio()
      } else {
        try stage.start()
        #expect(try stage.outcome() == "Failed Failure RemoteFailure/Unreachable")
      }
      try stage.expect(own, hops == 5 ? Flow.own : Flow.ownAlone)
      try stage.expect(other, Flow.refused(302))
      let last = hops == 5 ? Flow.other.filter { $0 != "<180 INVITE" } : Flow.refused(302)
      let seen = try stage.expect(third, (0..<4).flatMap { _ in Flow.refused(302) } + last)
      let called = seen.messages.filter { $0.method == "INVITE" }.map { $0.startLine.split(separator: "@")[0] }
      #expect(
        called
          == [CallStage.thirdNumber, "+14255550141", "+14255550142", "+14255550143", "+14255550144"]
          .map { "INVITE sip:\($0)" })
    }
  }

  @Test func redirectToAForbiddenTargetAfterTwoHops() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(Self.moved(to: "sip:\(CallStage.thirdNumber)@127.0.0.1"))
      let third = try stage.thirdPhone(Self.moved(to: "sip:911@127.0.0.1"))
      try stage.start()
      let end = try stage.completed()
      #expect(end.summary == "completed phoneAudioInvitation Failed Failure RemoteFailure/DestinationNotFound")
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(other, Flow.refused(302))
      try stage.expect(third, Flow.refused(302))
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

  /// To the number that was called, and to the own phone, which is in the call already.
  @Test(arguments: [CallStage.otherNumber, CallStage.ownNumber])
  func redirectToAPhoneInTheCallEnds(number: String) async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(Self.moved(to: "sip:\(number)@127.0.0.1"))
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
