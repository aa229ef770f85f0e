import Dispatch
import Foundation
import Synchronization

/// The journal's one writing thread and the queue in front of it.
///
/// A batch is whatever was queued while the previous commit ran: under load batches grow by themselves, and without
/// load nothing waits. While the file cannot be written (``JournalCondition``) batches do not reach it: see
/// `JournalWriter+Outage.swift`.
final class JournalWriter: Sendable {
  typealias Completion = @Sendable (Result<Void, StoreError>) -> Void

  /// What is called after a commit: an append's `then`, or the refusal of one that was not taken.
  struct Waiting {
    let then: Completion?
    /// Where the append's records are in the batch; none if they are kept whatever becomes of it.
    let places: Range<Int>
    let refusal: StoreError?
    /// How many records were refused.
    let refused: Int
  }

  /// What is written at once.
  struct Batch {
    var records: [JournalRecord]
    var waiting: [Waiting]
    var logs: [JournalBacklog.Log]
  }

  /// The file cannot be written.
  struct Outage {
    var error: StoreError
    let since: Date
    /// Monotonic microseconds.
    let began: Int64
    /// When the writer tries again, monotonic microseconds.
    var nextAttempt: Int64
    /// What was lost before it.
    let lost: Int
  }

  struct Queue {
    var records: [JournalRecord] = []
    var waiting: [Waiting] = []
    var logs: [JournalBacklog.Log] = []
    /// Whether somebody waits for one of them.
    var areLogsAwaited = false
    var bytes = 0
    var isAsleep = false
    /// The writer sleeps for a moment only, with records in the queue that nobody waits for.
    var isLingering = false
    /// They have waited long enough.
    var hasLingered = false
    var isClosing = false
    var pageLimit: Int?
    var outage: Outage?
    /// Changed by the writer's thread only.
    var backlog = JournalBacklog()
    var statistics = JournalStatistics()

    var isEmpty: Bool { records.isEmpty && waiting.isEmpty && logs.isEmpty }
  }

  private enum Work {
    case batch(Batch)
    case sleep
    /// What waits can wait a little longer for company.
    case linger
    /// Sleep so many microseconds at most, then try whether the file can be written again.
    case retry(after: Int64)
    case end
  }

  /// How long records that nobody waits for may stay in the queue, in milliseconds. A wake-up and a commit for each
  /// would cost more than the record.
  private static let lingering = 10
  /// Time from the beginning of one commit to that of the next, as so many times as long as it took, when appends come
  /// faster than that for long: then a commit carries several of them, and the writer has a share of a processor that
  /// does not grow with the load.
  private static let commitShare: Int64 = 3
  /// The longest such time, in microseconds: a disk that is slow by itself needs no pause.
  private static let longestInterval: Int64 = 2000
  /// How much sooner commits may begin, in microseconds: the few of a call that is alone wait for nothing.
  private static let commitAdvance: Int64 = 8000

  let queue = Mutex(Queue())
  private let wake = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let thread = Atomic<UInt>(0)
  // Only the writer's thread takes it; the mutex is there so that the compiler can see it.
  let connection: Mutex<JournalConnection?>
  let checkpointer: JournalCheckpointer
  /// Where appends to a closed journal are told so, in their order.
  private let refusals = DispatchQueue(label: "wl-journal-refusals")
  let limits: JournalLimits
  let report: @Sendable (StoreReport) -> Void

  init(
    path: String, durability: Durability, limits: JournalLimits, report: @escaping @Sendable (StoreReport) -> Void
  ) throws(StoreError) {
    connection = Mutex(try JournalConnection(path: path, durability: durability, lockWait: limits.lockWait))
    checkpointer = try JournalCheckpointer(path: path, durability: durability, report: report)
    self.limits = limits
    self.report = report
    let thread = Thread { [self] in run() }
    thread.name = "wl-journal"
    thread.start()
  }

