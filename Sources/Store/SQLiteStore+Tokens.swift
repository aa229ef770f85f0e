import COpenSSL
import Foundation

extension SQLiteStore {
  /// See ``Directory/issueToken(uri:lifetime:scopes:)``.
  public func issueToken(uri: String, lifetime: Duration, scopes: [String]?) throws(StoreError) -> AccessToken {
    guard lifetime > .zero else { throw .invalid(field: "lifetime", reason: "must be more than 0") }
    let text = try TokenText.make()
    let hash = try TokenText.hash(of: text)
    let created = Self.milliseconds(now())
    let (seconds, attoseconds) = lifetime.components
    let (length, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    let (expires, overflowAgain) = created.addingReportingOverflow(length)
    guard !overflow, !overflowAgain else { throw .invalid(field: "lifetime", reason: "is too long") }
    let end = expires + attoseconds / 1_000_000_000_000_000
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        let id = try Self.existing(uri, connection)
        let clean = try connection.statement("DELETE FROM token WHERE expires <= ?1")
        try clean.bind(1, created)
        try clean.run()
        let insert = try connection.statement(
          "INSERT INTO token (hash, user, scopes, created, expires) VALUES (?1, ?2, ?3, ?4, ?5)")
        try insert.bind(1, hash)
        try insert.bind(2, id)
        try insert.bind(3, scopes?.joined(separator: " "))
        try insert.bind(4, created)
        try insert.bind(5, end)
        try insert.run()
      }
    }
    return AccessToken(text: text, expires: Self.date(end))
  }

  /// See ``Directory/token(_:)``.
  public func token(_ text: String) throws(StoreError) -> TokenGrant? {
    // Nobody else's text can be ours: no hashing of megabytes for an attacker.
    guard text.utf8.count == TokenText.count else { return nil }
    let hash = try TokenText.hash(of: text)
    let time = Self.milliseconds(now())
    return try withDirectory { connection throws(StoreError) -> TokenGrant? in
      let row = try connection.statement(
        """
        SELECT user.uri, token.scopes, token.created, token.expires FROM token JOIN user ON user.id = token.user
        WHERE token.hash = ?1 AND token.expires > ?2
        """)
      defer { row.reset() }
      try row.bind(1, hash)
      try row.bind(2, time)
      guard try row.step() else { return nil }
      return TokenGrant(
        userURI: row.text(0), scopes: row.isNull(1) ? nil : row.text(1).split(separator: " ").map(String.init),
        created: Self.date(row.integer(2)), expires: Self.date(row.integer(3)))
    }
  }

  /// See ``Directory/revokeToken(_:)``.
  @discardableResult
  public func revokeToken(_ text: String) throws(StoreError) -> Bool {
    guard text.utf8.count == TokenText.count else { return false }
    let hash = try TokenText.hash(of: text)
    return try withDirectory { connection throws(StoreError) in
      let delete = try connection.statement("DELETE FROM token WHERE hash = ?1")
      try delete.bind(1, hash)
      try delete.run()
      return connection.changes > 0
    }
  }

  /// See ``Directory/revokeTokens(uri:)``.
  @discardableResult
  public func revokeTokens(uri: String) throws(StoreError) -> Int {
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        try Self.revokeTokens(of: try Self.existing(uri, connection), connection)
      }
    }
  }

  /// See ``Directory/tokens(uri:)``.
  public func tokens(uri: String?) throws(StoreError) -> [TokenSummary] {
    let time = Self.milliseconds(now())
    return try withDirectory { connection throws(StoreError) in
      let id: Int64
      if let uri { id = try Self.existing(uri, connection) } else { id = -1 }
      let rows = try connection.statement(
        """
        SELECT lower(substr(hex(token.hash), 1, \(TokenSummary.idLength))), user.uri, token.scopes, token.created,
          token.expires
        FROM token JOIN user ON user.id = token.user
        WHERE token.expires > ?1 AND (?2 < 0 OR token.user = ?2) ORDER BY token.created DESC, token.hash
        """)
      defer { rows.reset() }
      try rows.bind(1, time)
      try rows.bind(2, id)
      var tokens: [TokenSummary] = []
      while try rows.step() {
        tokens.append(
          TokenSummary(
            id: rows.text(0),
            grant: TokenGrant(
              userURI: rows.text(1),
              scopes: rows.isNull(2) ? nil : rows.text(2).split(separator: " ").map(String.init),
              created: Self.date(rows.integer(3)), expires: Self.date(rows.integer(4)))))
      }
      return tokens
    }
  }

  /// See ``Directory/revokeToken(id:)``.
  public func revokeToken(id: String) throws(StoreError) -> String? {
    let id = id.lowercased()
    guard id.utf8.count == TokenSummary.idLength else { return nil }
    return try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) -> String? in
        let condition = "lower(substr(hex(token.hash), 1, \(TokenSummary.idLength))) = ?1"
        let row = try connection.statement(
          "SELECT min(user.uri), count(*) FROM token JOIN user ON user.id = token.user WHERE \(condition)")
        try row.bind(1, id)
        let owner = try row.step() && row.integer(1) == 1 ? row.text(0) : nil
        row.reset()
        guard let owner else { return nil }
        let delete = try connection.statement("DELETE FROM token WHERE \(condition)")
        try delete.bind(1, id)
        try delete.run()
        return owner
      }
    }
  }

  static func revokeTokens(of id: Int64, _ connection: SQLiteConnection) throws(StoreError) -> Int {
    let delete = try connection.statement("DELETE FROM token WHERE user = ?1")
    try delete.bind(1, id)
    try delete.run()
    return connection.changes
  }

  static func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }

  private static func date(_ milliseconds: Int64) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }
}
