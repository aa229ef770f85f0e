import Foundation

/// What the writer does while the file cannot be written: the disk is full or fails, or another process holds a lock.
///
/// Whoever waits for an outcome is told at once, and the file is tried again now and then: with every batch, a disk that
/// takes seconds to fail would make callers wait for nothing.
extension JournalWriter {
  /// Milliseconds for which an attempt during an outage waits for another process's lock.
  var briefLockWait: Int { min(limits.lockWait, 100) }

  /// Whether the journal can be written, and what waits until it can.
  var condition: JournalCondition {
    var condition = queue.withLock { queue in
      var condition = JournalCondition()
      condition.outage = queue.outage?.error
      condition.since = queue.outage?.since
      condition.waiting = queue.backlog.count
      condition.lost = queue.backlog.lost
      return condition
    }
    condition.checkpointFailure = checkpointer.failure
    return condition
  }

  func beginOutage(_ error: StoreError) {
    let now = Self.now()
    queue.withLock { queue in
      queue.outage = Outage(
        error: error, since: Date(), began: now, nextAttempt: now + interval, lost: queue.backlog.lost)
    }
    report(.outageBegan(error))
  }

  private var interval: Int64 { Int64(limits.retryInterval) * 1000 }

  /// Fails what somebody waits for, and keeps the rest in memory.
  func shelve(_ batch: Batch, _ error: StoreError) {
    var unkept: [JournalBacklog.Log] = []
    queue.withLock { queue in
      var next = 0
      func keep(until end: Int) {
        while next < end {
          queue.backlog.keep(batch.records[next], limits)
          next += 1
        }
      }
      for waiting in batch.waiting {
        keep(until: waiting.places.lowerBound)
        next = max(next, waiting.places.upperBound)
      }
      keep(until: batch.records.count)
      for log in batch.logs where log.change.isAwaited || !queue.backlog.keep(log, limits) { unkept.append(log) }
    }
    for log in unkept { log.then(.failure(error)) }
    finish(batch.waiting, .failure(error))
  }

  /// During an outage, when it is time, tries to write what waits; nil if the file can be written now.
  func recover(isLast: Bool = false) -> StoreError? {
    let (outage, backlog) = queue.withLock { ($0.outage, $0.backlog) }
    guard let outage else { return nil }
    guard isLast || Self.now() >= outage.nextAttempt else { return outage.error }
    setPageLimit()
    let records = backlog.records
    connection.withLock { $0?.waitForLocks(milliseconds: briefLockWait) }
    defer { connection.withLock { $0?.waitForLocks(milliseconds: limits.lockWait) } }
    // As in a batch: logs first, and one that cannot be written for itself does not hold up the records.
    let logs = backlog.logs.isEmpty ? .success(()) : write(backlog.logs)
    var outcome: Result<Int, StoreError> = .failure(.closed)
    if let error = logs.outage {
      outcome = .failure(error)
    } else {
      outcome = connection.withLock { connection in
        guard let connection else { return .failure(.closed) }
        do throws(StoreError) {
          return .success(try connection.write(records, isProbe: true))
        } catch {
          return .failure(error)
        }
      }
      note(outcome, of: records.count)
    }
    if let error = outcome.outage {
      queue.withLock { queue in
        queue.outage?.error = error
        queue.outage?.nextAttempt = Self.now() + interval
      }
      return error
    }
    endOutage(outage, backlog, logs, outcome)
    return nil
  }

  private func endOutage(
    _ outage: Outage, _ backlog: JournalBacklog, _ logs: Result<Void, StoreError>, _ records: Result<Int, StoreError>
  ) {
    queue.withLock { queue in
      queue.outage = nil
      queue.backlog.clear()
    }
    var written = backlog.records.count
    if case .failure(let error) = records {
      report(.batchFailed(error, records: written))
      written = 0
    }
    if case .success = logs { written += backlog.logs.count }
    let seconds = Int((Self.now() - outage.began) / 1_000_000)
    report(.outageEnded(seconds: seconds, written: written, lost: backlog.lost - outage.lost))
    tell(backlog.logs, logs)
  }

  /// The journal is being closed: what waits is written now or never.
  func giveUpBacklog() {
    guard let error = recover(isLast: true) else { return }
    let backlog = queue.withLock { $0.backlog }
    if !backlog.isEmpty { report(.batchFailed(error, records: backlog.count)) }
    for log in backlog.logs { log.then(.failure(error)) }
  }
}