  /// - Parameter isKept: Whether the records are kept although `then` is told of an outage.
  /// - Returns: Whether they were taken.
  @discardableResult
  func append(_ records: [JournalRecord], isKept: Bool = false, then: Completion?) -> Bool {
    var bytes = 0
    var refusal: StoreError?
    var isTaken = false
    for record in records {
      let keyBytes = record.key.utf8.count
      let valueBytes = record.value?.count ?? 0
      if keyBytes > JournalLimits.keyBytes {
        refusal = .recordTooLarge(bytes: keyBytes, limit: JournalLimits.keyBytes)
      } else if valueBytes > limits.valueBytes {
        refusal = .recordTooLarge(bytes: valueBytes, limit: limits.valueBytes)
      }
      bytes += keyBytes + valueBytes
    }
    let (isClosed, mustWake) = queue.withLock { queue -> (Bool, Bool) in
      if queue.isClosing { return (true, false) }
      if refusal == nil, !records.isEmpty,
        queue.records.count + records.count > limits.queuedRecords || queue.bytes + bytes > limits.queuedBytes
      {
        refusal = .queueFull(records: queue.records.count, bytes: queue.bytes)
      }
      if refusal == nil {
        queue.records.append(contentsOf: records)
        queue.bytes += bytes
      } else {
        queue.statistics.refused += 1
      }
      isTaken = refusal == nil
      if then != nil || refusal != nil {
        let count = queue.records.count
        let places = refusal == nil && !isKept ? count - records.count..<count : count..<count
        queue.waiting.append(Waiting(then: then, places: places, refusal: refusal, refused: records.count))
      }
      guard queue.isAsleep, then != nil || refusal != nil || !queue.isLingering else { return (false, false) }
      queue.isAsleep = false
      return (false, true)
    }
    if isClosed {
      if !records.isEmpty { report(.refused(.closed, records: records.count)) }
      if let then { refusals.async { then(.failure(.closed)) } }
    } else if mustWake {
      wake.signal()
    }
    return isTaken
  }

  func append(_ change: ConversationLogChange, then: @escaping Completion) {
    let (refusal, mustWake) = queue.withLock { queue -> (StoreError?, Bool) in
      if queue.isClosing { return (.closed, false) }
      guard queue.logs.count < limits.queuedRecords else {
        queue.statistics.refused += 1
        return (.queueFull(records: queue.logs.count, bytes: queue.bytes), false)
      }
      queue.logs.append(JournalBacklog.Log(change: change, then: then))
      if change.isAwaited { queue.areLogsAwaited = true }
      guard queue.isAsleep, change.isAwaited || !queue.isLingering else { return (nil, false) }
      queue.isAsleep = false
      return (nil, true)
    }
    if let refusal {
      report(.refused(refusal, records: 1))
      refusals.async { then(.failure(refusal)) }
    } else if mustWake {
      wake.signal()
    }
  }

  func flush() {
    assert(!isOnWriterThread, "flush() from a completion would wait for itself")
    if isOnWriterThread { return }
    let done = DispatchSemaphore(value: 0)
    append([]) { _ in done.signal() }
    done.wait()
  }

  func close() {
    let mustWake = queue.withLock { queue in
      queue.isClosing = true
      let mustWake = queue.isAsleep
      queue.isAsleep = false
      return mustWake
    }
    if mustWake { wake.signal() }
    // The last reference to a store may go in a completion: then the thread ends by itself after it.
    if isOnWriterThread { return }
    ended.wait()
    ended.signal()
  }

  var statistics: JournalStatistics {
    queue.withLock { queue in
      var statistics = queue.statistics
      statistics.queuedRecords = queue.records.count
      statistics.queuedBytes = queue.bytes
      return statistics
    }
  }

  /// Limits the file's size from the next batch on.
  func limitPages(_ pages: Int) {
    queue.withLock { $0.pageLimit = pages }
  }

  private var isOnWriterThread: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

