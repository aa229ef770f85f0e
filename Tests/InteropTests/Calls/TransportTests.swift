import InteropSupport
import Testing

/// Ways to the phones other than a UDP datagram straight to them.
@Suite("Transport", .timeLimit(.minutes(2)))
struct TransportTests {
  @Test func tcpOnBothLegs() async throws {
    try await onStage(.init { $0.transport = "tcp" }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      let seen = try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
      #expect(seen.messages.first?.header("Via")?.hasPrefix("SIP/2.0/TCP ") == true)
    }
  }

  @Test func tcpHangUpByTheOtherSide() async throws {
    try await onStage(.init { $0.transport = "tcp" }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answerThenHangUp) { $0.talk = 300 }
      try stage.connect()
      #expect(try stage.waitForDisconnected() == "The other side hung up.")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.ownAnswers + Flow.hangsUp)
    }
  }

  @Test func tcpNobodyThere() async throws {
    try await onStage(.init { $0.transport = "tcp" }) { stage in
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/Unreachable")
    }
  }

  @Test func oneTrunkForBothLegs() async throws {
    try await onStage(.init { $0.usesOneTrunk = true }) { stage in
      let both = try stage.ownPhone(.answer) { $0.calls = 2 }
      try stage.connect()
      try stage.stopPhoneAudio()
      let seen = try both.outcome(within: 20)
      #expect(seen.succeeded, "\(seen.errors)")
      let legs = Dictionary(grouping: seen.messages) { $0.header("Call-ID") ?? "" }.values.map(\.flow)
      #expect(Set(legs) == [Flow.own, Flow.other])
    }
  }

  @Test func largeMessageReachesAUDPTrunkWithoutTCP() async throws {
    try await onStage { stage in
      // Above 1300 bytes RFC 3261, 18.1.1 wants TCP, which this trunk does not speak.
      let text = String(repeating: "Sun-", count: 700)
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect(#","_links":{"customContent":{"href":"data:text/plain,\#(text)"}}"#)
      try stage.stopPhoneAudio()
      let seen = try stage.expect(other, Flow.other)
      #expect(seen.messages.first?.body == text + "\n")
      try stage.expect(own, Flow.own)
    }
  }

  @Test func recordedRouteIsFollowed() async throws {
    try await onStage { stage in
      let relay = try DroppingRelay(to: stage.ports.other)
      // The proxy that the phone says is in the path: the relay, which the first INVITE does not pass.
      let route = "<sip:127.0.0.1:\(relay.frontPort);lr>"
      let routed = SIPpScenario("answer", replacing: ["[last_Record-Route:]": "Record-Route: \(route)"])
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(routed)
      try stage.connect()
      try Eventually.holds("the ACK at the proxy", within: 5) { relay.counts.received == 1 }
      try stage.stopPhoneAudio()
      try stage.waitForDisconnected()
      let seen = try stage.expect(other, Flow.other)
      try stage.expect(own, Flow.own)
      for request in seen.messages where ["ACK", "BYE"].contains(request.method) {
        #expect(request.header("Route") == route)
        #expect(request.startLine.contains("sip:phone@127.0.0.1:\(stage.ports.other)"))
      }
      #expect(relay.counts.received >= 2, "the BYE passes the proxy too")
    }
  }
}
