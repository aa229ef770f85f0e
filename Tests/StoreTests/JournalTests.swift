import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Store

@Suite("Journal")
struct JournalTests {
  let directory = DataDirectory()

  @Test("what was committed is there after the store was opened again")
  func roundTrip() async throws {
    do {
      let store = try SQLiteStore(directory: directory.path)
      let records = [
        JournalRecord(kind: .call, key: "a", value: bytes("one")), JournalRecord(kind: .call, key: "b", value: []),
        JournalRecord(kind: .invitation, key: "a", value: [0, 255, 0]), JournalRecord(kind: .call, key: "", value: [1]),
        JournalRecord(kind: RecordKind(rawValue: 255), key: "日本", value: [2]),
      ]
      #expect(await store.commit(records).error == nil)
      store.close()
    }
    let store = try SQLiteStore(directory: directory.path)
    #expect(try store.all(.call) == ["a": bytes("one"), "b": [], "": [1]])
    #expect(try store.all(.invitation) == ["a": [0, 255, 0]])
    #expect(try store.all(RecordKind(rawValue: 255)) == ["日本": [2]])
    #expect(try store.all(.application).isEmpty)
  }

  @Test("records of a kind come ordered by key")
  func order() async throws {
    let store = try SQLiteStore(directory: directory.path)
    _ = await store.commit(["c", "a", "b"].map { JournalRecord(kind: .call, key: $0, value: [1]) })
    var keys: [String] = []
    try store.load(.call) { key, _ in keys.append(key) }
    #expect(keys == ["a", "b", "c"])
  }

  @Test("the last of several records with one name counts, within a batch and across batches")
  func supersede() async throws {
    let store = try SQLiteStore(directory: directory.path)
    let name = "a"
    _ = await store.commit([
      JournalRecord(kind: .call, key: name, value: [1]), JournalRecord(kind: .call, key: name, value: nil),
      JournalRecord(kind: .call, key: name, value: [2]), JournalRecord(kind: .invitation, key: name, value: [3]),
      JournalRecord(kind: .call, key: "b", value: [4]), JournalRecord(kind: .call, key: "b", value: nil),
    ])
    #expect(try store.all(.call) == [name: [2]])
    #expect(try store.all(.invitation) == [name: [3]])
    #expect(store.statistics.superseded == 3)
    _ = await store.commit([JournalRecord(kind: .call, key: name, value: nil)])
    _ = await store.commit([JournalRecord(kind: .call, key: "never there", value: nil)])
    #expect(try store.all(.call).isEmpty)
  }

