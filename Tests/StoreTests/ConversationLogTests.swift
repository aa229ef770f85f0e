import Testing

@testable import Store

@Suite("Logs of calls")
struct ConversationLogTests {
  let directory = DataDirectory()

  static let dana = "sip:dana@contoso.test"
  static let erin = "sip:erin@contoso.test"

  private func store() throws -> SQLiteStore {
    let store = try SQLiteStore(directory: directory.path)
    if try store.user(uri: Self.dana) == nil {
      var dana = User(uri: Self.dana, name: "Dana Example")
      dana.aliases = ["sip:dana.example@contoso.test"]
      try store.addUser(dana)
      try store.addUser(User(uri: Self.erin, name: "Erin Example"))
    }
    return store
  }

  private func log(
    _ id: String, of user: String = dana, created: Int64 = 1000, isMissed: Bool = false
  ) -> ConversationLog {
    ConversationLog(
      id: id, userURI: user, direction: isMissed ? .incoming : .outgoing, partyURI: "tel:+14255550120",
      threadID: "t-" + id, created: created, isMissed: isMissed)
  }

  private func ids(_ store: SQLiteStore, of user: String = dana, limit: Int = 100) throws -> [String] {
    try store.conversationLogs(of: user, limit: limit).map(\.id)
  }

  @Test("a log is read as it was written, whatever is in its texts")
  func roundTrip() async throws {
    let store = try store()
    var full = log("a", isMissed: true)
    full.partyURI = "sip:o'neil@fabrikam.test"
    full.partyName = "Zoë \"Z\" O'Neil; DROP TABLE user"
    full.subject = "Ünïcode 🎧\u{0} and a NUL"
    full.importance = "Emergency"
    var bare = log("b", created: .max)
    bare.threadID = nil
    bare.subject = ""
    for log in [full, bare] { #expect(await store.make(.add(log)).error == nil) }
    #expect(try store.conversationLogs(of: Self.dana, limit: 9) == [bare, full])
    #expect(try store.conversationLog("a", of: Self.dana) == full)
    #expect(full.isUnread && !bare.isUnread)
  }

  @Test("logs are listed by id, the greatest first, and are their user's only")
  func order() async throws {
    let store = try store()
    for id in ["b", "a", "d", "c"] { _ = await store.make(.add(log(id))) }
    _ = await store.make(.add(log("e", of: Self.erin)))
    #expect(try ids(store) == ["d", "c", "b", "a"])
    #expect(try ids(store, limit: 2) == ["d", "c"])
    #expect(try ids(store, of: "sip:DANA.example@contoso.test") == ["d", "c", "b", "a"], "by an alias")
    #expect(try ids(store, of: Self.erin) == ["e"])
    #expect(try ids(store, of: "sip:nobody@contoso.test") == [])
    #expect(try store.conversationLog("e", of: Self.dana) == nil)
    #expect(try store.conversationLog("' OR 1=1 --", of: Self.dana) == nil)
  }

  @Test("a log that is there is not added again: what the user did with it stays")
  func addedOnce() async throws {
    let store = try store()
    _ = await store.make(.add(log("a", isMissed: true)))
    _ = await store.make(.markRead(id: "a", userURI: Self.dana))
    #expect(await store.make(.add(log("a", created: 2000, isMissed: true))).error == nil)
    let kept = try store.conversationLog("a", of: Self.dana)
    #expect(kept?.created == 1000)
    #expect(kept?.isUnread == false)
  }

  @Test("a log of nobody is dropped, and changes of what is not there are none")
  func nobody() async throws {
    let store = try store()
    for change: ConversationLogChange in [
      .add(log("a", of: "sip:nobody@contoso.test")), .markRead(id: "a", userURI: Self.dana),
      .remove(id: "a", userURI: Self.dana), .expire(before: 5, limit: 9),
      .trim(userURI: Self.dana, keeping: 1, limit: 9),
      .trim(userURI: "sip:nobody@contoso.test", keeping: 1, limit: 9),
    ] {
      #expect(await store.make(change).error == nil)
    }
    #expect(try directory.number("SELECT count(*) FROM conversation_log") == 0)
  }

  @Test("what is read, unread and removed is counted")
  func counts() async throws {
    let store = try store()
    #expect(try store.conversationLogCounts(of: Self.dana) == ConversationLogCounts())
    for id in ["a", "b", "c"] { _ = await store.make(.add(log(id, isMissed: id != "a"))) }
    _ = await store.make(.add(log("d", of: Self.erin, isMissed: true)))
    func counts() throws -> [Int] {
      let counts = try store.conversationLogCounts(of: Self.dana)
      return [counts.all, counts.missed, counts.unread]
    }
    #expect(try counts() == [3, 2, 2])
    _ = await store.make(.markRead(id: "b", userURI: Self.dana))
    #expect(try counts() == [3, 2, 1])
    _ = await store.make(.markRead(id: "d", userURI: Self.dana))
    #expect(try store.conversationLogCounts(of: Self.erin).unread == 1, "another user's")
    _ = await store.make(.remove(id: "c", userURI: Self.dana))
    #expect(try counts() == [2, 1, 0])
    _ = await store.make(.remove(id: "d", userURI: Self.dana))
    #expect(try ids(store, of: Self.erin) == ["d"], "another user's")
  }

  @Test("pruning removes what is too old, and the oldest of what is too many")
  func pruning() async throws {
    let store = try store()
    for (index, id) in ["a", "b", "c", "d", "e"].enumerated() {
      _ = await store.make(.add(log(id, created: Int64(index) * 100)))
    }
    _ = await store.make(.add(log("f", of: Self.erin, created: 0)))
    #expect(try store.usersWithConversationLogs(before: 0, limit: 10) == [])
    #expect(Set(try store.usersWithConversationLogs(before: 1, limit: 10)) == [Self.dana, Self.erin])
    #expect(try store.usersWithConversationLogs(before: 1, limit: 1) == [Self.dana], "of whom the oldest is")
    #expect(try store.usersWithConversationLogs(moreThan: 5) == [])
    #expect(try store.usersWithConversationLogs(moreThan: 4) == [Self.dana])
    _ = await store.make(.expire(before: 200, limit: 1))
    #expect(try ids(store) == ["e", "d", "c", "b"], "the oldest")
    _ = await store.make(.expire(before: 200, limit: 9))
    #expect(try ids(store) == ["e", "d", "c"], "200 itself is not before 200")
    #expect(try ids(store, of: Self.erin) == [])
    _ = await store.make(.trim(userURI: Self.dana, keeping: 3, limit: 9))
    #expect(try ids(store) == ["e", "d", "c"])
    _ = await store.make(.trim(userURI: Self.dana, keeping: 1, limit: 1))
    #expect(try ids(store) == ["e", "d"], "the oldest")
    _ = await store.make(.trim(userURI: Self.dana, keeping: 0, limit: 9))
    #expect(try ids(store) == ["e"])
  }

  @Test("a removed user takes his logs along, and one of the same name begins without any")
  func removedUser() async throws {
    let store = try store()
    _ = await store.make(.add(log("a")))
    _ = await store.make(.add(log("b", of: Self.erin)))
    try store.removeUser(uri: Self.dana)
    #expect(try directory.number("SELECT count(*) FROM conversation_log") == 1)
    try store.addUser(User(uri: Self.dana, name: "Dana Other"))
    #expect(try ids(store) == [])
    #expect(try ids(store, of: Self.erin) == ["b"])
  }

  @Test("what was committed is there after the store was opened anew, what waited after it was closed")
  func reopened() async throws {
    do {
      let store = try store()
      _ = await store.make(.add(log("a")))
      store.change(.add(log("b"))) { _ in }
      store.close()
      #expect(await store.make(.add(log("c"))).error == .closed)
    }
    #expect(try ids(try store()) == ["b", "a"])
  }

  @Test("a file of the first version gets its table")
  func migration() async throws {
    do { _ = try store() }
    try directory.goBackToFirstSchema()
    let store = try store()
    #expect(await store.make(.add(log("a"))).error == nil)
    #expect(try ids(store) == ["a"])
  }

  @Test("a log that cannot be written fails alone: the journal's records of the same batch are kept")
  func failure() async throws {
    let reports = Collected<StoreReport>()
    let store = try SQLiteStore(directory: directory.path) { reports.append($0) }
    try store.addUser(User(uri: Self.dana, name: "Dana Example"))
    try directory.execute(
      "CREATE TRIGGER fault BEFORE INSERT ON conversation_log BEGIN SELECT RAISE(ABORT, 'no room'); END")
    let failed = Collected<Bool>()
    store.change(.add(log("a"))) { failed.append($0.error != nil) }
    #expect(await store.commit([JournalRecord(kind: .call, key: "a", value: [1])]).error == nil)
    store.flush()
    #expect(failed.all == [true])
    #expect(reports.all.count == 1)
    #expect(try store.all(.call) == ["a": [1]])
    try directory.execute("DROP TRIGGER fault")
    #expect(await store.make(.add(log("a"))).error == nil)
    #expect(store.statistics.logChanges == 1)
  }

  @Test("more than the queue takes is refused, by another thread")
  func full() async throws {
    var limits = JournalLimits()
    limits.queuedRecords = 0
    let store = try SQLiteStore(directory: directory.path, limits: limits)
    #expect(await store.make(.add(log("a"))).error?.code == "queueFull")
    #expect(store.statistics.refused == 1)
  }
}

extension ConversationLogs {
  /// Makes a change and waits for the outcome.
  func make(_ change: ConversationLogChange) async -> Result<Void, StoreError> {
    await withCheckedContinuation { continuation in
      self.change(change) { continuation.resume(returning: $0) }
    }
  }
}
