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
    case .expire(let before, let limit): try expire(before, limit, connection)
    case .trim(let userURI, let count, let limit): try trim(userURI, count, limit, connection)
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

  /// The oldest logs before a moment, as ``users(before:limit:_:)`` and ``expire(_:_:_:)`` both see them.
  private static let oldest = "FROM conversation_log WHERE created < ?1 ORDER BY created, user, id LIMIT ?2"

  private static func expire(_ before: Int64, _ limit: Int, _ connection: SQLiteConnection) throws(StoreError) {
    let delete = try connection.statement(
      "DELETE FROM conversation_log WHERE (user, id) IN (SELECT user, id \(oldest))")
    try delete.bind(1, before)
    try delete.bind(2, Int64(limit))
    try delete.run()
  }

  private static func trim(
    _ userURI: String, _ count: Int, _ limit: Int, _ connection: SQLiteConnection
  ) throws(StoreError) {
    let delete = try connection.statement(
      """
      DELETE FROM conversation_log WHERE user = \(user) AND id IN (
        SELECT id FROM conversation_log WHERE user = \(user) AND id < (
          SELECT id FROM conversation_log WHERE user = \(user) ORDER BY id DESC LIMIT 1 OFFSET ?2
        ) ORDER BY id LIMIT ?3
      )
      """)
    try delete.bind(1, userURI)
    try delete.bind(2, Int64(max(1, count) - 1))
    try delete.bind(3, Int64(limit))
    try delete.run()
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

  /// Whose the oldest logs before a moment are, of these `limit` at most.
  static func users(before moment: Int64, limit: Int, _ connection: SQLiteConnection) throws(StoreError) -> [String] {
    try users("SELECT user \(oldest)", moment, Int64(limit), connection)
  }

  /// Who has more logs than that.
  static func users(moreThan count: Int, _ connection: SQLiteConnection) throws(StoreError) -> [String] {
    try users(
      "SELECT user FROM conversation_log GROUP BY user HAVING count(*) > ?1 LIMIT ?2", Int64(count), -1, connection)
  }

  /// The users whose rows a query gives, each once.
  private static func users(
    _ sql: String, _ first: Int64, _ second: Int64, _ connection: SQLiteConnection
  ) throws(StoreError) -> [String] {
    let rows = try connection.statement("SELECT uri FROM user WHERE id IN (\(sql))")
    defer { rows.reset() }
    try rows.bind(1, first)
    try rows.bind(2, second)
    var users: [String] = []
    while try rows.step() { users.append(rows.text(0)) }
    return users
  }
}
