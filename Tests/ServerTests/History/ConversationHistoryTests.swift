import Store
import Testing
import UCWA

@testable import Server

/// How long past calls are kept, and what becomes of them when the server or the user goes.
@Suite(.timeLimit(.minutes(2))) struct ConversationHistoryTests {
  private static let day: Int64 = 86_400_000
  private static let wire = Wire(way: .router, format: .json)

  private func ids(_ server: TestServer, _ user: String = TestServer.dana) throws -> [String] {
    try server.server.context.history.store.conversationLogs(of: user, limit: 1000).map(\.id)
  }

  @Test func oldOnesGo() async throws {
    try await withServer(Self.wire, configure: { $0.timeouts.conversationLog = .seconds(86_400) }) { server in
      let history = server.server.context.history
      let now = Clock.wallMilliseconds
      for (index, user) in [TestServer.dana, TestServer.dana, TestServer.erin].enumerated() {
        try await server.addLog(of: user, id: "log\(index)", created: now + Int64(index))
      }
      let app = try await server.application()
      let events = app.events
      history.prune(now: now + Self.day)
      try await server.settleLogs()
      #expect(try ids(server) == ["log1", "log0"], "of the limit itself")
      history.prune(now: now + Self.day + 1)
      try await server.settleLogs()
      #expect(try ids(server) == ["log1"])
      #expect(try ids(server, TestServer.erin) == ["log2"])
      try await events.untilLogged()
      #expect(try await app.get("communication/missedItems")["conversationLogsCount"] == "1")
      history.prune(now: now + 2 * Self.day)
      try await server.settleLogs()
      #expect(try ids(server).isEmpty)
      #expect(try ids(server, TestServer.erin).isEmpty)
    }
  }

  @Test func theOldestOfTooManyGo() async throws {
    try await withServer(Self.wire, configure: { $0.limits.conversationLogsPerUser = 3 }) { server in
      let history = server.server.context.history
      let now = Clock.wallMilliseconds
      for index in 0..<5 { try await server.addLog(id: "log\(index)") }
      try await server.addLog(of: TestServer.erin, id: "other")
      history.prune(now: now)
      try await server.settleLogs()
      #expect(try ids(server) == ["log4", "log3", "log2"])
      #expect(try ids(server, TestServer.erin) == ["other"])
      try await server.addLog(id: "log5")
      history.prune(now: now)
      try await server.settleLogs()
      #expect(try ids(server) == ["log5", "log4", "log3"])
    }
  }

  /// Of many some go in each turn, until no more are too many; what cannot be read is looked at again.
  @Test func aTurnTakesSome() async throws {
    try await withServer(Self.wire) { server in
      let turn = ConversationHistory.logsPerTurn
      let logs = CountedLogs(["dana": turn + 10, "erin": 30, "fay": 5])
      let history = ConversationHistory(
        store: logs, accounts: server.server.context.accounts, limits: ConversationHistory.Limits(age: 100, count: 5),
        isEnabled: true, log: server.server.context.log)
      logs.fail(true)
      history.prune(now: 1000)
      #expect(logs.takeChanges() == [])
      logs.fail(false)
      var removed: [String: Int] = [:]
      for _ in 0..<3 {
        history.prune(now: 1000)
        let changes = logs.takeChanges()
        #expect(changes.reduce(0) { $0 + $1.limit } <= turn)
        for change in changes { removed[change.user, default: 0] += change.limit }
      }
      #expect(removed == ["dana": turn + 5, "erin": 25])
      #expect(logs.moments == [900, 900, 900, 900], "the clock of whoever asks, less the age")
      // From now on only those are counted who get more.
      logs.add("fay", 7)
      history.prune(now: 1000)
      #expect(logs.takeChanges() == [])
      history.add(Store.ConversationLog(id: "1", userURI: "fay", direction: .outgoing, partyURI: "tel:1", created: 1))
      logs.fail(true)
      history.prune(now: 1000)
      #expect(logs.takeChanges() == [])
      logs.fail(false)
      history.prune(now: 1000)
      #expect(logs.takeChanges() == [CountedLogs.Trim(user: "fay", limit: 8)])
    }
  }

  /// A limit that is lower than before the start holds for those, too, who make no more calls.
  @Test func aLowerLimitAfterARestart() async throws {
    try await withDataDirectory { data in
      try await withServer(Self.wire, data: data, isNew: true) { server in
        for index in 0..<3 { try await server.addLog(id: "log\(index)") }
      }
      try await withServer(
        Self.wire, data: data, configure: { $0.limits.conversationLogsPerUser = 2 }, isNew: false
      ) { server in
        #expect(try ids(server).count == 3)
        server.server.context.history.prune(now: Clock.wallMilliseconds)
        try await server.settleLogs()
        #expect(try ids(server) == ["log2", "log1"])
      }
    }
  }

  @Test(arguments: Wire.both) func theyOutliveTheServer(wire: Wire) async throws {
    try await withDataDirectory { data in
      let promise = Promise<(App, Document)>()
      try await withServer(wire, data: data, configure: { $0.conversationHistory = true }, isNew: true) { server in
        let app = try await server.application()
        _ = try await app.start("+14255550121", phone: "+14255550129", ["subject": "S", "threadId": "t"])
        try await app.events.untilLogged()
        promise.keep(.success((app, try await app.get(try #require(try await app.logs().first?.href)))))
      }
      let (before, log) = try await promise.value()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: before.token, base: before.base)
        let again = try await app.get(log.href)
        #expect(again.properties == log.properties)
        #expect(try await app.logs().map(\.href) == [log.href])
        #expect(try await app.status("DELETE", log.href) == 204)
      }
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: before.token, base: before.base)
        let logs = try await app.logs()
        #expect(logs.isEmpty)
      }
    }
  }

  /// What a crash has ended is logged at the next start, once, and only if the application wanted it.
  @Test(arguments: Wire.both) func aCrashEndsCalls(wire: Wire) async throws {
    try await withDataDirectory { data in
      let crashed = try await ServerProcess.start(data: data)
      let old = try await crashed.application(wire)
      try await old.setHistory("Enabled")
      let events = old.events
      _ = try await old.start("+14255550129", phone: "+14255550140", ["subject": "up"])
      try await events.untilCompleted()
      _ = try await old.start("+14255550122", phone: "+14255550129", ["subject": "ringing"])
      try await events.until { $0.resource?["state"] == "Alerting" }
      let silent = try await App(client: old.client, format: wire.format, token: old.token, base: "")
        .registered(agent: "Silent")
      _ = try await silent.start("+14255550122", phone: "+14255550130", ["subject": "silent"])
      try await silent.events.until { $0.rel == "phoneAudio" }
      let process = crashed.process
      _ = try await onThread { process.kill() }
      for _ in 0..<2 {
        try await withServer(wire, data: data, isNew: false) { server in
          let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
          // The one that was up ends when it shows that its phones, those of the lab, have ended with the process.
          try await eventually("both are logged") { try await app.logs().count == 2 }
          try await server.settleLogs()
          #expect(try await app.logs().map { $0["subject"] } == ["ringing", "up"])
        }
      }
    }
  }

  /// A takeover that was under way has an invitation of its own; the call is one all the same.
  @Test func aCrashDuringATakeover() async throws {
    try await withDataDirectory { data in
      try await withServer(Self.wire, data: data, isNew: true) { server in
        let plan = plan(subject: "S", thread: "t")
        let fingerprint = Fingerprint(high: 1, low: 2)
        var call = InvitationRecord(
          plan, fingerprint: fingerprint, state: .connected, completed: 5, progress: .connected)
        var takeover = InvitationRecord(
          plan, fingerprint: fingerprint, state: .connecting, completed: nil, progress: .started)
        (call.created, call.invitationID) = (1, "call")
        (takeover.created, takeover.invitationID) = (2, "takeover")
        server.server.context.journal.append([call.journalRecord, takeover.journalRecord])
        try await server.settleLogs()
      }
      try await withServer(Self.wire, data: data, configure: { $0.conversationHistory = true }, isNew: false) {
        server in
        try await server.settleLogs()
        #expect(try ids(server) == ["call"])
      }
    }
  }

  @Test(arguments: Wire.both) func aRemovedUserTakesThemAlong(wire: Wire) async throws {
    try await withServer(wire) { server in
      try await server.addLog()
      try await server.addLog(of: TestServer.erin, from: TestServer.dana)
      try server.directory.removeUser(uri: TestServer.dana)
      try server.add(Store.User(uri: TestServer.dana, name: "Another Dana"))
      server.refresh()
      let app = try await server.application(agent: "New")
      #expect(try await app.logs().isEmpty)
      #expect(try await app.get("communication/missedItems")["conversationLogsCount"] == "0")
      #expect(try ids(server, TestServer.erin).count == 1)
    }
  }

  /// Texts have no greatest length in bytes on the wire; what is too long for a log is left out, not cut.
  @Test func texts() throws {
    let long = String(repeating: "x", count: Store.ConversationLog.textBytes + 1)
    let full = Store.ConversationLog(plan(subject: String(long.dropLast()), thread: "t"), created: 7)
    #expect(full.subject?.utf8.count == Store.ConversationLog.textBytes)
    #expect(full.id == "i")
    #expect(full.userURI == TestServer.dana)
    #expect(full.partyURI == TestServer.erin)
    #expect(full.partyName == "Erin Example")
    #expect(full.importance == "Emergency")
    #expect(full.threadID == "t")
    #expect(full.created == 7)
    #expect(!full.isMissed && !full.isUnread)
    let bare = Store.ConversationLog(plan(subject: long, thread: long), created: 7)
    #expect(bare.subject == nil)
    #expect(bare.threadID == nil)
  }

  private func plan(subject: String?, thread: String) -> CallPlan {
    CallPlan(
      key: 1, userURI: TestServer.dana, userContactID: "dana@contoso.test", userName: "Dana Example",
      workNumber: nil, applicationID: "1", applicationBase: "", conversationID: "c", invitationID: "i",
      operationID: nil, phoneNumber: "tel:+14255550110", to: TestServer.erin, toContactID: "erin@contoso.test",
      toName: "Erin Example", displayedNumber: "", importance: "Emergency", subject: subject, threadID: thread,
      customContent: nil, created: 5, own: Self.nowhere, other: Self.nowhere)
  }

  private static let nowhere = CallPlan.Destination(
    trunk: Trunk(
      name: "", host: "", port: 0, transport: "udp", credentials: nil, fromDomain: nil, offerless: .automatic),
    uri: "")
}