  @Test("appends from many threads are all kept, each thread's in its order, told in the order of the appends")
  func threads() throws {
    let store = try SQLiteStore(directory: directory.path)
    let told = Collected<(thread: Int, round: Int)>()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for round in 0..<500 {
        let records = [
          JournalRecord(kind: .call, key: "\(thread)/\(round)", value: bytes("\(round)")),
          JournalRecord(kind: .conversation, key: "\(thread)", value: bytes("\(round)")),
        ]
        store.append(records) { result in
          if result.error == nil { told.append((thread, round)) }
        }
      }
    }
    store.flush()
    #expect(told.all.count == 4000)
    for thread in 0..<8 {
      #expect(told.all.filter { $0.thread == thread }.map(\.round) == Array(0..<500))
    }
    #expect(try store.all(.call).count == 4000)
    #expect(try store.all(.conversation) == Dictionary(uniqueKeysWithValues: (0..<8).map { ("\($0)", bytes("499")) }))
    let statistics = store.statistics
    #expect(statistics.records + statistics.superseded == 8000)
    #expect(statistics.queuedRecords == 0 && statistics.queuedBytes == 0)
  }

  @Test("what was committed before a crash is there after it", arguments: Durability.allCases)
  func crash(_ durability: Durability) async throws {
    let store = try SQLiteStore(directory: directory.path, durability: durability)
    for index in 0..<200 {
      #expect(await store.commit([JournalRecord(kind: .call, key: "\(index)", value: bytes("\(index)"))]).error == nil)
    }
    let copy = try directory.copy()
    _ = await store.commit([JournalRecord(kind: .call, key: "later", value: [])])
    let recovered = try SQLiteStore(directory: copy.path)
    #expect(
      try recovered.all(.call) == Dictionary(uniqueKeysWithValues: (0..<200).map { ("\($0)", bytes("\($0)")) }))
  }

  @Test("a batch that was cut off in the middle of the log is not there at all")
  func tornBatch() async throws {
    let store = try SQLiteStore(directory: directory.path)
    _ = await store.commit([JournalRecord(kind: .call, key: "before", value: [1])])
    let whole = [
      JournalRecord(kind: .call, key: "x", value: [UInt8](repeating: 7, count: 50_000)),
      JournalRecord(kind: .call, key: "y", value: [1]),
    ]
    _ = await store.commit(whole)
    let copy = try directory.copy()
    let log = try FileHandle(forUpdating: URL(fileURLWithPath: copy.file + "-wal"))
    try log.truncate(atOffset: try log.seekToEnd() - 5000)
    try log.close()
    #expect(try SQLiteStore(directory: copy.path).all(.call) == ["before": [1]])
  }

  @Test("the log does not grow without end while appends go on")
  func logLength() throws {
    let store = try SQLiteStore(directory: directory.path, durability: .off)
    let value = [UInt8](repeating: 7, count: 40_000)
    let outcomes = Collected<StoreError?>()
    // 240 MB in all, never with a pause.
    for round in 0..<300 {
      store.append((0..<20).map { JournalRecord(kind: .call, key: "\($0 + round % 5 * 20)", value: value) }) {
        outcomes.append($0.error)
      }
      if round % 30 == 29 { store.flush() }
    }
    store.flush()
    #expect(outcomes.all == Array(repeating: nil, count: 300))
    let size = try FileManager.default.attributesOfItem(atPath: store.path + "-wal")[.size] as? Int ?? 0
    #expect(size < 200_000_000)
    #expect(try store.all(.call).count == 100)
  }

  @Test("a damaged record is set aside and returned, the others are read")
  func damage() async throws {
    let reports = Collected<StoreReport>()
    let store = try SQLiteStore(directory: directory.path, report: { reports.append($0) })
    _ = await store.commit(
      ["a", "b", "c", "d", "e", "f"].map { JournalRecord(kind: .call, key: $0, value: bytes("value \($0)")) })
    // One bit of the content; a value under the wrong key; a newer version; cut short; empty.
    try directory.execute(
      """
      UPDATE record SET value = CAST(substr(value, 1, 8) || x'00' || substr(value, 10) AS BLOB) WHERE key = 'a';
      UPDATE record SET value = (SELECT value FROM record WHERE key = 'e') WHERE key = 'b';
      UPDATE record SET value = CAST(x'09' || substr(value, 2) AS BLOB) WHERE key = 'c';
      UPDATE record SET value = substr(value, 1, 3) WHERE key = 'd';
      UPDATE record SET value = x'' WHERE key = 'f';
      """)
    var read: [String] = []
    let unreadable = try store.load(.call) { key, _ in read.append(key) }
    #expect(read == ["e"])
    let expected = [
      UnreadableRecord(kind: .call, key: "a", reason: .checksum),
      UnreadableRecord(kind: .call, key: "b", reason: .checksum),
      UnreadableRecord(kind: .call, key: "c", reason: .version(9)),
      UnreadableRecord(kind: .call, key: "d", reason: .truncated),
      UnreadableRecord(kind: .call, key: "f", reason: .truncated),
    ]
    #expect(unreadable == expected)
    #expect(reports.all == expected.map { .unreadable($0) })
    #expect(try store.load(.call) { _, _ in }.isEmpty)
    #expect(try directory.number("SELECT count(*) FROM set_aside") == 5)
    #expect(unreadable[2].description == "record 4/c is unreadable: its format version 9 is not known to this program")
  }

  @Test("a record whose content its reader refuses is set aside as well")
  func refusedContent() async throws {
    struct Unknown: Error, CustomStringConvertible { let description = "state 17 is unknown" }
    let store = try SQLiteStore(directory: directory.path)
    _ = await store.commit([
      JournalRecord(kind: .call, key: "a", value: [1]), JournalRecord(kind: .call, key: "b", value: [2]),
    ])
    let unreadable = try store.load(.call) { _, value in if value == [1] { throw Unknown() } }
    #expect(unreadable == [UnreadableRecord(kind: .call, key: "a", reason: .content("state 17 is unknown"))])
    #expect(try store.all(.call) == ["b": [2]])
  }

  @Test("a file that may not grow fails the batch, as a full disk does, and what follows at once")
  func diskFull() async throws {
    let reports = Collected<StoreReport>()
    var limits = JournalLimits()
    limits.retryInterval = 3_600_000
    let store = try SQLiteStore(directory: directory.path, limits: limits, report: { reports.append($0) })
    _ = await store.commit([JournalRecord(kind: .call, key: "a", value: [1])])
    store.writer.limitPages(1)
    let large = [JournalRecord(kind: .call, key: "b", value: [UInt8](repeating: 1, count: 1 << 20))]
    for _ in 0..<3 {
      #expect(await store.commit(large).error == .diskFull(path: store.path))
    }
    #expect(try store.all(.call) == ["a": [1]])
    #expect(reports.all == [.outageBegan(.diskFull(path: store.path))])
    // Tried once: the others were told without a look at the disk.
    #expect(store.statistics.failedBatches == 1)
    store.close()
    let roomy = try SQLiteStore(directory: directory.path)
    #expect(await roomy.commit(large).error == nil)
    #expect(try roomy.all(.call).count == 2)
    #expect(
      StoreError.diskFull(path: "/data/workline.sqlite3").description
        == "no space left to write /data/workline.sqlite3: free some space on its disk")
  }

  @Test("more than may wait is refused in order, nothing of it is kept, and later appends are taken again")
  func bounded() throws {
    var limits = JournalLimits()
    limits.queuedRecords = 4
    limits.valueBytes = 100
    let reports = Collected<StoreReport>()
    let store = try SQLiteStore(directory: directory.path, limits: limits, report: { reports.append($0) })
    let held = DispatchSemaphore(value: 0)
    let isHolding = DispatchSemaphore(value: 0)
    store.append([]) { _ in
      isHolding.signal()
      held.wait()
    }
    isHolding.wait()
    let told = Collected<String>()
    for key in ["a", "b", "c", "d", "e", "f"] {
      store.append([JournalRecord(kind: .call, key: key, value: [1])]) {
        told.append("\(key) \($0.error?.code ?? "kept")")
      }
    }
    store.append([JournalRecord(kind: .call, key: "g", value: [1])])
    held.signal()
    store.flush()
    #expect(told.all == ["a kept", "b kept", "c kept", "d kept", "e queueFull", "f queueFull"])
    #expect(reports.all == Array(repeating: .refused(.queueFull(records: 4, bytes: 8), records: 1), count: 3))
    let large = [JournalRecord(kind: .call, key: "h", value: [UInt8](repeating: 0, count: 101))]
    store.append(large) { told.append("h \($0.error?.code ?? "kept")") }
    store.append([JournalRecord(kind: .call, key: String(repeating: "k", count: 1025), value: nil)]) {
      told.append("k \($0.error?.code ?? "kept")")
    }
    store.append([JournalRecord(kind: .call, key: "i", value: [1])]) { told.append("i \($0.error?.code ?? "kept")") }
    store.flush()
    #expect(told.all.suffix(3) == ["h recordTooLarge", "k recordTooLarge", "i kept"])
    #expect(try Set(store.all(.call).keys) == ["a", "b", "c", "d", "i"])
  }

  @Test("closing commits what waits; afterwards appends fail")
  func close() throws {
    let store = try SQLiteStore(directory: directory.path)
    let told = Collected<StoreError?>()
    for index in 0..<1000 {
      store.append([JournalRecord(kind: .call, key: "\(index)", value: [1])]) { told.append($0.error) }
    }
    store.close()
    store.close()
    #expect(told.all == Array(repeating: nil, count: 1000))
    store.append([JournalRecord(kind: .call, key: "late", value: [1])]) { told.append($0.error) }
    store.flush()
    #expect(told.all.last == .some(.closed))
    #expect(told.all.count == 1001)
    #expect(try store.all(.call).count == 1000)
  }

  @Test("an append under a lock that its completion takes is told all the same", arguments: [false, true])
  func appendUnderLock(isClosed: Bool) throws {
    let store = try SQLiteStore(directory: directory.path)
    if isClosed { store.close() }
    let outcome = Mutex<Result<Void, StoreError>?>(nil)
    let told = DispatchSemaphore(value: 0)
    outcome.withLock { _ in
      store.append([JournalRecord(kind: .call, key: "a", value: [1])]) { result in
        outcome.withLock { $0 = result }
        told.signal()
      }
    }
    #expect(told.wait(timeout: .now() + 10) == .success)
    #expect(outcome.withLock { $0?.error } == (isClosed ? .closed : nil))
  }

  @Test("a store that goes away commits what waits, even when its last reference goes in a completion")
  func release() async throws {
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      var store = try? SQLiteStore(directory: directory.path)
      let box = store.map { Holder($0) }
      store?.append([JournalRecord(kind: .call, key: "a", value: [1])]) { _ in
        box?.release()
        done.resume()
      }
      store = nil
    }
    #expect(try SQLiteStore(directory: directory.path).all(.call) == ["a": [1]])
  }

  /// Holds a store until it is told not to.
  private final class Holder: @unchecked Sendable {
    // Set here and cleared once, on the writer's thread, after it was handed over by the append's lock.
    private var store: SQLiteStore?
    init(_ store: SQLiteStore) { self.store = store }
    func release() { store = nil }
  }

  @Test("CRC-32 is the one everybody means")
  func checksum() {
    func crc(_ text: String) -> UInt32 {
      var crc = CRC32()
      bytes(text).withUnsafeBytes { crc.update($0) }
      return crc.value
    }
    #expect(crc("123456789") == 0xCBF4_3926)
    #expect(crc("") == 0)
    #expect(crc("The quick brown fox jumps over the lazy dog") == 0x414F_A339)
    var single = CRC32()
    for byte in bytes("123456789") { single.update(byte) }
    #expect(single.value == 0xCBF4_3926)
  }
}
