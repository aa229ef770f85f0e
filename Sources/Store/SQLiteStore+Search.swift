extension SQLiteStore: PeopleSearch {
  /// Of matches in the thousands these many are sorted, so that one letter does not cost a look at everybody.
  private static let maximumMatches = 1000

  /// See ``PeopleSearch/search(words:mail:limit:)``.
  public func search(words: [String], mail: String?, limit: Int) throws(StoreError) -> PeopleFound {
    guard let expression = Self.expression(words: words, mail: mail) else { return PeopleFound() }
    return try withSearcher { connection throws(StoreError) -> PeopleFound in
      var found = PeopleFound()
      found.users = try self.users(try Self.matching(expression, "user", Self.userColumns, limit, connection))
      let groups = try Self.matching(expression, "distribution_group", "uri, name, number", limit, connection)
      while try groups.step() { found.groups.append(Self.group(groups)) }
      return found
    }
  }

  private static func matching(
    _ expression: String, _ table: String, _ columns: String, _ limit: Int, _ connection: SQLiteConnection
  ) throws(StoreError) -> SQLiteStatement {
    let index = table == "user" ? "user_word" : "group_word"
    let rows = try connection.prepare(
      """
      SELECT \(columns) FROM \(table)
      WHERE id IN (SELECT rowid FROM \(index) WHERE \(index) MATCH ?1 LIMIT \(maximumMatches))
      ORDER BY name COLLATE NOCASE, uri LIMIT ?2
      """)
    try rows.bind(1, expression)
    try rows.bind(2, Int64(limit))
    return rows
  }

  /// The words as an expression of FTS5, each as a string with a star behind; nil if nothing in them could match.
  ///
  /// https://www.sqlite.org/fts5.html#full_text_query_syntax
  static func expression(words: [String], mail: String?) -> String? {
    func quoted(_ word: String) -> String? {
      // A string without a letter or digit has no words, and would match nothing.
      guard word.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
      return "\"" + word.filter { $0 != "\"" && $0 != "\0" } + "\"*"
    }
    var parts = words.compactMap(quoted)
    if let mail {
      guard let mail = quoted(mail) else { return nil }
      parts.append("mail : " + mail)
    }
    return parts.isEmpty ? nil : parts.joined(separator: " AND ")
  }

  /// Opens the connection for searches and logs, which is otherwise opened at its first use: a server always needs it.
  public func openSearcher() throws(StoreError) { try withSearcher { _ in } }

  /// Runs something on the connection that only reads, opened at its first use.
  func withSearcher<Value: Sendable>(
    _ body: (SQLiteConnection) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try searcher.withLock { connection throws(StoreError) -> Value in
      if let connection { return try body(connection) }
      let opened = try SQLiteConnection(path: path, durability: durability)
      connection = opened
      return try body(opened)
    }
  }

  /// The users of those rows; one that cannot be read is reported and left out.
  func users(_ rows: SQLiteStatement) throws(StoreError) -> [User] {
    var users: [User] = []
    while try rows.step() {
      do throws(StoreError) {
        users.append(try Self.user(rows))
      } catch {
        report(.unreadableUser(error))
      }
    }
    return users
  }

  static func writeWords(of user: User, id: Int64, _ connection: SQLiteConnection) throws(StoreError) {
    try writeWords(
      "user_word", id: id, name: user.name, uri: ([user.uri] + user.aliases).joined(separator: " "),
      number: user.workNumber, mail: user.emailAddresses.joined(separator: " "), department: user.department,
      connection)
  }

  static func writeWords(of group: DistributionGroup, id: Int64, _ connection: SQLiteConnection) throws(StoreError) {
    try writeWords(
      "group_word", id: id, name: group.name, uri: group.uri, number: group.number,
      // A group's address is its mail address as well.
      mail: String(group.uri.dropFirst(4)), department: nil, connection)
  }

  private static func writeWords(
    _ table: String, id: Int64, name: String, uri: String, number: String?, mail: String, department: String?,
    _ connection: SQLiteConnection
  ) throws(StoreError) {
    let insert = try connection.statement(
      """
      INSERT INTO \(table) (rowid, name, uri, number, mail, department)
      VALUES (?1, ?2, ?3, \(Schema.digits(of: "?4")), ?5, ?6)
      """)
    try insert.bind(1, id)
    try insert.bind(2, name)
    try insert.bind(3, uri)
    try insert.bind(4, number)
    try insert.bind(5, mail)
    try insert.bind(6, department)
    try insert.run()
  }

  static func clearWords(_ table: String, id: Int64, _ connection: SQLiteConnection) throws(StoreError) {
    let delete = try connection.statement("DELETE FROM \(table) WHERE rowid = ?1")
    try delete.bind(1, id)
    try delete.run()
  }
}
