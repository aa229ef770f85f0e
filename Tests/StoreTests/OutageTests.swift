import Foundation
import Testing

@testable import Store

/// What the journal does while the file cannot be written, and after that.
@Suite("Outage", .timeLimit(.minutes(2)))
struct OutageTests {
  let directory = DataDirectory()
  let reports = Collected<StoreReport>()

  private static let dana = "sip:dana@contoso.test"

  private func open(_ durability: Durability = .normal, _ change: (inout JournalLimits) -> Void = { _ in }) throws
    -> SQLiteStore
  {
    var limits = JournalLimits()
    limits.retryInterval = 20
    limits.lockWait = 50
    change(&limits)
    let reports = reports
    return try SQLiteStore(
      directory: directory.path, durability: durability, limits: limits, report: { reports.append($0) })
  }

  private func record(_ key: String, _ value: UInt8?) -> JournalRecord {
    JournalRecord(kind: .call, key: key, value: value.map { [$0] })
  }

  private func log(_ id: String) -> ConversationLogChange {
    .add(
      ConversationLog(
        id: id, userURI: Self.dana, direction: .outgoing, partyURI: "tel:+14255550120", partyName: nil, subject: nil,
        importance: "Normal", threadID: nil, created: 1, isMissed: false))
  }

  @Test(
    "who waits is told at once, what nobody waits for is kept and written when the disk is back",
    arguments: DiskFault.allCases)
  func disk(_ fault: DiskFault) async throws {
    directory.fail(nil)
    let store = try open(fault.durability)
    try store.addUser(User(uri: Self.dana, name: "Dana Example"))
    #expect(await store.commit([record("before", 1), record("standing", 1), record("over", 1)]).error == nil)

    directory.fail(fault)
    #expect(await store.commit([record("refused", 1)]).error?.code == fault.code)
    store.append([record("standing", 2), record("other", 1)])
    store.append([record("standing", 3), record("over", nil)])
    let logged = Collected<Bool>()
    store.change(log("a")) { logged.append($0.error == nil) }
    store.flush()
    #expect(await store.commit([record("standing", 9)]).error?.code == fault.code)
    #expect(await store.make(.markRead(id: "a", userURI: Self.dana)).error?.code == fault.code)
    #expect(store.condition.outage?.code == fault.code)
    #expect(store.condition.since != nil)
    #expect(store.condition.waiting == 4)
    #expect(try store.all(.call) == ["before": [1], "standing": [1], "over": [1]])
    #expect(logged.all.isEmpty)

    directory.fail(nil)
    try await eventually("the journal is written again") { store.condition.outage == nil }
    #expect(store.condition == JournalCondition())
    #expect(try store.all(.call) == ["before": [1], "standing": [3], "other": [1]])
    try await eventually("the log is told") { logged.all == [true] }
    #expect(try store.conversationLogs(of: Self.dana, limit: 9).map(\.id) == ["a"])
    #expect(await store.commit([record("after", 1)]).error == nil)
    #expect(reports.all.count == 2, "\(reports.all)")
    guard case .outageBegan(let error) = reports.all.first,
      case .outageEnded(_, let written, let lost) = reports.all.last
    else {
      Issue.record("\(reports.all)")
      return
    }
    #expect(error.code == fault.code)
    #expect(written == 4 && lost == 0)
  }

  @Test("what is to be kept is told of the outage and written in its place when the disk is back")
  func kept() async throws {
    directory.fail(nil)
    let store = try open()
    #expect(await store.commit([record("a", 1), record("b", 1)]).error == nil)
    directory.fail(.full)
    let told = Collected<String?>()
    #expect(store.appendKept([record("a", 2), record("c", 1)]) { told.append($0.error?.code) })
    store.append([record("b", 2)])
    #expect(await store.commit([record("a", 3), record("d", 1)]).error?.code == "diskFull")
    #expect(store.appendKept([record("a", 4), record("b", nil)]) { told.append($0.error?.code) })
    #expect(store.appendKept([record("e", 1)], then: nil))
    store.flush()
    #expect(told.all == ["diskFull", "diskFull"])
    #expect(store.condition.waiting == 4)
    #expect(store.condition.lost == 0)
    directory.fail(nil)
    try await eventually("the journal is written again") { store.condition.outage == nil }
    #expect(try store.all(.call) == ["a": [4], "c": [1], "e": [1]])
    #expect(told.all.count == 2, "each is told once")
  }

  @Test("what is not taken is said at once, and told as well")
  func notTaken() async throws {
    let store = try open { $0.queuedRecords = 1 }
    let told = Collected<String?>()
    #expect(!store.appendKept([record("a", 1), record("b", 1)]) { told.append($0.error?.code) })
    try await eventually("it is told") { told.all == ["queueFull"] }
    #expect(store.appendKept([record("a", 1)]) { told.append($0.error?.code) })
    store.close()
    #expect(!store.appendKept([record("c", 1)]) { told.append($0.error?.code) })
    try await eventually("it is told") { told.all == ["queueFull", nil, "closed"] }
    #expect(try store.all(.call) == ["a": [1]])
  }

