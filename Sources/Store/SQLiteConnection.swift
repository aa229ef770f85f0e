import CSQLite
import Glibc

/// One connection to the database file, used by one thread at a time: whoever holds it keeps it behind a mutex.
/// SQLite's own locking is switched off for it (https://www.sqlite.org/threadsafe.html, "multi-thread").
final class SQLiteConnection {
  let path: String
  private let handle: OpaquePointer
  private var cached: [String: SQLiteStatement] = [:]

  /// Opens a file to read it only, whichever program it is of; nothing of it is changed.
  convenience init(reading path: String) throws(StoreError) {
    try self.init(path: path, SQLITE_OPEN_READONLY)
  }

  convenience init(path: String, durability: Durability) throws(StoreError) {
    try self.init(path: path, SQLITE_OPEN_READWRITE)
    let synchronous =
      switch durability {
      case .off: "OFF"
      case .normal: "NORMAL"
      case .full: "FULL"
      }
    try execute("PRAGMA journal_mode = WAL")
    try execute("PRAGMA synchronous = \(synchronous)")
    // The log keeps its size between checkpoints, but a burst does not leave it large for ever.
    try execute("PRAGMA journal_size_limit = 67108864")
  }

  private init(path: String, _ access: Int32) throws(StoreError) {
    var handle: OpaquePointer?
    let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(path, &handle, flags, nil)
    guard code == SQLITE_OK, let handle else {
      let error = SQLiteConnection.error(code, handle, path)
      sqlite3_close_v2(handle)
      throw error
    }
    self.path = path
    self.handle = handle
    sqlite3_busy_timeout(handle, 5000)
    try execute("PRAGMA foreign_keys = ON")
    try execute("PRAGMA trusted_schema = OFF")
  }

  deinit {
    cached.removeAll()
    // v2 waits for statements that are still alive instead of failing.
    sqlite3_close_v2(handle)
  }

  /// Runs SQL without parameters and ignores its rows.
  func execute(_ sql: String) throws(StoreError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  func prepare(_ sql: String) throws(StoreError) -> SQLiteStatement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw error(code) }
    return SQLiteStatement(statement, of: self)
  }

  /// A statement prepared at its first use and kept. Not to be used for a statement that is still under way.
  func statement(_ sql: String) throws(StoreError) -> SQLiteStatement {
    if let statement = cached[sql] { return statement }
    let statement = try prepare(sql)
    cached[sql] = statement
    return statement
  }

  /// Runs `body` in a transaction that holds the write lock from its beginning, so that it never has to give up
  /// half-way because another process wrote in between.
  func transaction<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    try execute("BEGIN IMMEDIATE")
    do {
      let value = try body()
      try execute("COMMIT")
      return value
    } catch {
      rollBack()
      throw error
    }
  }

  /// Leaves a transaction that failed. After a full disk and some other errors SQLite has left it by itself.
  func rollBack() {
    if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
  }

  /// From now on statements wait so long for another process's lock; 5 s before.
  func waitForLocks(milliseconds: Int) {
    sqlite3_busy_timeout(handle, Int32(clamping: milliseconds))
  }

  /// Moves what it can of the log into the file without holding anybody up; whether it was all of it.
  func checkpoint() throws(StoreError) -> Bool {
    var pages: Int32 = 0
    var moved: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved)
    // Another connection is at it, in this process or in another one.
    if code & 0xFF == SQLITE_BUSY { return false }
    guard code == SQLITE_OK else { throw error(code) }
    return pages == moved
  }

  /// Has each commit's length of the log, in pages, written to `pages`, in place of SQLite's own checkpoints.
  /// `pages` must live as long as the connection.
  func reportLog(to pages: UnsafeMutablePointer<Int>) {
    sqlite3_wal_hook(
      handle,
      { pages, _, _, count in
        pages?.assumingMemoryBound(to: Int.self).pointee = Int(count)
        return SQLITE_OK
      }, pages)
  }

  /// How many rows the last statement inserted, updated or deleted.
  var changes: Int { Int(sqlite3_changes(handle)) }

  /// The key of the last row inserted.
  var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  func error(_ code: Int32) -> StoreError {
    SQLiteConnection.error(code, handle, path)
  }

  private static func error(_ code: Int32, _ handle: OpaquePointer?, _ path: String) -> StoreError {
    let detail =
      handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? String(cString: sqlite3_errstr(code))
    let systemError = handle.map { sqlite3_system_errno($0) } ?? 0
    switch code & 0xFF {
    case SQLITE_FULL:
      return .diskFull(path: path)
    case SQLITE_BUSY, SQLITE_LOCKED:
      return .locked(path: path)
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      return .corrupt(path: path, detail: detail)
    case SQLITE_READONLY, SQLITE_PERM:
      return .readOnly(path: path)
    case SQLITE_IOERR where systemError == ENOSPC || systemError == EDQUOT:
      return .diskFull(path: path)
    case SQLITE_IOERR:
      return .inputOutput(path: path, code: code, detail: detail)
    case SQLITE_CANTOPEN:
      let reason = systemError == 0 ? detail : String(cString: strerror(systemError))
      return .directoryNotWritable(path: path, reason: reason)
    default:
      return .failed(code: code, detail: detail)
    }
  }
}
