extension SQLiteStore {
  /// See ``Directory/setPassword(_:uri:)``.
  public func setPassword(_ password: String?, uri: String) throws(StoreError) {
    // Hashed before the lock is taken: it takes tens of milliseconds.
    var hash: String?
    if let password { hash = try PasswordHash.make(password) }
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        let id = try Self.existing(uri, connection)
        let update = try connection.statement("UPDATE user SET password_hash = ?1 WHERE id = ?2")
        try update.bind(1, hash)
        try update.bind(2, id)
        try update.run()
        _ = try Self.revokeTokens(of: id, connection)
      }
    }
  }

  /// See ``Directory/verifyPassword(_:uri:)``.
  public func verifyPassword(_ password: String, uri: String) throws(StoreError) -> Bool {
    guard let hash = try passwordHash(uri: uri) else {
      PasswordHash.spend(password)
      return false
    }
    return PasswordHash.verify(password, hash)
  }

  private func passwordHash(uri: String) throws(StoreError) -> String? {
    guard let uri = try? User.canonicalURI(uri) else { return nil }
    return try withDirectory { connection throws(StoreError) -> String? in
      let row = try connection.statement(
        "SELECT password_hash FROM user WHERE id = (SELECT user FROM user_uri WHERE uri = ?1)")
      defer { row.reset() }
      try row.bind(1, uri)
      return try row.step() && !row.isNull(0) ? row.text(0) : nil
    }
  }
}
