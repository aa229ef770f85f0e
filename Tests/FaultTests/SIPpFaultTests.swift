import Testing

@testable import InteropSupport

/// The server is killed while SIPp's phones ring or have just answered: they hear from its successor what they must.
@Suite("Faults with SIPp", .timeLimit(.minutes(4)))
struct SIPpFaultTests {
  /// Where the server dies, and what the phones that have rung by then do.
  struct Instant: Sendable, CustomTestStringConvertible {
    let place: String
    let own: SIPpScenario
    var other: SIPpScenario?
    var testDescription: String { place }
  }

  @Test(arguments: [
    Instant(place: "call startTimer ringOwn#1", own: .ringUntilCancelled),
    // The script takes one ACK, and gets one for each 200 that it sends.
    Instant(place: "call acknowledge your phone#1", own: SIPpScenario("answer", arguments: ["-nr"])),
    Instant(place: "call startTimer ringOther#1", own: .answer, other: .ringUntilCancelled),
    // From here on the call is up, and ended by the application.
    Instant(place: "call notify connected#1", own: .answer, other: .answer),
    Instant(place: "call bye your phone#1", own: .answer, other: .answer),
  ]) func outgoing(killedAt instant: Instant) async throws {
    let scenario = FaultScenario("outgoing") { stage in
      try stage.start()
      try stage.end(by: .application)
    }
    try await onOwnThread {
      let ports = (own: try FreePort.pair(), other: try FreePort.pair())
      let own = try Self.phone(instant.own, ports.own)
      let other = try instant.other.map { try Self.phone($0, ports.other) }
      let stage = try FaultStage(scenario, dyingAt: instant.place, ports: [.own: ports.own, .other: ports.other])
      defer { stage.crash() }
      #expect(try stage.rehearse(next: nil), "the server dies")
      try Self.expect([own, other])
    }
  }

  @Test(arguments: ["incoming startTimer ring#1", "incoming notify progressed#1"])
  func aCallerWhoWasNotAnsweredIsRefused(killedAt place: String) async throws {
    let scenario = FaultScenario("incoming") { stage in
      let caller = try SIPp.caller(
        SIPpScenario("call-refused"), to: stage.server.sipPort,
        .init {
          $0.dials = FaultStage.workNumber
          $0.caller = FaultStage.otherNumber
          $0.timeout = 30
        })
      try stage.awaitOutcome()
      try stage.end(by: .application)
      try Self.expect([caller])
    }
    try await onOwnThread {
      let port = try FreePort.pair()
      let own = try Self.phone(.ringUntilCancelled, port)
      let stage = try FaultStage(scenario, dyingAt: place, ports: [.own: port])
      defer { stage.crash() }
      #expect(try stage.rehearse(next: nil), "the server dies")
      try Self.expect([own])
    }
  }

  private static func phone(_ scenario: SIPpScenario, _ port: UInt16) throws -> SIPp {
    try SIPp.phone(
      scenario, port: port,
      .init {
        $0.ring = 50
        $0.timeout = 30
      })
  }

  private static func expect(_ phones: [SIPp?]) throws {
    for phone in phones.compactMap(\.self) {
      let outcome = try phone.outcome(within: 30)
      #expect(outcome.succeeded, "\(phone.scenario): \(outcome.errors) \(outcome.flow)")
    }
  }
}
