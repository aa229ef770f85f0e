import InteropSupport
import Testing

/// What becomes of a call whose own phone does not answer; the other side must not be called.
@Suite("Own phone outcomes", .timeLimit(.minutes(4)))
struct OwnPhoneOutcomeTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let status: String
    var header: String?
    let outcome: String
    var testDescription: String { status + (header.map { " \($0)" } ?? "") }
  }

  static let rows: [Row] = [
    Row(status: "486 Busy Here", outcome: "Failed Failure LocalFailure/Busy"),
    Row(status: "600 Busy Everywhere", outcome: "Failed Failure LocalFailure/Busy"),
    Row(status: "603 Decline", outcome: "Declined Failure LocalFailure/Declined"),
    Row(status: "403 Forbidden", outcome: "Declined Failure LocalFailure/Declined"),
    Row(status: "404 Not Found", outcome: "Failed Failure LocalFailure/Unreachable"),
    Row(status: "480 Temporarily Unavailable", outcome: "Failed Failure LocalFailure/Timeout"),
    Row(status: "408 Request Timeout", outcome: "Failed Failure LocalFailure/Timeout"),
    Row(status: "503 Service Unavailable", outcome: "Failed Failure LocalFailure/Unreachable"),
    Row(
      status: "503 Service Unavailable", header: "Reason: Q.850;cause=34;text=\"No circuit\"",
      outcome: "Failed Failure LocalFailure/PstnCallFailed"),
  ]

  @Test func eachRefusal() async throws {
    try await onStage { stage in
      for row in Self.rows {
        let own = try stage.ownPhone(.reject(row.status, header: row.header))
        let other = try UDPPort(stage.ports.other)
        try stage.start()
        let end = try stage.completed()
        #expect([end.state, end.status, end.reason].compactMap { $0 }.joined(separator: " ") == row.outcome)
        #expect(end.message?.hasPrefix("Your phone ") == true)
        #expect(end.message?.contains("SIP \(row.status)") == true)
        if row.header != nil { #expect(end.message?.contains("Q.850 cause 34, no circuit available") == true) }
        try stage.expect(own, Flow.refused(Int(row.status.prefix(3)) ?? 0))
        #expect(other.unread() == [])
      }
    }
  }

  @Test func nobodyAnswers() async throws {
    try await onStage(.init { $0.timeouts = ["ringOwnPhone": 1] }) { stage in
      let own = try stage.ownPhone(.ringUntilCancelled)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/Timeout")
      try stage.expect(own, Flow.cancelled)
      #expect(other.unread() == [])
    }
  }

  @Test func nothingButTrying() async throws {
    try await onStage(.init { $0.timeouts = ["ringOwnPhone": 1] }) { stage in
      let trying = SIPpScenario("ring-until-cancelled", replacing: ["SIP/2.0 180 Ringing": "SIP/2.0 100 Trying"])
      let own = try stage.ownPhone(trying)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/Timeout")
      try stage.expect(own, [">INVITE", "<100 INVITE"] + Flow.cancelled.dropFirst(2))
      #expect(other.unread() == [])
    }
  }

  @Test func noResponseAtAll() async throws {
    try await onStage(
      .init {
        $0.own = ["timerB": "1000"]; $0.other = ["timerB": "1000"]
      }
    ) { stage in
      let own = try UDPPort(stage.ports.own)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/Unreachable")
      let requests = own.unread().map { $0.prefix { $0 != " " } }
      #expect(Set(requests) == ["INVITE"] && requests.count >= 2, "\(requests)")
      #expect(other.unread() == [])
    }
  }

  @Test func nothingListens() async throws {
    try await onStage { stage in
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/Unreachable")
    }
  }
}