  private func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    // When the next commit would begin if all kept their distance.
    var due: Int64 = 0
    while true {
      let early = due - Self.commitAdvance - Self.now()
      // The thread has nothing else to do, and what comes meanwhile is meant to wait: no semaphore ends this pause.
      if early > 0, early <= Self.longestInterval { usleep(UInt32(early)) }
      switch next() {
      case .batch(let batch):
        let begin = Self.now()
        commit(batch)
        due = max(due, begin) + min(Self.commitShare * (Self.now() - begin), Self.longestInterval)
        checkpoint()
      case .sleep:
        wake.wait()
      case .linger:
        if sleep(.milliseconds(Self.lingering)) { queue.withLock { $0.hasLingered = true } }
      case .retry(let delay):
        if sleep(.microseconds(Int(delay))) { _ = recover() }
      case .end:
        giveUpBacklog()
        checkpointer.close()
        connection.withLock { $0 = nil }
        ended.signal()
        return
      }
    }
  }

  /// Sleeps until the queue is not what it was, at most so long; whether it took that long.
  private func sleep(_ interval: DispatchTimeInterval) -> Bool {
    guard wake.wait(timeout: .now() + interval) == .timedOut else { return false }
    // Taken back under the lock; a signal that came just now would only cause one empty turn.
    queue.withLock { $0.isAsleep = false }
    return true
  }

  /// Monotonic microseconds.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }

  private func next() -> Work {
    queue.withLock { queue in
      if queue.isEmpty {
        if queue.isClosing { return .end }
        queue.isAsleep = true
        queue.isLingering = false
        return queue.outage.map { .retry(after: max(0, $0.nextAttempt - Self.now())) } ?? .sleep
      }
      if queue.waiting.isEmpty, !queue.areLogsAwaited, !queue.hasLingered, !queue.isClosing {
        queue.isAsleep = true
        queue.isLingering = true
        return .linger
      }
      queue.isLingering = false
      queue.hasLingered = false
      let work = Work.batch(Batch(records: queue.records, waiting: queue.waiting, logs: queue.logs))
      queue.records = []
      queue.waiting = []
      queue.logs = []
      queue.areLogsAwaited = false
      queue.bytes = 0
      return work
    }
  }

  // MARK: Writing

  private func commit(_ batch: Batch) {
    if let error = recover() { return shelve(batch, error) }
    setPageLimit()
    FaultPoint.pass("journal", "commit")
    // Before the records, one of which says that a call is over: after a crash in between the log is added again,
    // which does nothing.
    let logs = batch.logs.isEmpty ? .success(()) : write(batch.logs)
    let outcome = write(batch.records, afterFailure: logs.outage)
    FaultPoint.pass("journal", "committed")
    if let error = outcome.outage {
      beginOutage(error)
      if logs.outage == nil { tell(batch.logs, logs) }
      return shelve(
        Batch(records: batch.records, waiting: batch.waiting, logs: logs.outage == nil ? [] : batch.logs), error)
    }
    if case .failure(let error) = outcome { report(.batchFailed(error, records: batch.records.count)) }
    tell(batch.logs, logs)
    finish(batch.waiting, outcome)
  }

  private func checkpoint() {
    connection.withLock { connection in
      guard let connection, checkpointer.logHas(pages: connection.logPages) else { return }
      do throws(StoreError) {
        try connection.checkpoint()
        checkpointer.attempted(nil)
      } catch {
        checkpointer.attempted(error)
      }
    }
  }

  func setPageLimit() {
    guard let pages = queue.withLock({ $0.pageLimit.take() }) else { return }
    connection.withLock { try? $0?.limitPages(pages) }
  }

  /// - Parameter failure: Why the logs of the batch could not be written, if it was an outage. Then the records show
  ///   whether it is one for them too; what was locked for long is not waited for again.
  private func write(_ records: [JournalRecord], afterFailure failure: StoreError?) -> Result<Void, StoreError> {
    if records.isEmpty, failure == nil { return .success(()) }
    let outcome = connection.withLock { connection -> Result<Int, StoreError> in
      guard let connection else { return .failure(.closed) }
      if failure != nil { connection.waitForLocks(milliseconds: briefLockWait) }
      defer { if failure != nil { connection.waitForLocks(milliseconds: limits.lockWait) } }
      do throws(StoreError) {
        return .success(try connection.write(records, isProbe: failure != nil))
      } catch {
        return .failure(error)
      }
    }
    note(outcome, of: records.count)
    return outcome.map { _ in }
  }

  func note(_ outcome: Result<Int, StoreError>, of records: Int) {
    queue.withLock { queue in
      switch outcome {
      case .success(let superseded):
        guard records > 0 else { return }
        queue.statistics.batches += 1
        queue.statistics.records += records - superseded
        queue.statistics.superseded += superseded
      case .failure:
        queue.statistics.failedBatches += 1
      }
    }
  }

  /// In a transaction of their own, so that a log that cannot be written does not keep a call from beginning.
  func write(_ logs: [JournalBacklog.Log]) -> Result<Void, StoreError> {
    let outcome = connection.withLock { connection -> Result<Void, StoreError> in
      guard let connection else { return .failure(.closed) }
      do throws(StoreError) {
        return .success(try connection.write(logs.map(\.change)))
      } catch {
        return .failure(error)
      }
    }
    queue.withLock { queue in
      if case .success = outcome {
        queue.statistics.logChanges += logs.count
      } else {
        queue.statistics.failedBatches += 1
      }
    }
    return outcome
  }

  func tell(_ logs: [JournalBacklog.Log], _ outcome: Result<Void, StoreError>) {
    if case .failure(let error) = outcome, !logs.isEmpty { report(.batchFailed(error, records: logs.count)) }
    for log in logs { log.then(outcome) }
  }

  func finish(_ waiting: [Waiting], _ outcome: Result<Void, StoreError>) {
    for waiting in waiting {
      if let refusal = waiting.refusal {
        report(.refused(refusal, records: waiting.refused))
        waiting.then?(.failure(refusal))
      } else {
        waiting.then?(outcome)
      }
    }
  }
}

extension Result where Failure == StoreError {
  /// The error if the file refuses every write (``StoreError/isOutage``).
  var outage: StoreError? {
    guard case .failure(let error) = self, error.isOutage else { return nil }
    return error
  }
}
