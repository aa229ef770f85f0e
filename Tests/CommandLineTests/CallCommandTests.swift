import Foundation
import Testing

@testable import UCWAClient
@testable import workline

/// `workline call` as a process, against a scripted server.
@Suite struct CallCommandTests {
  private static let success = #","status":"Success""#

  private func call(
    _ fake: FakeUCWA, _ more: [String] = [], token: String = FakeUCWA.token,
    whileRunning: (@Sendable (pid_t) async -> Void)? = nil
  ) async throws -> Executable.Outcome {
    try await Executable.run(
      ["call", "--server", fake.server.url.absoluteString, "--user", FakeUCWA.user] + more + ["+14255550120"],
      environment: ["WORKLINE_TOKEN": token], whileRunning: whileRunning)
  }

  /// The operation id that the process chose, as soon as it has asked for the call.
  private static func operation(_ server: FakeServer) async -> String {
    let start = await server.request { $0.path.hasSuffix("startPhoneAudio") }
    return (try? ResourceDocument(json: Data((start?.body ?? "").utf8)))?["operationId"] ?? ""
  }

  private static func ring(_ server: FakeServer) async -> String {
    let operation = await operation(server)
    server.push(Packages.package(next: 2, Packages.invitation("started", state: "Connecting", operationId: operation)))
    return operation
  }

  private static func connect(_ server: FakeServer) async {
    let operation = await ring(server)
    server.push(
      Packages.package(
        next: 3, Packages.invitation("completed", state: "Connected", operationId: operation, rest: success)))
  }

  private static func acked(_ server: FakeServer, _ ack: Int) async {
    _ = await server.request { $0.path.hasSuffix("events?ack=\(ack)") }
  }

  private static let ended = Packages.phoneAudio(
    "Disconnected", reason: Packages.reason("Informational", "CallTerminated", "Ended by your phone."))

