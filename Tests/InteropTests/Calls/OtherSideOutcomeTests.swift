import InteropSupport
import Testing

/// What becomes of a call whose other side does not answer; the own phone, which has answered, must be let go.
@Suite("Other side outcomes", .timeLimit(.minutes(4)))
struct OtherSideOutcomeTests {
  struct Row: Sendable {
    let status: String
    var header: String?
    let outcome: String
  }

  static let rows: [Row] = [
    Row(status: "486 Busy Here", outcome: "Failed Failure RemoteFailure/Busy"),
    Row(status: "600 Busy Everywhere", outcome: "Failed Failure RemoteFailure/Busy"),
    Row(status: "603 Decline", outcome: "Declined Failure RemoteFailure/Declined"),
    Row(status: "607 Unwanted", outcome: "Declined Failure RemoteFailure/Declined"),
    Row(status: "404 Not Found", outcome: "Failed Failure RemoteFailure/DestinationNotFound"),
    Row(status: "484 Address Incomplete", outcome: "Failed Failure RemoteFailure/DestinationNotFound"),
    Row(status: "480 Temporarily Unavailable", outcome: "Failed Failure RemoteFailure/TemporarilyUnavailable"),
    Row(status: "408 Request Timeout", outcome: "Failed Failure RemoteFailure/Timeout"),
    Row(status: "410 Gone", outcome: "Failed Failure RemoteFailure/Unreachable"),
    Row(status: "503 Service Unavailable", outcome: "Failed Failure RemoteFailure/Unreachable"),
    Row(
      status: "500 Server Internal Error", header: "Reason: Q.850;cause=41",
      outcome: "Failed Failure RemoteFailure/Unreachable"),
  ]

  @Test func eachRefusal() async throws {
    try await onStage { stage in
      for row in Self.rows {
        let own = try stage.ownPhone(.answer)
        let other = try stage.otherPhone(.ringThenReject(row.status, header: row.header))
        try stage.start()
        let end = try stage.completed()
        #expect([end.state, end.status, end.reason].compactMap { $0 }.joined(separator: " ") == row.outcome)
        #expect(end.message?.hasPrefix("The other side ") == true)
        #expect(end.message?.contains("SIP \(row.status)") == true)
        if row.header != nil { #expect(end.message?.contains("Q.850 cause 41, temporary failure") == true) }
        try stage.expect(other, [">INVITE", "<180 INVITE", "<\(row.status.prefix(3)) INVITE", ">ACK"])
        try stage.expect(own, Flow.ownAlone)
        #expect(stage.states == "Connecting Alerting \(row.outcome.prefix { $0 != " " })")
      }
    }
  }

  @Test func nobodyAnswers() async throws {
    try await onStage(.init { $0.timeouts = ["ringTarget": 1] }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.ringUntilCancelled)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/Timeout")
      try stage.expect(other, Flow.cancelled)
      try stage.expect(own, Flow.ownAlone)
    }
  }

  @Test func noResponseAtAll() async throws {
    try await onStage(
      .init {
        $0.own = ["timerB": "1000"]; $0.other = ["timerB": "1000"]
      }
    ) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/Unreachable")
      try stage.expect(own, Flow.ownAlone)
      #expect(Set(other.unread().map { $0.prefix { $0 != " " } }) == ["INVITE"])
    }
  }

  @Test func noAudioInCommonWithOrWithoutOffer() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.reject("488 Not Acceptable Here")) { $0.calls = 2 }
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/MediaNegotiationFailure")
      let seen = try stage.expect(other, Flow.refused(488) + Flow.refused(488))
      #expect(seen.received("INVITE", with: "m=audio") == [false, true])
      try stage.expect(own, Flow.own)
    }
  }
}
