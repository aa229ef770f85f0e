extension SQLiteStore: Journal {
  /// See ``Journal/append(_:then:)``.
  public func append(_ records: [JournalRecord], then: (@Sendable (Result<Void, StoreError>) -> Void)?) {
    writer.append(records, then: then)
  }

  /// See ``Journal/appendKept(_:then:)``.
  @discardableResult
  public func appendKept(_ records: [JournalRecord], then: (@Sendable (Result<Void, StoreError>) -> Void)?) -> Bool {
    writer.append(records, isKept: true, then: then)
  }

  /// See ``Journal/flush()``.
  public func flush() {
    writer.flush()
  }

  /// See ``Journal/close()``. The directory stays usable until the store is released.
  public func close() {
    writer.close()
    giveUpClaim()
  }

  /// See ``Journal/load(_:_:)``.
  @discardableResult
  public func load(
    _ kind: RecordKind, _ each: (_ key: String, _ value: [UInt8]) throws -> Void
  ) throws(StoreError) -> [UnreadableRecord] {
    // A connection of its own: `each` may use the directory, and a long read holds nobody up.
    let connection = try SQLiteConnection(path: path, durability: durability)
    let rows = try connection.prepare("SELECT key, value FROM record WHERE kind = ?1 ORDER BY key")
    try rows.bind(1, Int64(kind.rawValue))
    var unreadable: [(record: UnreadableRecord, stored: [UInt8])] = []
    while try rows.step() {
      let key = rows.text(0)
      let stored = rows.blob(1)
      switch RecordEnvelope.open(kind: kind, key: key, stored: stored) {
      case .success(let value):
        do {
          try each(key, value)
        } catch {
          unreadable.append((UnreadableRecord(kind: kind, key: key, reason: .content("\(error)")), stored))
        }
      case .failure(let failure):
        unreadable.append((UnreadableRecord(kind: kind, key: key, reason: failure.reason), stored))
      }
    }
    rows.reset()
    guard !unreadable.isEmpty else { return [] }
    do throws(StoreError) {
      try setAside(unreadable, connection)
    } catch  where error.isOutage {
      // A full disk is no reason not to start: the record stays where it is and is found again the next time.
      report(.batchFailed(error, records: unreadable.count))
    }
    for (record, _) in unreadable { report(.unreadable(record)) }
    return unreadable.map(\.record)
  }

  private func setAside(
    _ unreadable: [(record: UnreadableRecord, stored: [UInt8])], _ connection: SQLiteConnection
  ) throws(StoreError) {
    let keep = try connection.prepare(
      "INSERT INTO set_aside (kind, key, value, reason, at) VALUES (?1, ?2, ?3, ?4, ?5)")
    // The stored bytes are compared, so that a record written anew in the meantime stays.
    let remove = try connection.prepare("DELETE FROM record WHERE kind = ?1 AND key = ?2 AND value = ?3")
    try connection.transaction { () throws(StoreError) in
      for (record, stored) in unreadable {
        for statement in [keep, remove] {
          try statement.bind(1, Int64(record.kind.rawValue))
          try statement.bind(2, record.key)
          try statement.bind(3, stored)
        }
        try keep.bind(4, record.why)
        try keep.bind(5, Self.milliseconds(now()))
        try keep.run()
        try remove.run()
      }
    }
  }
}
