import Foundation

/// A record that could not be read at some start and is kept for whoever wants to know (``UnreadableRecord``).
public struct SetAsideRecord: Sendable, Equatable {
  /// The kind of the record.
  public let kind: RecordKind
  /// The key of the record.
  public let key: String
  /// Why it could not be read, in English.
  public let reason: String
  /// When it was set aside; nil if an earlier version did it.
  public let at: Date?
  /// Whether somebody has taken note of it.
  public let isNoted: Bool
}

extension SQLiteStore {
  /// Notes that somebody has seen what was set aside, so that it is no finding any more; how many there were. The
  /// records stay.
  public func noteSetAside() throws(StoreError) -> Int {
    try withDirectory { connection throws(StoreError) in
      try connection.execute("UPDATE set_aside SET is_noted = 1 WHERE is_noted = 0")
      return connection.changes
    }
  }

  /// How many records were set aside and not yet noted by anybody. Reads the disk: never on an HTTP loop.
  public func countSetAside() throws(StoreError) -> Int {
    try withSearcher { connection throws(StoreError) in
      let row = try connection.statement("SELECT count(*) FROM set_aside WHERE is_noted = 0")
      defer { row.reset() }
      return try row.step() ? Int(row.integer(0)) : 0
    }
  }
}