  @Test("what changes nothing on the disk does not end an outage", arguments: DiskFault.allCases)
  func nothingToWrite(_ fault: DiskFault) async throws {
    directory.fail(nil)
    let store = try open(fault.durability) { $0.retryInterval = 0 }
    directory.fail(fault)
    #expect(await store.commit([record("a", 1)]).error?.code == fault.code)
    for _ in 0..<50 {
      store.append([record("never there", nil)])
      #expect(await store.commit([record("a", 1)]).error?.code == fault.code)
    }
    #expect(store.statistics.failedBatches > 50, "it was tried each time")
    #expect(reports.all.count == 1, "\(reports.all)")
    directory.fail(nil)
    try await eventually("the journal is written again") { store.condition.outage == nil }
    #expect(store.condition.waiting == 0)
  }

  @Test("another process that locks the file for long is an outage that ends with the lock")
  func locked() async throws {
    let store = try open()
    let other = try SQLiteConnection(path: directory.file, durability: .normal)
    try other.execute("BEGIN IMMEDIATE")
    #expect(await store.commit([record("a", 1)]).error == .locked(path: store.path))
    store.append([record("b", 1)])
    #expect(await store.commit([record("c", 1)]).error == .locked(path: store.path))
    try await eventually("it waits") { store.condition.waiting == 1 }
    try other.execute("COMMIT")
    try await eventually("the journal is written again") { store.condition.outage == nil }
    #expect(try store.all(.call) == ["b": [1]])
    #expect(reports.all.count == 2, "\(reports.all)")
  }

  @Test("what waits is bounded; of one record the newest value counts, and what was lost is counted")
  func bounded() async throws {
    directory.fail(nil)
    let store = try open { $0.queuedRecords = 4 }
    directory.fail(.full)
    #expect(await store.commit([record("x", 1)]).error?.code == "diskFull")
    for round in 1...50 {
      for key in ["a", "b", "c", "d"] { store.append([record(key, UInt8(round))]) }
      store.flush()
    }
    #expect(store.condition.waiting == 4)
    #expect(store.condition.lost == 0)
    store.append([record("e", 1)])
    store.append([record("f", 1), record("a", 99)])
    store.flush()
    #expect(store.condition.waiting == 4)
    #expect(store.condition.lost == 2)
    directory.fail(nil)
    try await eventually("the journal is written again") { store.condition.outage == nil }
    #expect(try store.all(.call) == ["a": [99], "b": [50], "c": [50], "d": [50]])
    #expect(store.condition.lost == 2)
    guard case .outageEnded(_, 4, 2) = reports.all.last else {
      Issue.record("\(reports.all)")
      return
    }
  }

  @Test(
    "at the end what waits is written if the disk is back, and otherwise given up with a word",
    arguments: [true, false])
  func closing(isBack: Bool) async throws {
    directory.fail(nil)
    let store = try open { $0.retryInterval = 3_600_000 }
    directory.fail(.write)
    #expect(await store.commit([record("x", 1)]).error?.code == "inputOutput")
    store.append([record("a", 1)])
    store.flush()
    if isBack { directory.fail(nil) }
    store.close()
    directory.fail(nil)
    #expect(try open().all(.call) == (isBack ? ["a": [1]] : [:]))
    guard let last = reports.all.last else { throw StoreError.closed }
    switch last {
    case .outageEnded(_, 1, 0): #expect(isBack)
    case .batchFailed(let error, 1): #expect(!isBack && error.code == "inputOutput")
    default: Issue.record("\(last)")
    }
  }

  @Test("a log that cannot be moved into the database is told once, while commits go on")
  func checkpoint() async throws {
    directory.fail(nil)
    let store = try open()
    let value = [UInt8](repeating: 7, count: 400_000)
    func fill() async {
      for _ in 0..<30 {
        #expect(await store.commit([JournalRecord(kind: .call, key: "large", value: value)]).error == nil)
      }
    }
    directory.fail(.sync)
    await fill()
    try await eventually("it is noticed") { store.condition.checkpointFailure != nil }
    await fill()
    #expect(store.condition.checkpointFailure?.code == "inputOutput")
    #expect(store.condition.outage == nil)
    directory.fail(nil)
    try await eventually("it works again") {
      store.append([JournalRecord(kind: .call, key: "large", value: value)])
      store.flush()
      return store.condition.checkpointFailure == nil
    }
    #expect(reports.all.count == 2, "\(reports.all)")
    #expect(reports.all.last == .checkpointWorks)
  }

  @Test("calls that come and go do not make the file grow")
  func size() async throws {
    let store = try open(.off)
    var pages: [Int64] = []
    for round in 0..<4 {
      for call in 0..<2000 {
        let number = round * 2000 + call
        let key = String(format: "%08d", number)
        for state in 0..<3 {
          store.append([JournalRecord(kind: .invitation, key: key, value: Array(repeating: UInt8(state), count: 400))])
        }
        if number >= 500 {
          store.append([JournalRecord(kind: .invitation, key: String(format: "%08d", number - 500), value: nil)])
        }
        if call % 100 == 0 { store.flush() }
      }
      store.flush()
      pages.append(try directory.number("PRAGMA page_count"))
    }
    #expect(try store.all(.invitation).count == 500)
    #expect(pages[3] <= pages[0] * 3 / 2, "\(pages)")
  }
}
