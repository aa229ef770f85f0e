import CSQLite

/// A prepared statement. Bind, step, reset; columns and parameters are counted as in SQLite (columns from 0,
/// parameters from 1).
final class SQLiteStatement {
  private let handle: OpaquePointer
  // Errors are asked of the connection, which also keeps it open as long as this statement lives.
  private unowned let connection: SQLiteConnection

  init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
    self.handle = handle
    self.connection = connection
  }

  deinit {
    sqlite3_finalize(handle)
  }

  /// Whether there is a row.
  func step() throws(StoreError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let error = connection.error(code)
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Ends the statement's run and gives the row's locks back; parameters stay.
  func reset() {
    sqlite3_reset(handle)
  }

  /// Runs a statement that gives no rows, or whose rows do not matter.
  func run() throws(StoreError) {
    _ = try step()
    reset()
  }

  /// Forgets the parameters, so that a long value is not kept.
  func clear() {
    sqlite3_clear_bindings(handle)
  }

  func bind(_ index: Int32, _ value: Int64) throws(StoreError) {
    try check(sqlite3_bind_int64(handle, index, value))
  }

  func bind(_ index: Int32, _ value: String?) throws(StoreError) {
    guard var value else {
      try check(sqlite3_bind_null(handle, index))
      return
    }
    let code = value.withUTF8 { bytes in
      // An empty buffer's address may be nil, which would bind NULL.
      guard let start = bytes.baseAddress else { return wl_sqlite_bind_text(handle, index, "", 0) }
      return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        wl_sqlite_bind_text(handle, index, $0, Int32(clamping: bytes.count))
      }
    }
    try check(code)
  }

  func bind(_ index: Int32, _ value: [UInt8]) throws(StoreError) {
    let code = value.withUnsafeBytes { bytes in
      bytes.isEmpty
        ? sqlite3_bind_zeroblob(handle, index, 0)
        : wl_sqlite_bind_blob(handle, index, bytes.baseAddress, Int32(clamping: bytes.count))
    }
    try check(code)
  }

  func integer(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func blob(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  private func check(_ code: Int32) throws(StoreError) {
    guard code == SQLITE_OK else { throw connection.error(code) }
  }
}
