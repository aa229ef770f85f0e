import Foundation
import InteropSupport
import Testing

/// The program against a server: what it prints and how it exits.
@Suite(.timeLimit(.minutes(2))) struct CommandTests {
  struct Row: Sendable {
    var number: String
    var exitCode: Int32 = 0
    var says: String
    var more = ["--hangup-after", "0.1"]
  }

  private static let rows = [
    Row(number: "+14255550120", says: "connected"),
    Row(number: "+14255550121", exitCode: 1, says: "The other side is busy"),
    Row(number: "+14255550122", exitCode: 1, says: "cancelled", more: ["--cancel-after", "1"]),
    Row(number: "+14255550123", exitCode: 1, says: "The other side declined the call"),
    Row(number: "+14255550124", exitCode: 1, says: "The other side is not a known number"),
    Row(number: "+14255550125", says: "forwarded"),
    Row(number: "+14255550126", says: "connected"),
    Row(number: "+14255550127", says: "The other side hung up", more: []),
    Row(number: "+14255550128", says: "connected"),
    Row(number: "+14255550129", says: "connected"),
    Row(number: "+14255550130", says: "connected"),
    Row(number: "+14255550131", says: "connected"),
    Row(number: "911", exitCode: 1, says: "location"),
    Row(number: "12", exitCode: 1, says: "cannot be dialled"),
    Row(number: "sip:nobody@contoso.test", exitCode: 1, says: "not known"),
  ]

  @Test func everyLabNumber() async throws {
    try await withServer(Wire(way: .live, format: .json)) { server in
      let token = try server.token()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for row in Self.rows {
          group.addTask {
            let output = try await Program.run(
              [
                "call", "--server", server.server.url, "--user", TestServer.dana, "--phone",
                row.number == "+14255550129" ? "+14255550140" : "+14255550129", row.number,
              ]
                + row.more, environment: ["WORKLINE_TOKEN": token])
            #expect(output.end == .exited(code: row.exitCode), "\(row.number) \(output)")
            #expect((output.standardOutput + output.standardError).contains(row.says), "\(row.number) \(output)")
          }
        }
        try await group.waitForAll()
      }
      let census = try await onThread { server.server.census() }
      #expect(census.applications == 0, "every call signed out")
    }
  }

  @Test func theLabCallsIn() async throws {
    try await withServer(Wire(way: .live, format: .json)) { server in
      let app = try await server.application()
      try await IncomingTests.take(app)
      let events = app.events
      let sip = server.server.sipAddress
      async let finished = Program.run(["lab", "call", "--sip", sip, "--hangup-after", "1", "+1 425 555 0100"])
      let started = try #require(try await events.until { $0.type == "started" }.last)
      #expect(started.resource?["direction"] == "Incoming")
      #expect(started.resource?.child("from")?["uri"] == "tel:+14255550120")
      let output = try await finished
      #expect(output.end == .exited(code: 0), "\(output)")
      let lines = output.standardOutput.split(separator: "\n")
      #expect(lines.first == "Calling +14255550100 as +14255550120")
      #expect(lines.contains { $0.hasSuffix("ringing") } && lines.contains { $0.hasSuffix("answered") })
      #expect(lines.last?.contains("RTP packets sent") == true && lines.last?.contains("heard a tone of") == true)
      try await events.untilOver()
      for (words, code, says) in [
        (["--sip", sip, "+14255550177"], 1, "SIP 404"), (["--sip", sip, "nobody"], 65, "not a telephone number"),
        (["--sip", sip, "--from", "+14255551234", "+14255550100"], 64, "a number of the lab"),
        (["--sip", "127.0.0.1:0", "+14255550100"], 64, "needs a port"),
      ] as [([String], Int32, String)] {
        let output = try await Program.run(["lab", "call"] + words)
        #expect(output.end == .exited(code: code), "\(output)")
        #expect((output.standardOutput + output.standardError).contains(says), "\(output)")
      }
    }
  }

  @Test func asJSON() async throws {
    try await withServer(Wire(way: .live, format: .json)) { server in
      let output = try await Program.run(
        [
          "call", "--server", server.server.url, "--user", TestServer.dana, "--token", try server.token(), "--json",
          "--phone", "+14255550129", "+14255550121",
        ])
      #expect(output.end == .exited(code: 1))
      let lines = output.standardOutput.split(separator: "\n")
      let objects = try lines.map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      let end = try #require(objects.first { $0["event"] as? String == "phoneAudioInvitation completed" })
      #expect(end["subcode"] as? String == "Busy")
      #expect(end["code"] as? String == "RemoteFailure")
      #expect(end["state"] as? String == "Failed")
      #expect(end["status"] as? String == "Failure")
    }
  }

  @Test func aWrongTokenIsNoPermission() async throws {
    try await withServer(Wire(way: .live, format: .json)) { server in
      let output = try await Program.run(
        ["call", "--server", server.server.url, "--user", TestServer.dana, "--token", "cwt=x", "+14255550121"])
      #expect(output.end == .exited(code: 77), "\(output)")
    }
  }

  @Test func aBadConfiguration() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("workline.json5", "{ timeouts: { ringTarge: 3 }, limits: { requestBody: 'x' } }")
    let output = try await Program.run(["serve", "--config", file, "--data", folder.file("data")])
    #expect(output.end == .exited(code: 78))
    for text in [file, "ringTarge", "ringTarget", "limits.requestBody"] {
      #expect(output.standardError.contains(text), "\(text): \(output.standardError)")
    }
    #expect(output.standardOutput.isEmpty)
    let missing = try await Program.run(["serve", "--config", folder.file("none.json5"), "--data", folder.file("data")])
    #expect(missing.end == .exited(code: 78))
    #expect(missing.standardError.contains("none.json5"))
  }

  @Test func aTakenPort() async throws {
    let folder = try TemporaryFolder()
    try await withServer(Wire.all[0]) { server in
      let http = try #require(server.server.url.split(separator: ":").last)
      let sip = try #require(server.server.sipAddress.split(separator: ":").last)
      let first = try await Program.run(
        ["serve", "--data", folder.file("1"), "--listen", "127.0.0.1:\(http)", "--sip", "127.0.0.1:0"])
      #expect(first.end == .exited(code: 71), "\(first)")
      #expect(first.standardError.contains("127.0.0.1:\(http)"))
      #expect(first.standardError.contains("--listen"))
      let second = try await Program.run(
        ["serve", "--data", folder.file("2"), "--listen", "127.0.0.1:0", "--sip", "127.0.0.1:\(sip)"])
      #expect(second.end == .exited(code: 71), "\(second)")
      #expect(second.standardError.contains("127.0.0.1:\(sip)"))
      #expect(second.standardError.contains("sip.listen"))
    }
  }

  @Test(arguments: [SIGTERM, SIGINT]) func aSignalEndsStandingCalls(signal: Int32) async throws {
    try await withDataDirectory { data in
      let ladder = data + ".ladder"
      defer { try? FileManager.default.removeItem(atPath: ladder) }
      let server = try await ServerProcess.start(data: data, more: ["--ladder", ladder])
      let app = try await server.application(Wire(way: .live, format: .json))
      let events = app.events
      _ = try await app.start("+14255550129", phone: "+14255550140")
      try await events.untilCompleted()
      _ = try await app.start("+14255550122", phone: "+14255550129")
      try await events.until { $0.resource?["state"] == "Alerting" }
      let process = server.process
      process.signal(signal)
      let output = try await onThread { try process.waitForExit(within: 15) }
      #expect(output.end == .exited(code: 0), "\(output)")
      let messages = try String(contentsOfFile: ladder, encoding: .utf8).split(separator: "\n")
      #expect(messages.count { $0.contains(" out A BYE ") } == 2)
      #expect(messages.count { $0.contains(" out B BYE ") } == 1)
      #expect(messages.count { $0.contains(" out B CANCEL ") } == 1)
    }
  }
}
