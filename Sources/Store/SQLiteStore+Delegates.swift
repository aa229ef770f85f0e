extension SQLiteStore {
  /// See ``Directory/addDelegate(_:of:)``.
  @discardableResult
  public func addDelegate(_ delegate: String, of delegator: String) throws(StoreError) -> Bool {
    try changeDelegate(
      "INSERT OR IGNORE INTO delegate (delegator, user) VALUES (?1, ?2) RETURNING user", delegate, delegator)
  }

  /// See ``Directory/removeDelegate(_:of:)``.
  @discardableResult
  public func removeDelegate(_ delegate: String, of delegator: String) throws(StoreError) -> Bool {
    try changeDelegate("DELETE FROM delegate WHERE delegator = ?1 AND user = ?2 RETURNING user", delegate, delegator)
  }

  /// See ``Directory/delegates(of:)``.
  public func delegates(of delegator: String) throws(StoreError) -> [User] {
    try others("SELECT user FROM delegate WHERE delegator = ?1", delegator)
  }

  /// See ``Directory/delegators(of:)``.
  public func delegators(of delegate: String) throws(StoreError) -> [User] {
    try others("SELECT delegator FROM delegate WHERE user = ?1", delegate)
  }

  private func changeDelegate(
    _ sql: String, _ delegate: String, _ delegator: String
  ) throws(StoreError) -> Bool {
    try withDirectory { connection throws(StoreError) -> Bool in
      try connection.transaction { () throws(StoreError) -> Bool in
        let (whose, who) = (try Self.existing(delegator, connection), try Self.existing(delegate, connection))
        guard whose != who else { throw .invalid(field: "delegate", reason: "must be another user") }
        let statement = try connection.statement(sql)
        defer { statement.reset() }
        try statement.bind(1, whose)
        try statement.bind(2, who)
        return try statement.step()
      }
    }
  }

  /// The users on the other side of one, by name.
  private func others(_ rows: String, _ uri: String) throws(StoreError) -> [User] {
    try withDirectory { connection throws(StoreError) -> [User] in
      let statement = try connection.statement(
        "SELECT \(Self.userColumns) FROM user WHERE id IN (\(rows)) ORDER BY name COLLATE NOCASE, uri")
      defer { statement.reset() }
      try statement.bind(1, try Self.existing(uri, connection))
      return try self.users(statement)
    }
  }
}
