import Store
import Synchronization

/// A journal in memory that commits when it is told to. What was not committed is lost with a crash.
final class HandJournal: Journal {
  typealias Completion = @Sendable (Result<Void, StoreError>) -> Void

  private struct Append {
    let records: [JournalRecord]
    let then: Completion?
    let isKept: Bool
    let isRefused: Bool
  }

  private struct State {
    var stored: [RecordKind: [String: [UInt8]]] = [:]
    var waiting: [Append] = []
    var committed = 0
    var isFull = false
  }

  private let state: Mutex<State>

  init() { state = Mutex(State()) }

  private init(stored: [RecordKind: [String: [UInt8]]]) { state = Mutex(State(stored: stored)) }

  /// Another journal with what is committed.
  func afterCrash() -> HandJournal { HandJournal(stored: state.withLock { $0.stored }) }

  /// How many appends were committed.
  var committed: Int { state.withLock { $0.committed } }

  /// How many appends there were.
  var appended: Int { state.withLock { $0.committed + $0.waiting.count } }

  /// How many rows there are of a kind.
  func count(_ kind: RecordKind) -> Int { state.withLock { $0.stored[kind]?.count ?? 0 } }

  func keys(_ kind: RecordKind) -> [String] { state.withLock { ($0.stored[kind] ?? [:]).keys.sorted() } }

  func value(_ kind: RecordKind, _ key: String) -> [UInt8]? { state.withLock { $0.stored[kind]?[key] } }

  /// Puts a record there as it is, or takes it away.
  func set(_ kind: RecordKind, _ key: String, _ value: [UInt8]?) {
    state.withLock { $0.stored[kind, default: [:]][key] = value }
  }

  /// Whether no more appends are taken.
  func fill(_ isFull: Bool) { state.withLock { $0.isFull = isFull } }

  /// Commits so many appends, or all, and tells those who wait.
  ///
  /// - Parameter failure: What those who wait are told in place of success. After an outage, what is to be kept is stored
  ///   all the same, as when the disk is there again.
  func commit(_ most: Int = .max, failure: StoreError? = nil) {
    for _ in 0..<most {
      let next = state.withLock { state -> Append? in
        guard !state.waiting.isEmpty else { return nil }
        let append = state.waiting.removeFirst()
        state.committed += 1
        if append.isRefused { return append }
        if let failure, !failure.isOutage || !append.isKept && append.then != nil { return append }
        for record in append.records { state.stored[record.kind, default: [:]][record.key] = record.value }
        return append
      }
      guard let next else { return }
      let error = next.isRefused ? StoreError.queueFull(records: 0, bytes: 0) : failure
      next.then?(error.map { .failure($0) } ?? .success(()))
    }
  }

  func append(_ records: [JournalRecord], then: Completion?) { append(records, isKept: false, then) }

  @discardableResult
  func appendKept(_ records: [JournalRecord], then: Completion?) -> Bool { append(records, isKept: true, then) }

  @discardableResult
  private func append(_ records: [JournalRecord], isKept: Bool, _ then: Completion?) -> Bool {
    state.withLock { state in
      state.waiting.append(Append(records: records, then: then, isKept: isKept, isRefused: state.isFull))
      return !state.isFull
    }
  }

  func flush() { commit() }
  func close() { commit() }

  func load(
    _ kind: RecordKind, _ each: (_ key: String, _ value: [UInt8]) throws -> Void
  ) throws(StoreError) -> [UnreadableRecord] {
    var unreadable: [UnreadableRecord] = []
    for (key, value) in state.withLock({ $0.stored[kind] ?? [:] }).sorted(by: { $0.key < $1.key }) {
      do {
        try each(key, value)
      } catch {
        unreadable.append(UnreadableRecord(kind: kind, key: key, reason: .content("\(error)")))
        set(kind, key, nil)
      }
    }
    return unreadable
  }
}
