/// The connection of the journal's writer with its statements.
final class JournalConnection {
  private let connection: SQLiteConnection
  private let put: SQLiteStatement
  private let delete: SQLiteStatement
  private let begin: SQLiteStatement
  private let commit: SQLiteStatement
  private var buffer: [UInt8] = []
  private let pages: UnsafeMutablePointer<Int>

  /// Length of the log after the last commit, in pages.
  var logPages: Int { pages.pointee }

  init(path: String, durability: Durability, lockWait: Int) throws(StoreError) {
    connection = try SQLiteConnection(path: path, durability: durability)
    connection.waitForLocks(milliseconds: lockWait)
    put = try connection.prepare("INSERT OR REPLACE INTO record (kind, key, value) VALUES (?1, ?2, ?3)")
    delete = try connection.prepare("DELETE FROM record WHERE kind = ?1 AND key = ?2")
    begin = try connection.prepare("BEGIN IMMEDIATE")
    commit = try connection.prepare("COMMIT")
    pages = .allocate(capacity: 1)
    pages.initialize(to: 0)
    connection.reportLog(to: pages)
  }

  deinit {
    // No commit can come any more: this object's is the only reference to the connection.
    pages.deallocate()
  }

  /// Moves what is left of the log into the file.
  func checkpoint() throws(StoreError) {
    _ = try connection.checkpoint()
  }

  /// From now on writes wait so long for another process's lock.
  func waitForLocks(milliseconds: Int) { connection.waitForLocks(milliseconds: milliseconds) }

  /// Writes records in one transaction and says how many were superseded by later ones.
  ///
  /// - Parameter isProbe: Whether to find out in any case if the file can be written: a transaction that changes
  ///   nothing, as the removal of what is not there, never reaches the disk.
  func write(_ records: [JournalRecord], isProbe: Bool = false) throws(StoreError) -> Int {
    let live = Self.live(records)
    try begin.run()
    do {
      if isProbe { try probe() }
      for index in live {
        let record = records[index]
        if let value = record.value {
          RecordEnvelope.seal(kind: record.kind, key: record.key, value: value, into: &buffer)
          try put.bind(1, Int64(record.kind.rawValue))
          try put.bind(2, record.key)
          try put.bind(3, buffer)
          try put.run()
        } else {
          try delete.bind(1, Int64(record.kind.rawValue))
          try delete.bind(2, record.key)
          try delete.run()
        }
      }
      try commit.run()
    } catch {
      connection.rollBack()
      throw error
    }
    // A single large value must not keep its memory for ever.
    if buffer.capacity > 1 << 20 { buffer = [] }
    return records.count - live.count
  }

  /// Changes a page, so that the transaction has something to write, and takes the change back.
  private func probe() throws(StoreError) {
    for statement in [put, delete] {
      try statement.bind(1, -1)
      try statement.bind(2, "")
    }
    try put.bind(3, [])
    try put.run()
    try delete.run()
  }

  /// Makes changes to the logs of calls in one transaction.
  func write(_ changes: [ConversationLogChange]) throws(StoreError) {
    try connection.transaction { () throws(StoreError) in
      for change in changes { try ConversationLogTable.apply(change, connection) }
    }
  }

  /// Limits the file to a number of pages (4 kB each), beyond which writes fail as on a full disk.
  func limitPages(_ pages: Int) throws(StoreError) {
    try connection.execute("PRAGMA max_page_count = \(pages)")
  }

  /// The records that no later one replaces, in the order they came.
  private static func live(_ records: [JournalRecord]) -> [Int] {
    guard records.count > 1 else { return Array(records.indices) }
    var seen = Set<RecordName>(minimumCapacity: records.count)
    var live: [Int] = []
    live.reserveCapacity(records.count)
    for index in records.indices.reversed()
    where seen.insert(RecordName(records[index])).inserted {
      live.append(index)
    }
    live.reverse()
    return live
  }
}
