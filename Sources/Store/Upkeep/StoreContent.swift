import Foundation

/// What is in a database file, and what is wrong with it. Reading it changes nothing.
public struct StoreContent: Sendable, Equatable {
  /// Schema version of the file.
  public var schemaVersion = 0
  /// What SQLite finds wrong (https://www.sqlite.org/pragma.html#pragma_integrity_check), ten things at most; empty for
  /// a sound file.
  public var problems: [String] = []
  /// How many users there are.
  public var users = 0
  /// How many distribution groups.
  public var groups = 0
  /// How many tokens, among them those that have ended and were not removed yet.
  public var tokens = 0
  /// How many logs of calls.
  public var conversationLogs = 0
  /// How many records of each kind the journal has.
  public var records: [RecordKind: Int] = [:]
  /// Records that cannot be read by their checksum; the next start would set them aside.
  public var unreadable: [UnreadableRecord] = []
  /// Records that were set aside, the oldest first.
  public var setAside: [SetAsideRecord] = []

  /// Schema version of this program.
  public static var supportedSchemaVersion: Int { Schema.version }

  private init() {}

  /// Reads a file.
  ///
  /// Throws ``StoreError/corrupt(path:detail:)`` for what is no database of this program or cannot be opened as one, and
  /// ``StoreError/newerSchema(path:found:supported:)``. Damage further inside is in ``problems``.
  public init(ofFile path: String) throws(StoreError) {
    let connection = try SQLiteConnection(reading: path)
    schemaVersion = try Schema.check(connection)
    guard schemaVersion > 0 else { throw .corrupt(path: path, detail: "it is empty") }
    // One state of the file, whatever others write meanwhile.
    try connection.execute("BEGIN")
    problems = try Self.problems(of: connection, isQuick: false, limit: 10)
    readAll(connection)
  }

  private mutating func readAll(_ connection: SQLiteConnection) {
    // Of a damaged file whatever can be read is worth to know.
    func count(_ table: String, _ place: WritableKeyPath<StoreContent, Int>, _ content: inout StoreContent) {
      do throws(StoreError) {
        guard try Self.exists(table, connection) else { return }
        let row = try connection.prepare("SELECT count(*) FROM \(table)")
        if try row.step() { content[keyPath: place] = Int(row.integer(0)) }
      } catch {
        content.add(error)
      }
    }
    count("user", \.users, &self)
    count("distribution_group", \.groups, &self)
    count("token", \.tokens, &self)
    count("conversation_log", \.conversationLogs, &self)
    do throws(StoreError) {
      try readRecords(connection)
    } catch {
      add(error)
    }
    do throws(StoreError) {
      try readSetAside(connection)
    } catch {
      add(error)
    }
  }

  private mutating func add(_ error: StoreError) {
    let text =
      switch error {
      case .corrupt(_, let detail): detail
      default: "\(error)"
      }
    if !problems.contains(text) { problems.append(text) }
  }

  private mutating func readRecords(_ connection: SQLiteConnection) throws(StoreError) {
    let rows = try connection.prepare("SELECT kind, key, value FROM record")
    while try rows.step() {
      let kind = RecordKind(rawValue: UInt8(truncatingIfNeeded: rows.integer(0)))
      let key = rows.text(1)
      records[kind, default: 0] += 1
      if case .failure(let failure) = RecordEnvelope.open(kind: kind, key: key, stored: rows.blob(2)) {
        unreadable.append(UnreadableRecord(kind: kind, key: key, reason: failure.reason))
      }
    }
  }

  private mutating func readSetAside(_ connection: SQLiteConnection) throws(StoreError) {
    let isOld = schemaVersion < Schema.setAsideVersion
    let rows = try connection.prepare(
      "SELECT kind, key, reason, \(isOld ? "NULL, 0" : "at, is_noted") FROM set_aside ORDER BY id")
    while try rows.step() {
      setAside.append(
        SetAsideRecord(
          kind: RecordKind(rawValue: UInt8(truncatingIfNeeded: rows.integer(0))), key: rows.text(1),
          reason: rows.text(2),
          at: rows.isNull(3) ? nil : Date(timeIntervalSince1970: Double(rows.integer(3)) / 1000),
          isNoted: rows.integer(4) != 0))
    }
  }

  private static func exists(_ table: String, _ connection: SQLiteConnection) throws(StoreError) -> Bool {
    let row = try connection.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1")
    try row.bind(1, table)
    return try row.step()
  }

  /// What SQLite finds wrong with a file, so many things at most. The quick way does not compare indexes with their
  /// tables, and takes a fraction of the time.
  static func problems(
    of connection: SQLiteConnection, isQuick: Bool, limit: Int
  ) throws(StoreError) -> [String] {
    var problems: [String] = []
    do throws(StoreError) {
      let rows = try connection.prepare("PRAGMA \(isQuick ? "quick_check" : "integrity_check")(\(limit))")
      while try rows.step() { problems += rows.text(0).split(separator: "\n").map(String.init) }
    } catch .corrupt(_, let detail) {
      problems.append(detail)
    }
    return problems.filter { $0 != "ok" }
  }
}
