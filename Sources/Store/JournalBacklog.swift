/// What could not be written and nobody waits for: of each record the newest value, within bounds.
struct JournalBacklog {
  /// A change to the logs of calls, and who is told when it is committed.
  struct Log {
    let change: ConversationLogChange
    let then: JournalWriter.Completion
  }

  private var byName: [RecordName: JournalRecord] = [:]
  private(set) var logs: [Log] = []
  private(set) var bytes = 0
  /// Records and logs that found no room.
  private(set) var lost = 0

  var isEmpty: Bool { byName.isEmpty && logs.isEmpty }
  var count: Int { byName.count + logs.count }
  var records: [JournalRecord] { Array(byName.values) }

  /// Keeps a record in place of an older one of its name. Where there is no room for it the older one goes as well:
  /// a state that is known to be wrong is worse than none.
  mutating func keep(_ record: JournalRecord, _ limits: JournalLimits) {
    let name = RecordName(record)
    if let older = byName.removeValue(forKey: name) { bytes -= older.size }
    guard count < limits.queuedRecords, bytes + record.size <= limits.queuedBytes else {
      lost += 1
      return
    }
    bytes += record.size
    byName[name] = record
  }

  /// Keeps a new log; false if there is no room for it.
  mutating func keep(_ log: Log, _ limits: JournalLimits) -> Bool {
    guard count < limits.queuedRecords else {
      lost += 1
      return false
    }
    logs.append(log)
    return true
  }

  /// Forgets what was written or given up.
  mutating func clear() {
    byName = [:]
    logs = []
    bytes = 0
  }
}

/// What names a record.
struct RecordName: Hashable {
  let kind: RecordKind
  let key: String

  init(_ record: JournalRecord) {
    kind = record.kind
    key = record.key
  }
}

extension JournalRecord {
  /// Bytes of key and value.
  var size: Int { key.utf8.count + (value?.count ?? 0) }
}
