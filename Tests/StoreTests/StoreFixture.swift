import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Store

/// A data directory that is removed with this object.
final class DataDirectory: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("workline-\(UUID().uuidString)").path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  var file: String { path + "/" + SQLiteStore.fileName }

  /// Runs SQL behind the store's back.
  func execute(_ sql: String) throws {
    try SQLiteConnection(path: file, durability: .normal).execute(sql)
  }

  /// Takes away what came after the first version of the schema, so that opening the store migrates it.
  func goBackToFirstSchema() throws {
    try execute(
      """
      DROP TABLE delegate; DROP TRIGGER user_changed; DROP TABLE photo; DROP TABLE user_change;
      DROP TABLE user_word; DROP TABLE group_word; DROP TABLE distribution_member; DROP TABLE distribution_group;
      DROP TABLE conversation_log;
      DROP TABLE set_aside;
      CREATE TABLE set_aside (
        id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, reason TEXT NOT NULL
      );
      CREATE TRIGGER token_insert AFTER INSERT ON token BEGIN UPDATE change SET counter = counter + 1; END;
      PRAGMA user_version = 1;
      """)
  }

  /// Changes the database file itself.
  func edit(_ change: (FileHandle) throws -> Void) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
    try change(handle)
    try handle.close()
  }

  /// Overwrites pages in the middle of the file. Nothing may be in the log.
  func damage() throws {
    try execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let root = try number("SELECT rootpage FROM sqlite_master WHERE name = 'record'")
    let pages = try number("PRAGMA page_count")
    try edit { handle in
      for page in [root, pages] {
        try handle.seek(toOffset: UInt64(page - 1) * 4096)
        try handle.write(contentsOf: Data(repeating: 0x5A, count: 4096))
      }
    }
  }

  /// The first column of the first row.
  func number(_ sql: String) throws -> Int64 {
    let connection = try SQLiteConnection(path: file, durability: .normal)
    let statement = try connection.prepare(sql)
    return try statement.step() ? statement.integer(0) : 0
  }

  /// A copy of what is on the disk now, as a crash would leave it.
  func copy() throws -> DataDirectory {
    let copy = DataDirectory()
    try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: file + suffix) {
      try FileManager.default.copyItem(atPath: file + suffix, toPath: copy.file + suffix)
    }
    return copy
  }
}

/// Collects what a closure on another thread says.
final class Collected<Element: Sendable>: Sendable {
  private let storage = Mutex<[Element]>([])
  func append(_ element: Element) { storage.withLock { $0.append(element) } }
  var all: [Element] { storage.withLock { $0 } }
}

extension Journal {
  /// Appends and waits for the outcome.
  func commit(_ records: [JournalRecord]) async -> Result<Void, StoreError> {
    await withCheckedContinuation { continuation in
      append(records) { continuation.resume(returning: $0) }
    }
  }

  /// All readable records of a kind.
  func all(_ kind: RecordKind) throws -> [String: [UInt8]] {
    var records: [String: [UInt8]] = [:]
    try load(kind) { records[$0] = $1 }
    return records
  }
}

extension Result where Success == Void, Failure == StoreError {
  /// The error, or nil.
  var error: StoreError? {
    if case .failure(let error) = self { return error }
    return nil
  }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
