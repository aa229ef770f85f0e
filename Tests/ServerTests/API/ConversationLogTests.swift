import Foundation
import Store
import Testing
import UCWA

@testable import Server

/// conversationLogs and what belongs to them: what is logged, how it is read, marked and removed.
@Suite(.timeLimit(.minutes(2))) struct ConversationLogTests {
  private static let path = "communication/conversationLogs"

  @Test(arguments: Wire.all) func aCallThatIsOverIsLogged(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let other = try await server.application(agent: "Other")
      try await app.setHistory("Enabled")
      let (events, others) = (app.events, other.events)
      let before = Clock.wallMilliseconds
      let details = ["subject": "Q3 <numbers>", "importance": "Urgent", "threadId": "thread 1"]
      let failed = try await app.start("+14255550121", phone: "+14255550129", details)
      let event = try await events.untilLogged()
      #expect(event.description == "communication: updated missedItems")
      #expect(event.href == app.base + "/communication/missedItems")
      // Whichever application called: the logs are the user's.
      #expect(try await others.untilLogged().href == other.base + "/communication/missedItems")

      let list = try await app.get(Self.path)
      let href = try #require(list.link("conversationLog"))
      #expect(list.links["conversationLog"]?.count == 1)
      let log = try await app.get(href)
      #expect(list.child("conversationLog")?.properties == log.properties)
      #expect(log.rel == "conversationLog")
      #expect(log.href == href)
      #expect(log["direction"] == "Outgoing")
      #expect(log["status"] == "Archived")
      #expect(log["type"] == "AudioLog")
      #expect(log.properties["modalities"] == ["Audio"])
      #expect(log["subject"] == "Q3 <numbers>")
      #expect(log["importance"] == "Urgent")
      #expect(log["threadId"] == "thread 1")
      #expect(log["totalRecipientsCount"] == "1")
      #expect(log["previewMessage"] == nil)
      let created = try #require(log["creationTime"].flatMap { Self.milliseconds($0) })
      #expect((before...Clock.wallMilliseconds).contains(created))
      #expect(log.link("markAsRead") == nil, "the user has made the call himself")
      #expect(try await app.get(failed)["threadId"] == "thread 1")

      let recipient = try #require(log.child("conversationLogRecipient"))
      #expect(recipient.href == href + "/conversationLogRecipient")
      #expect(recipient["sipUri"] == "tel:+14255550121")
      #expect(recipient["displayName"] == nil)
      #expect(recipient.link("contact") == app.base + "/people/+14255550121")
      #expect(recipient.link("contactPresence") == nil, "a telephone has none")
      #expect(try await app.get(recipient.href).properties == recipient.properties)
      #expect(try await app.status("GET", try #require(recipient.link("contact"))) == 200)
      // The other application reads the same under its own path.
      #expect(try await other.logs().first?.properties == log.properties)
    }
  }

  private static func milliseconds(_ text: String) -> Int64? {
    if text.hasPrefix("/Date(") { return Int64(text.filter(\.isNumber)) }
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
    return (try? Date(text, strategy: format)).map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) }
  }

  @Test(arguments: Wire.both) func callsToUsersThatWereConnected(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.conversationHistory = true }) { server in
      try server.directory.setPhoto(try Photo([0xFF, 0xD8, 0xFF, 0xE0]), uri: TestServer.erin)
      let app = try await server.application()
      #expect(try await app.get("communication")["conversationHistory"] == "Enabled", "as the configuration says")
      let events = app.events
      let invitation = try await app.get(try await app.start(TestServer.erin, phone: "+14255550140"))
      try await events.untilCompleted()
      #expect(try await app.logs().isEmpty, "the call is still up")
      #expect(try await app.status("POST", try #require(invitation.link("phoneAudio")) + "/stopPhoneAudio") == 204)
      try await events.untilLogged()
      _ = try await app.start("+14255550121", phone: "+14255550140")
      try await events.untilLogged()
      let logs = try await app.logs()
      #expect(logs.map { $0.child("conversationLogRecipient")?["sipUri"] } == ["tel:+14255550121", TestServer.erin])
      #expect(try await app.logs("?limit=1").map(\.href) == logs.prefix(1).map(\.href))
      let recipient = try #require(logs.last?.child("conversationLogRecipient"))
      #expect(recipient["displayName"] == "Erin Example")
      for rel in ["contact", "contactPhoto", "contactPresence"] {
        #expect(try await app.status("GET", try #require(recipient.link(rel), "\(rel)")) == 200, "\(rel)")
      }
      #expect(logs.last?["status"] == "Archived")
      #expect(try await app.get("communication/missedItems")["conversationLogsCount"] == "2")
      // The end of the conversation is not that of its log.
      #expect(try await app.status("DELETE", try #require(invitation.link("conversation"))) == 204)
      #expect(try await app.logs().count == 2)
      // Of somebody who is no more only what was known then is left.
      try server.directory.removeUser(uri: TestServer.erin)
      server.refresh()
      let gone = try await app.get(recipient.href)
      #expect(gone.properties == recipient.properties)
      #expect(gone.links.isEmpty)
    }
  }

  /// Without being asked the server keeps nothing, and the application has the last word.
  @Test(arguments: Wire.both) func whoseCallsAreNotLogged(wire: Wire) async throws {
    try await withServer(wire) { server in
      let silent = try await server.application(agent: "Silent")
      let logged = try await server.application(agent: "Logged")
      #expect(try await silent.get("communication")["conversationHistory"] == "Disabled")
      try await logged.setHistory("Enabled")
      _ = try await silent.start("+14255550121", phone: "+14255550129")
      try await silent.events.untilOver()
      _ = try await logged.start("+14255550123", phone: "+14255550129")
      try await logged.events.untilLogged()
      #expect(
        try await silent.logs().map { $0.child("conversationLogRecipient")?["sipUri"] } == ["tel:+14255550123"])
    }
    try await withServer(wire, configure: { $0.conversationHistory = true }) { server in
      let app = try await server.application()
      let events = app.events
      // What it says counts also for a call that is under way, and after its end.
      _ = try await app.start("+14255550129", phone: "+14255550140")
      try await events.untilCompleted()
      try await app.setHistory("Disabled")
      let conversation = try #require(await events.seen.first { $0.rel == "conversation" }?.href)
      let successor = try await server.application(agent: "Successor")
      #expect(try await app.status("DELETE", app.base) == 204)
      let stop = successor.base + conversation.dropFirst(app.base.count) + "/phoneAudio/stopPhoneAudio"
      #expect(try await successor.status("POST", stop) == 204)
      let more = successor.events
      try await more.untilOver()
      _ = try await successor.start("+14255550121", phone: "+14255550129")
      try await more.untilLogged()
      #expect(
        try await successor.logs().map { $0.child("conversationLogRecipient")?["sipUri"] } == ["tel:+14255550121"])
    }
  }

  @Test(arguments: Wire.all) func missedAndSeen(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      func counts() async throws -> [String?] {
        let items = try await app.get("communication/missedItems")
        #expect(items["conversationLogsNotifications"] == "Enabled")
        #expect([items["voiceMailsCount"], items["unreadVoicemailsCount"]] == ["0", "0"])
        return [
          items["conversationLogsCount"], items["missedConversationsCount"], items["unreadMissedConversationsCount"],
        ]
      }
      #expect(try await counts() == ["0", "0", "0"])
      let first = try await server.addLog()
      try await server.addLog(from: "tel:+14255550120", name: nil)
      try await events.untilLogged()
      #expect(try await counts() == ["2", "2", "2"])
      let log = try await app.get(Self.path + "/" + first)
      #expect(log["direction"] == "Incoming")
      #expect(log["status"] == "Missed")
      #expect(log["importance"] == "Urgent")
      let mark = try #require(log.link("markAsRead"))
      #expect(try await app.status("POST", mark) == 204)
      #expect(try await app.get(log.href).link("markAsRead") == nil)
      #expect(try await app.get(log.href)["status"] == "Missed", "seen, and missed all the same")
      #expect(try await counts() == ["2", "2", "1"])
      #expect(try await app.status("POST", mark) == 204, "it is done already")
      #expect(try await app.status("DELETE", log.href) == 204)
      #expect(try await counts() == ["1", "1", "1"])
      #expect(await events.seen.count { $0.rel == "missedItems" } >= 1)
      for (method, path) in [
        ("GET", log.href), ("DELETE", log.href), ("POST", mark), ("GET", log.href + "/conversationLogRecipient"),
      ] {
        try app.refusal(try await app.send(method, path), 404, "NotFound", "ResourceNotFound")
      }
    }
  }

  /// Every change is told, to all the user's applications and to nobody else.
  @Test(arguments: Wire.both) func changesAreTold(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let other = try await server.application(agent: "Other")
      let erin = try await server.application(TestServer.erin, agent: "Erin")
      let (events, others) = (app.events, other.events)
      let id = try await server.addLog()
      try await events.untilLogged()
      try await others.untilLogged()
      #expect(try await app.status("POST", Self.path + "/" + id + "/markAsRead") == 204)
      try await events.untilLogged()
      try await others.untilLogged()
      #expect(try await other.status("DELETE", Self.path + "/" + id) == 204)
      try await events.untilLogged()
      try await others.untilLogged()
      #expect(server.waitingEvents(of: erin, user: TestServer.erin).isEmpty)
    }
  }

  @Test(arguments: Wire.all) func othersLogsAndHostileIDs(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let own = try await server.addLog()
      let foreign = try await server.addLog(of: TestServer.erin, from: TestServer.dana)
      #expect(try await app.logs().map(\.href) == [app.base + "/" + Self.path + "/" + own])
      let ids = [
        foreign, "0", "%00", own + "%00", "' OR 1=1 --".replacing(" ", with: "%20"), "%27%3B%20DROP%20TABLE%20user",
        "..", "%2E%2E%2Fconversations", "%F0%9F%93%9E", "%FF%FE", own.uppercased(), String(repeating: "9", count: 2000),
      ]
      for id in ids {
        let log = Self.path + "/" + id
        for (method, path) in [
          ("GET", log), ("DELETE", log), ("GET", log + "/conversationLogRecipient"), ("POST", log + "/markAsRead"),
          ("POST", log + "/continuePhoneAudio"),
        ] {
          let response = try await app.send(method, path)
          #expect(response.status == 404, "\(method) \(path.prefix(80)): \(response.text)")
        }
      }
      let erin = try await server.application(TestServer.erin, agent: "Erin")
      #expect(try await app.logs().count == 1)
      #expect(try await erin.logs().count == 1)
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for limit in ["0", "1001", "-1", "many", "99999999999999999999"] {
        let response = try await app.send("GET", Self.path + "?limit=" + limit)
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try Fault(response).parameters == ["limit"])
      }
      #expect(try await app.status("GET", Self.path + "?limit=1000") == 200)
      let id = try await server.addLog()
      let narrow = try await server.application(scopes: ["Contacts.ReadWrite"], agent: "Narrow")
      for path in [Self.path, Self.path + "/" + id, "communication/missedItems"] {
        try narrow.refusal(try await narrow.send("GET", path), 403, "Forbidden")
      }
      // What cannot be kept is not done: 500 CallbackChannelError where the page has it, else 503.
      try await Fault.inFile(of: server, Self.fault("UPDATE"))
      try await Fault.inFile(of: server, Self.fault("DELETE"))
      try app.refusal(
        try await app.send("POST", Self.path + "/" + id + "/markAsRead"), 500, "ServiceFailure", "CallbackChannelError")
      let removal = try await app.send("DELETE", Self.path + "/" + id)
      try app.refusal(removal, 503, "ServiceUnavailable")
      #expect(removal.headers["Retry-After"] != nil)
      #expect(try await app.get(Self.path + "/" + id).link("markAsRead") != nil)
      let version = try await Fault.schemaVersion(of: server)
      try await Fault.inFile(of: server, "PRAGMA user_version = \(version + 1)")
      server.refresh()
      for path in [Self.path, Self.path + "/" + id, "communication/missedItems"] {
        try app.refusal(try await app.send("GET", path), 500, "ServiceFailure", "InvalidExchangeServerVersion")
      }
    }
  }

  /// SQL that makes the file refuse to change logs.
  private static func fault(_ operation: String) -> String {
    """
    CREATE TRIGGER fault_\(operation) BEFORE \(operation) ON conversation_log
    BEGIN SELECT RAISE(ABORT, 'no room'); END
    """
  }

  /// A log that cannot be kept does no harm to the call.
  @Test(arguments: Wire.both) func aCallIsNotHeldUpByItsLog(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.conversationHistory = true }) { server in
      let app = try await server.application()
      try await Fault.inFile(of: server, Self.fault("INSERT"))
      let events = app.events
      let failed = try await app.start("+14255550121", phone: "+14255550129")
      try await events.untilOver()
      try await server.settleLogs()
      try await Fault.inFile(of: server, "DROP TRIGGER fault_INSERT")
      #expect(try await app.get(failed)["state"] == "Failed")
      _ = try await app.start("+14255550123", phone: "+14255550129")
      try await events.untilLogged()
      #expect(
        try await app.logs().map { $0.child("conversationLogRecipient")?["sipUri"] } == ["tel:+14255550123"])
    }
  }

  /// However often its phones change, a call is one; it is over for the user when he has left it to others.
  @Test(arguments: Wire.both) func takenOverAndTransferred(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.conversationHistory = true }) { server in
      let app = try await server.application()
      let events = app.events
      let phoneAudio = try await TakeoverTests.connected(app, events)
      let takeover = try await app.send(
        "POST", phoneAudio + "/replaceWithPhoneAudio",
        fields: ["to": TakeoverTests.other, "phoneNumber": TakeoverTests.newPhone])
      let second = try #require(takeover.headers["Location"], "\(takeover.text)")
      try await events.until { $0.type == "completed" && $0.href == second }
      let transfer = ["to": "+14255550126"]
      #expect(try await app.send("POST", phoneAudio + "/transferPhoneAudio", fields: transfer).status == 204)
      try await events.untilLogged()
      #expect(server.server.census().calls == 2, "it goes on between others, and Erin has a call of her own")
      let logs = try await app.logs()
      #expect(logs.count == 1)
      #expect(logs.first?.child("conversationLogRecipient")?["sipUri"] == "tel:" + TakeoverTests.other)
      // Its end is no other call's.
      try await server.stop()
      #expect(
        try server.server.context.history.store.conversationLogCounts(of: TestServer.dana).all == 1)
    }
  }

  /// A list is as long as the client says, and 100 if it does not.
  @Test func manyLogs() async throws {
    try await withServer(Wire(way: .live, format: .json)) { server in
      let app = try await server.application()
      for _ in 0..<119 {
        server.server.context.history.add(
          Store.ConversationLog(
            id: Identifier.make(), userURI: TestServer.dana, direction: .outgoing, partyURI: "tel:+14255550120",
            created: 1))
      }
      try await server.addLog()
      #expect(try await app.logs().count == 100)
      #expect(try await app.logs("?limit=1000").count == 120)
      #expect(try await app.logs("?limit=7").count == 7)
    }
  }
}
