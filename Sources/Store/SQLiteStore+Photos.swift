import CSQLite

extension SQLiteStore {
  /// See ``Directory/setPhoto(_:uri:)``.
  public func setPhoto(_ photo: Photo?, uri: String) throws(StoreError) {
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        let id = try Self.existing(uri, connection)
        guard let photo else {
          let delete = try connection.statement("DELETE FROM photo WHERE user = ?1")
          try delete.bind(1, id)
          return try delete.run()
        }
        let insert = try connection.statement(
          """
          INSERT INTO photo (user, tag, bytes) VALUES (?1, ?2, ?3)
          ON CONFLICT (user) DO UPDATE SET tag = excluded.tag, bytes = excluded.bytes
          """)
        defer { insert.clear() }
        try insert.bind(1, id)
        try insert.bind(2, photo.tag)
        try insert.bind(3, photo.bytes)
        try insert.run()
      }
    }
  }

  /// See ``Directory/photo(uri:)``.
  public func photo(uri: String) throws(StoreError) -> Photo? {
    guard let uri = try? User.canonicalURI(uri) else { return nil }
    let bytes = try withDirectory { connection throws(StoreError) -> [UInt8]? in
      let row = try connection.statement(
        "SELECT bytes FROM photo WHERE user = (SELECT user FROM user_uri WHERE uri = ?1)")
      defer { row.reset() }
      try row.bind(1, uri)
      return try row.step() ? row.blob(0) : nil
    }
    guard let bytes else { return nil }
    return try Photo(bytes)
  }

  /// See ``Directory/changedUsers(after:)``.
  public func changedUsers(after mark: Int64) throws(StoreError) -> UserChanges {
    try withDirectory { connection throws(StoreError) in
      let rows = try connection.statement(
        """
        SELECT user_change.id, user.uri FROM user_change JOIN user ON user.id = user_change.user
        WHERE user_change.id > ?1 ORDER BY user_change.id
        """)
      defer { rows.reset() }
      try rows.bind(1, mark)
      var changes = UserChanges(mark: mark)
      while try rows.step() {
        changes.mark = rows.integer(0)
        changes.uris.append(rows.text(1))
      }
      return changes
    }
  }
}