  @Test func connectedCallExitsWithSuccess() async throws {
    let fake = try FakeUCWA()
    let outcome = try await call(fake, ["--phone", "+14255550110", "--subject", "Next quarter"]) {
      [server = fake.server] _ in
      await Self.connect(server)
      server.push(Packages.package(next: 4, Self.ended))
    }
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "Calling +14255550120 as sip:dana@contoso.test")
    #expect(
      lines.dropFirst().map { String($0.dropFirst(9)) } == [
        "your phone      ringing at +14255550110", "the other side  connected",
        "your phone      ended: Ended by your phone.",
      ])
    let start = fake.server.requests.first { $0.path.hasSuffix("startPhoneAudio") }
    let body = try ResourceDocument(json: Data((start?.body ?? "").utf8))
    #expect(body["phoneNumber"] == "+14255550110")
    #expect(body["subject"] == "Next quarter")
    #expect(fake.server.requests.contains { $0.method == "DELETE" && $0.path == FakeUCWA.application })
  }

  @Test func failedCallExitsWithOneAndSaysWhy() async throws {
    let fake = try FakeUCWA()
    let outcome = try await call(fake, ["--json"]) { [server = fake.server] _ in
      let operation = await Self.ring(server)
      server.push(
        Packages.package(
          next: 3,
          Packages.invitation(
            "completed", state: "Failed", operationId: operation,
            rest: Packages.reason("RemoteFailure", "Busy", "The other side is busy (486)."))))
    }
    #expect(outcome.exitCode == ExitCode.callFailed)
    let objects = try outcome.output.split(separator: "\n").map { try ResourceDocument(json: Data($0.utf8)) }
    #expect(objects.map { $0["event"] } == ["phoneAudioInvitation started", "phoneAudioInvitation completed"])
    #expect(objects.last?["subcode"] == "Busy")
    #expect(objects.last?["leg"] == "the other side")
  }

  @Test func refusedCallExitsWithOne() async throws {
    let fake = try FakeUCWA(answers: [
      "POST \(FakeUCWA.application)/communication/startPhoneAudio": .answer(
        400, #"{"code":"BadRequest","subcode":"NormalizationFailed","message":"Not a number."}"#)
    ])
    let outcome = try await call(fake)
    #expect(outcome.exitCode == ExitCode.callFailed)
    #expect(outcome.errors.contains("BadRequest/NormalizationFailed: Not a number."))
  }

  @Test func interruptCancelsWhileItRings() async throws {
    let fake = try FakeUCWA()
    let outcome = try await call(fake) { [server = fake.server] process in
      let operation = await Self.ring(server)
      await Self.acked(server, 2)
      kill(process, SIGINT)
      _ = await server.request { $0.path == "\(FakeUCWA.invitation)/cancel" }
      server.push(
        Packages.package(
          next: 3,
          Packages.invitation(
            "completed", state: "Cancelled", operationId: operation,
            rest: Packages.reason("Informational", "Canceled", "Cancelled."))))
    }
    #expect(outcome.exitCode == ExitCode.callFailed)
    #expect(outcome.output.contains("cancelled: Informational/Canceled"))
  }

  @Test func interruptHangsUpWhenConnected() async throws {
    let fake = try FakeUCWA()
    let outcome = try await call(fake) { [server = fake.server] process in
      await Self.connect(server)
      await Self.acked(server, 3)
      kill(process, SIGINT)
      _ = await server.request { $0.path == "\(FakeUCWA.conversation)/phoneAudio/stop" }
      server.push(Packages.package(next: 4, Self.ended))
    }
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("hanging up"))
  }

  @Test func secondInterruptLeavesAtOnce() async throws {
    let fake = try FakeUCWA()
    let outcome = try await call(fake) { [server = fake.server] process in
      _ = await Self.ring(server)
      await Self.acked(server, 2)
      kill(process, SIGINT)
      _ = await server.request { $0.path == "\(FakeUCWA.invitation)/cancel" }
      kill(process, SIGINT)
    }
    #expect(outcome.exitCode == ExitCode.interrupted)
  }

  @Test func callThatConnectsWhileItIsCancelledIsHungUp() async throws {
    let fake = try FakeUCWA(answers: [
      "GET \(FakeUCWA.invitation)": .answer(200, #"{"rel":"phoneAudioInvitation","state":"Connected","_links":{}}"#)
    ])
    let outcome = try await call(fake) { [server = fake.server] process in
      let operation = await Self.ring(server)
      await Self.acked(server, 2)
      kill(process, SIGINT)
      _ = await server.request { $0.path == FakeUCWA.invitation }
      server.push(
        Packages.package(
          next: 3, Packages.invitation("completed", state: "Connected", operationId: operation, rest: Self.success)))
      _ = await server.request { $0.path == "\(FakeUCWA.conversation)/phoneAudio/stop" }
      server.push(Packages.package(next: 4, Self.ended))
    }
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  @Test func scriptsCanLeaveHangUpAndCancel() async throws {
    let left = try FakeUCWA()
    let until = try await call(left, ["--until-connected"]) { [server = left.server] _ in await Self.connect(server) }
    #expect(until.exitCode == 0, "\(until.errors)")
    #expect(!left.server.requests.contains { $0.path.hasSuffix("/stop") })

    let hungUp = try FakeUCWA()
    let after = try await call(hungUp, ["--hangup-after", "0"]) { [server = hungUp.server] _ in
      await Self.connect(server)
      _ = await server.request { $0.path.hasSuffix("/stop") }
      server.push(Packages.package(next: 4, Self.ended))
    }
    #expect(after.exitCode == 0)

    let cancelled = try FakeUCWA()
    let timedOut = try await call(cancelled, ["--cancel-after", "0"]) { [server = cancelled.server] _ in
      let operation = await Self.ring(server)
      _ = await server.request { $0.path.hasSuffix("/cancel") }
      server.push(
        Packages.package(
          next: 3,
          Packages.invitation(
            "completed", state: "Cancelled", operationId: operation,
            rest: Packages.reason("Informational", "Canceled", "Cancelled."))))
    }
    #expect(timedOut.exitCode == ExitCode.callFailed)
  }

  @Test func resumedChannelIsCaughtUpFromTheResources() async throws {
    let fake = try FakeUCWA(answers: [
      "GET \(FakeUCWA.invitation)": .answer(200, #"{"rel":"phoneAudioInvitation","state":"Failed","_links":{}}"#)
    ])
    let outcome = try await call(fake) { [server = fake.server] _ in
      _ = await Self.ring(server)
      server.push(.answer(200, #"{"_links":{"resume":{"href":"\#(FakeUCWA.application)/events?ack=9"}}}"#))
    }
    #expect(outcome.exitCode == ExitCode.callFailed)
  }

  @Test func applicationThatIsGoneEndsTheCall() async throws {
    let fake = try FakeUCWA(events: [.answer(404, #"{"code":"NotFound","subcode":"ApplicationNotFound"}"#)])
    let outcome = try await call(fake)
    #expect(outcome.exitCode != 0)
    #expect(outcome.errors.contains("NotFound/ApplicationNotFound"))
  }

  @Test func signInIsRefusedOrTheServerIsAway() async throws {
    let fake = try FakeUCWA()
    let refused = try await call(fake, token: "cwt=foreign")
    #expect(refused.exitCode == ExitCode.noPermission)
    fake.server.stop()
    let away = try await call(fake)
    #expect(away.exitCode == ExitCode.unavailable)
    #expect(away.errors.contains(fake.server.url.absoluteString))
  }

  @Test func passwordMayComeFromAFile() async throws {
    let fake = try FakeUCWA(events: [.answer(404)])
    let directory = try TemporaryDirectory()
    let file = directory.path + "/password"
    try Data("\(FakeUCWA.password)\n".utf8).write(to: URL(fileURLWithPath: file))
    _ = try await call(fake, ["--password-file", file], token: "cwt=ignored")
    #expect(fake.server.requests.contains { $0.path == "/WebTicket/oauthtoken" })
    #expect(fake.server.requests.contains { $0.path == "/ucwa/v1/applications" })
  }

  @Test(arguments: [
    ["--server", "nonsense", "--user", "sip:a@b", "1"], ["--server", "ftp://h", "--user", "sip:a@b", "1"],
    ["--server", "http://h", "--user", "sip:a@b", "--importance", "high", "1"],
    ["--server", "http://h", "--user", "sip:a@b", "--hangup-after", "soon", "1"],
  ])
  func nonsenseIsAUsageError(_ words: [String]) async throws {
    let outcome = try await Executable.run(["call"] + words, environment: ["WORKLINE_TOKEN": "cwt=x"])
    #expect(outcome.exitCode == ExitCode.usage)
    #expect(outcome.errors.contains("Usage: workline call"))
  }
}
