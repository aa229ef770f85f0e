/// The table of logs of calls: the statements that change it and those that read it.
enum ConversationLogTable {
  private static let user = "(SELECT user FROM user_uri WHERE uri = ?1)"
  private static let columns = "id, created, incoming, missed, unread, party, name, subject, importance, thread"

  /// Makes a change, inside the caller's transaction.
  static func apply(_ change: ConversationLogChange, _ connection: SQLiteConnection) throws(StoreError) {
    switch change {
    case .add(let log): try add(log, connection)
    case .markRead(let id, let userURI):
      try run("UPDATE conversation_log SET unread = 0 WHERE user = \(user) AND id = ?2", userURI, id, connection)
    case .remove(let id, let userURI):
      try run("DELETE FROM conversation_log WHERE user = \(user) AND id = ?2", userURI, id, connection)
    case .prune(let userURI, let before, let count): try prune(userURI, before, count, connection)
    }
  }

  private static func run(
    _ sql: String, _ userURI: String, _ id: String, _ connection: SQLiteConnection
  ) throws(StoreError) {
    let statement = try connection.statement(sql)
    try statement.bind(1, userURI)
    try statement.bind(2, id)
    try statement.run()
  }

  private static func add(_ log: ConversationLog, _ connection: SQLiteConnection) throws(StoreError) {
    let insert = try connection.statement(
      """
      INSERT OR IGNORE INTO conversation_log (user, \(columns))
      SELECT user, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM user_uri WHERE uri = ?1
      """)
    defer { insert.clear() }
    try insert.bind(1, log.userURI)
    try insert.bind(2, log.id)
    try insert.bind(3, log.created)
    try insert.bind(4, log.direction.rawValue)
    try insert.bind(5, log.isMissed ? 1 : 0)
    try insert.bind(6, log.isUnread ? 1 : 0)
    try insert.bind(7, log.partyURI)
    try insert.bind(8, log.partyName)
    try insert.bind(9, log.subject)
    try insert.bind(10, log.importance)
    try insert.bind(11, log.threadID)
    try insert.run()
  }

  private static func prune(
    _ userURI: String, _ before: Int64, _ count: Int, _ connection: SQLiteConnection
  ) throws(StoreError) {
    let old = try connection.statement("DELETE FROM conversation_log WHERE user = \(user) AND created < ?2")
    try old.bind(1, userURI)
    try old.bind(2, before)
    try old.run()
    let excess = try connection.statement(
      """
      DELETE FROM conversation_log WHERE user = \(user) AND id < (
        SELECT id FROM conversation_log WHERE user = \(user) ORDER BY id DESC LIMIT 1 OFFSET ?2
      )
      """)
    try excess.bind(1, userURI)
    try excess.bind(2, Int64(max(1, count) - 1))
    try excess.run()
  }

  // MARK: Reading

  /// A user's logs, the one with the greatest id first.
  static func logs(
    of userURI: String, limit: Int, _ connection: SQLiteConnection
  ) throws(StoreError) -> [ConversationLog] {
    let rows = try connection.statement(
      "SELECT \(columns) FROM conversation_log WHERE user = \(user) ORDER BY id DESC LIMIT ?2")
    defer { rows.reset() }
    try rows.bind(1, userURI)
    try rows.bind(2, Int64(limit))
    var logs: [ConversationLog] = []
    while try rows.step() { logs.append(log(of: userURI, rows)) }
    return logs
  }

  /// One log of a user; nil if there is none of that id.
  static func log(
    _ id: String, of userURI: String, _ connection: SQLiteConnection
  ) throws(StoreError) -> ConversationLog? {
    let row = try connection.statement("SELECT \(columns) FROM conversation_log WHERE user = \(user) AND id = ?2")
    defer { row.reset() }
    try row.bind(1, userURI)
    try row.bind(2, id)
    return try row.step() ? log(of: userURI, row) : nil
  }

  private static func log(of userURI: String, _ row: SQLiteStatement) -> ConversationLog {
    var log = ConversationLog(
      id: row.text(0), userURI: userURI, direction: row.integer(2) == 0 ? .outgoing : .incoming, partyURI: row.text(5),
      partyName: row.isNull(6) ? nil : row.text(6), subject: row.isNull(7) ? nil : row.text(7),
      importance: row.text(8), threadID: row.isNull(9) ? nil : row.text(9), created: row.integer(1),
      isMissed: row.integer(3) != 0)
    log.isUnread = row.integer(4) != 0
    return log
  }

  /// How many logs a user has.
  static func counts(of userURI: String, _ connection: SQLiteConnection) throws(StoreError) -> ConversationLogCounts {
    let row = try connection.statement(
      """
      SELECT count(*), coalesce(sum(missed), 0), coalesce(sum(missed AND unread), 0) FROM conversation_log
      WHERE user = \(user)
      """)
    defer { row.reset() }
    try row.bind(1, userURI)
    var counts = ConversationLogCounts()
    guard try row.step() else { return counts }
    counts.all = Int(row.integer(0))
    counts.missed = Int(row.integer(1))
    counts.unread = Int(row.integer(2))
    return counts
  }

  /// The users whose URIs a query gives.
  static func users(
    _ sql: String, _ parameters: [Int64], _ connection: SQLiteConnection
  ) throws(StoreError) -> [String] {
    let rows = try connection.statement(sql)
    defer { rows.reset() }
    for (index, value) in parameters.enumerated() { try rows.bind(Int32(index + 1), value) }
    var users: [String] = []
    while try rows.step() { users.append(rows.text(0)) }
    return users
  }
}
