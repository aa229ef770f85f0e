import CSQLiteFaults
import Foundation
import Testing

@testable import Server
@testable import Store

/// A server whose store cannot be written for a while: nothing rings that is not recorded, standing calls go on, and it
/// recovers by itself (docs/recovery.md).
@Suite(.timeLimit(.minutes(3))) struct StoreOutageTests {
  /// Why it cannot be written.
  enum Cause: String, CaseIterable, Sendable {
    case full, write, sync, locked

    var code: String {
      switch self {
      case .full: "diskFull"
      case .write, .sync: "inputOutput"
      case .locked: "locked"
      }
    }

    fileprivate var faults: Int {
      switch self {
      case .full: WL_FAULT_FULL
      case .write: WL_FAULT_WRITE
      case .sync: WL_FAULT_SYNC
      case .locked: 0
      }
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let cause: Cause
    let wire: Wire
    var testDescription: String { "\(cause), \(wire)" }
    static let all = Cause.allCases.flatMap { cause in Wire.both.map { Row(cause: cause, wire: $0) } }
  }

  /// Another process's transaction, which only this test uses.
  private final class Blocker {
    private let connection: SQLiteConnection
    init(_ data: String) throws {
      connection = try SQLiteConnection(path: data + "/" + SQLiteStore.fileName, durability: .off)
      try connection.execute("BEGIN IMMEDIATE")
    }
    func end() throws { try connection.execute("COMMIT") }
  }

  private static func health(_ app: App) async throws -> (status: Int, text: String) {
    let response = try await app.client.send(app.request("GET", "/health"))
    return (response.status, response.text)
  }

  @Test(arguments: Row.all) func nothingRingsAndStandingCallsGoOn(row: Row) async throws {
    try await withDataDirectory { data in
      wl_faults_install()
      #expect(wl_faults_set(data, 0) == 1)
      defer { wl_faults_set(data, 0) }
      let promise = Promise<(App, String, String)>()
      let durability = row.cause == .sync
      try await withServer(
        row.wire, data: data, configure: { if durability { $0.store.durability = .full } }, isNew: true
      ) { server in
        let app = try await server.application()
        let events = app.events
        let up = try await app.start("+14255550129", phone: "+14255550140")
        try await events.untilCompleted()
        let journal = server.server.context.journal
        try await onThread { journal.flush() }
        #expect(try await Self.health(app).status == 200)
        let rung = server.server.labStatistics.count

        let blocker = row.cause == .locked ? try Blocker(data) : nil
        wl_faults_set(data, Int32(row.cause.faults))
        let fields = ["to": "+14255550121", "phoneNumber": "+14255550129", "operationId": "x"]
        for _ in 0..<3 {
          let refused = try await app.send("POST", "communication/startPhoneAudio", fields: fields)
          try app.refusal(refused, 500, "ServiceFailure", "CallbackChannelError")
        }
        try await withCaller { caller in
          try await caller.call(IncomingTests.work, at: server.server.sipAddress)
          try await caller.status(500)
        }
        let another = try await app.send(
          "POST", "/ucwa/v1/applications", fields: ["userAgent": "Another", "endpointId": "2", "culture": "en-US"])
        #expect(another.status == 500, "\(another.text)")
        #expect(server.server.labStatistics.count == rung, "nothing has rung")
        try await onThread { journal.flush() }
        #expect(server.server.context.health.answer.journal.waiting == 0, "what was refused leaves nothing")
        let bad = try await Self.health(app)
        #expect(bad.status == 503)
        #expect(bad.text.contains("\"status\":\"unavailable\""), "\(bad.text)")
        #expect(bad.text.contains("\"reason\":\"\(row.cause.code)\""), "\(bad.text)")

        // The standing call goes on, and its application is told of its end.
        #expect(try await app.get(up)["state"] == "Connected")
        let phoneAudio = try #require(try await app.get(up).link("phoneAudio"))
        #expect(try await app.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
        try await events.untilOver()
        try await eventually("its end waits in memory") { server.server.context.health.answer.journal.waiting > 0 }
        #expect(try await Self.health(app).status == 503)

        wl_faults_set(data, 0)
        try blocker?.end()
        try await eventually("the server is well again") { try await Self.health(app).status == 200 }
        #expect(try await Self.health(app).text.contains("\"status\":\"ok\""))
        _ = try await app.start("+14255550121", fields)
        try await events.untilOver()
        try await onThread { journal.flush() }
        promise.keep(.success((app, up, await events.next)))
      }
      // What waited was written: the next start has nothing to complete, and the events that were sent meanwhile are known
      // as sent.
      let (old, up, next) = try await promise.value()
      try await withServer(
        row.wire, data: data, configure: { $0.timeouts.eventTimeout = .seconds(1) }, isNew: false
      ) { server in
        let app = App(client: server.client, format: row.wire.format, token: old.token, base: old.base)
        let package = try await EventReader(app, next).read()
        #expect(package.events.isEmpty && package.resync == nil)
        #expect(try await app.get(up)["state"] == "Connected")
        let conversation = try #require(try await app.get(up).link("conversation"))
        #expect(try await app.get(conversation)["state"] == "Disconnected")
      }
    }
  }

  /// A full disk is no reason to stay away, not even with a record that has to be set aside.
  @Test(arguments: Wire.both) func itStartsOnAFullDisk(wire: Wire) async throws {
    try await withDataDirectory { data in
      wl_faults_install()
      #expect(wl_faults_set(data, 0) == 1)
      defer { wl_faults_set(data, 0) }
      let promise = Promise<App>()
      try await withServer(wire, data: data, isNew: true) { server in
        promise.keep(.success(try await server.application()))
      }
      let file = data + "/" + SQLiteStore.fileName
      try SQLiteConnection(path: file, durability: .off).execute(
        "INSERT INTO record (kind, key, value) VALUES (2, 'garbage', x'00')")
      wl_faults_set(data, Int32(WL_FAULT_FULL))
      let old = try await promise.value()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        #expect(try await app.status("GET", app.base) == 200)
        let fields = ["to": "+14255550121", "phoneNumber": "+14255550129"]
        try app.refusal(
          try await app.send("POST", "communication/startPhoneAudio", fields: fields), 500, "ServiceFailure",
          "CallbackChannelError")
        #expect(try await Self.health(app).status == 503)
        #expect(try StoreContent(ofFile: file).unreadable.map(\.key) == ["garbage"], "it is found again next time")
        wl_faults_set(data, 0)
        try await eventually("the server is well again") { try await Self.health(app).status == 200 }
        _ = try await app.start("+14255550121", fields)
      }
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        let text = try await Self.health(app).text
        #expect(text.contains("\"setAside\":1"), "\(text)")
      }
    }
  }

  /// The journal's table follows the calls that are remembered, not those that ever were.
  @Test func theTableDoesNotGrow() async throws {
    try await withServer(
      Wire(way: .router, format: .json), configure: { $0.limits.conversationsPerUser = 4 }
    ) { server in
      let app = try await server.application()
      let events = app.events
      let context = server.server.context
      var counts: [Int] = []
      for number in 1...24 {
        _ = try await app.start("+14255550121", phone: "+14255550129", ["operationId": "\(number)"])
        try await events.untilOver()
        if number % 8 != 0 { continue }
        Maintenance.expireConversations(context)
        try await onThread { context.journal.flush() }
        let content = try StoreContent(ofFile: server.data + "/" + SQLiteStore.fileName)
        counts.append(content.records[.invitation] ?? 0)
      }
      #expect(counts == [4, 4, 4])
    }
  }

  @Test(arguments: Wire.both) func healthNeedsNoToken(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = App(client: server.client, format: wire.format, token: "none", base: "")
      let response = try await app.send("GET", "/health")
      #expect(response.status == 200)
      #expect(response.headers["Content-Type"] == "application/json; charset=utf-8")
      let object = try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
      #expect(object["status"] as? String == "ok")
      #expect(object["setAside"] as? Int == 0)
      let journal = try #require(object["journal"] as? [String: Any])
      #expect(journal["isWritable"] as? Bool == true)
      #expect(journal["reason"] is NSNull && journal["since"] is NSNull)
      try app.refusal(try await app.send("POST", "/health"), 405, "MethodNotAllowed")
      #expect(try await app.send("HEAD", "/health").status == 200)
    }
  }
}
