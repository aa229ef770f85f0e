import Foundation
import Testing
import UCWA

@testable import Server
@testable import Store

/// An event channel goes on where it was when the process has died, whatever it was doing.
@Suite(.timeLimit(.minutes(2))) struct ChannelRestartTests {
  /// The data directory of a server as a crash would leave it now: of a server that runs in this process, which cannot
  /// be killed, the files are copied.
  private func crashed(_ data: String, _ body: @Sendable (String) async throws -> Void) async throws {
    let copy = data + "-crashed"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    for suffix in ["", "-wal"] {
      let file = "/" + SQLiteStore.fileName + suffix
      if FileManager.default.fileExists(atPath: data + file) {
        try FileManager.default.copyItem(atPath: data + file, toPath: copy + file)
      }
    }
    try await body(copy)
  }

  private func next(_ response: TestResponse) throws -> String { try #require(try Package(response).next) }

  /// Kills a real process while a call is set up, after each package.
  @Test(arguments: Wire.both) func packageByPackage(wire: Wire) async throws {
    try await withDataDirectory { data in
      let first = try await ServerProcess.start(data: data)
      let app = try await first.application(wire)
      let tab = try await app.send(
        "POST", "/ucwa/v1/applications",
        fields: ["userAgent": "T", "endpointId": "1", "culture": "en-US", "instanceId": "tab 2"])
      #expect(tab.status == 200)
      let other = try #require(try Document(tab).link("events"))
      _ = try await app.start("+14255550122", phone: "+14255550129", ["operationId": "1"])
      let events = app.events
      try await events.until { $0.resource?["state"] == "Alerting" }
      let ack = await events.next
      // What is told from now on stays unread, but for the beginning of the second instance.
      let shown = try await app.send("GET", other)
      let process = first.process
      _ = try await onThread { process.kill() }

      let second = try await ServerProcess.start(data: data)
      let again = App(client: LiveClient(port: second.port), format: wire.format, token: app.token, base: app.base)
      let repeated = try await again.send("GET", other)
      #expect(repeated.body == shown.body)
      let rest = EventReader(again, ack)
      let completed = try await rest.untilCompleted()
      #expect(completed.resource?["operationId"] == "1")
      try await rest.untilOver()
      let follower = EventReader(again, try next(repeated))
      try await follower.untilOver()
      // How many changes were merged depends on when each asked.
      func steps(_ events: [TestEvent]) -> [String] { events.filter { $0.type != "updated" }.map(\.description) }
      let all = steps(await events.seen + rest.seen)
      let beginning = try Package(shown).events
      #expect(steps(beginning + (await follower.seen)) == all)
      #expect(all.count { $0.contains("started") } == 1)
      #expect(all.count { $0.contains("completed") } == 1)
      let (last, end) = (await rest.next, second.process)
      _ = try await onThread { end.kill() }

      try await withServer(wire, data: data, configure: { $0.timeouts.eventTimeout = .seconds(1) }, isNew: false) {
        server in
        let app = App(client: server.client, format: wire.format, token: app.token, base: app.base)
        let reader = EventReader(app, last)
        let package = try await reader.read()
        #expect(package.events.isEmpty && package.resync == nil)
        #expect(await reader.next == last)
      }
    }
  }

  /// All that was told before the crash is there, in both formats, whatever was read and acknowledged of it.
  @Test(arguments: Wire.all) func whatWasToldIsThere(wire: Wire) async throws {
    try await withDataDirectory { data in
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application()
        let session = try server.session(app)
        session.deliver([Numbered.added(1), Numbered.added(2)])
        let first = try await app.send("GET", app.base + "/events?ack=1")
        session.deliver([Numbered.added(3)])
        let second = try await app.send("GET", try next(first))
        session.deliver([Numbered.updated(4, of: 1)])
        session.deliver([Numbered.updated(5, of: 1), Numbered.added(6, .low)])
        let journal = server.server.context.journal
        try await onThread { journal.flush() }
        let (token, base, old) = (app.token, app.base, try next(first))

        try await crashed(data) { copy in
          try await withServer(wire, data: copy, isNew: false) { server in
            let app = App(client: server.client, format: wire.format, token: token, base: base)
            let again = try await app.send("GET", old)
            #expect(again.body == second.body)
            #expect(try Package(try await app.send("GET", base + "/events?ack=1")).resync == old)
            let third = try await app.send("GET", try next(again))
            #expect(Numbered.read(third) == [5, 6])
            try server.session(app).deliver([Numbered.added(7)])
            let fourth = try await app.send("GET", try next(third))
            #expect(Numbered.read(fourth) == [7])
            #expect(fourth.isXML == (wire.format == .xml))
          }
        }
      }
    }
  }

  @Test(arguments: Wire.both) func anApplicationThatEndedLeavesNothing(wire: Wire) async throws {
    try await withDataDirectory { data in
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application()
        try server.session(app).deliver([Numbered.added(1)])
        _ = try await app.send("GET", app.base + "/events?ack=1")
        try server.session(app).deliver([Numbered.added(2)])
        let store = try #require(server.server.context.journal as? SQLiteStore)
        func count() async throws -> Int {
          try await onThread { store.flush() }
          var count = 0
          for kind in [RecordKind.events, .eventChannel] { try store.load(kind) { _, _ in count += 1 } }
          return count
        }
        #expect(try await count() == 3)
        #expect(try await app.status("DELETE", app.base) == 204)
        #expect(try await count() == 0)
      }
    }
  }
}
