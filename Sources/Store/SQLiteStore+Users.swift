import CSQLite
import Foundation

extension SQLiteStore: Directory {
  /// See ``Directory/addUser(_:)``.
  public func addUser(_ user: User) throws(StoreError) {
    let user = try user.validated()
    let document = try Self.document(of: user)
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        try Self.checkUnique(user, except: nil, connection)
        try Self.checkTeam(user, before: nil, connection)
        let insert = try connection.statement(
          "INSERT INTO user (uri, name, work_number, document) VALUES (?1, ?2, ?3, ?4)")
        try insert.bind(1, user.uri)
        try insert.bind(2, user.name)
        try insert.bind(3, user.workNumber)
        try insert.bind(4, document)
        try insert.run()
        let id = connection.lastInsertedRow
        try Self.writeURIs(of: user, id: id, connection)
        try Self.writeWords(of: user, id: id, connection)
      }
    }
  }

  /// See ``Directory/updateUser(_:)``.
  public func updateUser(_ user: User) throws(StoreError) {
    let user = try user.validated()
    let document = try Self.document(of: user)
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        let id = try Self.existing(user.uri, connection)
        try Self.checkUnique(user, except: id, connection)
        try Self.checkTeam(user, before: id, connection)
        let update = try connection.statement(
          "UPDATE user SET uri = ?1, name = ?2, work_number = ?3, document = ?4 WHERE id = ?5")
        try update.bind(1, user.uri)
        try update.bind(2, user.name)
        try update.bind(3, user.workNumber)
        try update.bind(4, document)
        try update.bind(5, id)
        try update.run()
        let clear = try connection.statement("DELETE FROM user_uri WHERE user = ?1")
        try clear.bind(1, id)
        try clear.run()
        try Self.writeURIs(of: user, id: id, connection)
        try Self.clearWords("user_word", id: id, connection)
        try Self.writeWords(of: user, id: id, connection)
      }
    }
  }

  /// See ``Directory/removeUser(uri:)``.
  public func removeUser(uri: String) throws(StoreError) {
    try withDirectory { connection throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        let delete = try connection.statement("DELETE FROM user WHERE id = ?1")
        let id = try Self.existing(uri, connection)
        try delete.bind(1, id)
        try delete.run()
        try Self.clearWords("user_word", id: id, connection)
      }
    }
  }

  /// See ``Directory/users()``.
  public func users() throws(StoreError) -> [User] {
    var unreadable: [StoreError] = []
    let users = try withDirectory { connection throws(StoreError) -> [User] in
      let rows = try connection.statement("SELECT \(Self.userColumns) FROM user ORDER BY uri")
      defer { rows.reset() }
      var users: [User] = []
      while try rows.step() {
        do throws(StoreError) {
          users.append(try Self.user(rows))
        } catch {
          unreadable.append(error)
        }
      }
      return users
    }
    for error in unreadable { report(.unreadableUser(error)) }
    return users
  }

  /// See ``Directory/user(uri:)``.
  public func user(uri: String) throws(StoreError) -> User? {
    // What cannot be a user's URI is nobody's: no error.
    guard let uri = try? User.canonicalURI(uri) else { return nil }
    return try withDirectory { connection throws(StoreError) in
      try Self.firstUser(
        "SELECT \(Self.userColumns) FROM user WHERE id = (SELECT user FROM user_uri WHERE uri = ?1)", uri, connection)
    }
  }

  /// See ``Directory/user(workNumber:)``.
  public func user(workNumber: String) throws(StoreError) -> User? {
    try withDirectory { connection throws(StoreError) in
      try Self.firstUser("SELECT \(Self.userColumns) FROM user WHERE work_number = ?1", workNumber, connection)
    }
  }

  /// See ``Directory/changeCounter()``.
  public func changeCounter() -> Int64 {
    directory.withLock { Self.changeCounter($0) }
  }

  /// See ``Directory/changeCounterIfFree()``.
  public func changeCounterIfFree() -> Int64 {
    directory.withLockIfAvailable { Self.changeCounter($0) } ?? -1
  }

  private static func changeCounter(_ connection: SQLiteConnection) -> Int64 {
    do throws(StoreError) {
      let statement = try connection.statement("SELECT counter FROM change")
      defer { statement.reset() }
      return try statement.step() ? statement.integer(0) : -1
    } catch {
      return -1
    }
  }

  /// See ``Directory/schemaProblem()``.
  public func schemaProblem() -> StoreError? {
    do throws(StoreError) {
      try withDirectory { connection throws(StoreError) in _ = try Schema.check(connection) }
      return nil
    } catch {
      if case .newerSchema = error { return error }
      return nil
    }
  }
}

extension SQLiteStore {
  func withDirectory<Value: Sendable>(
    _ body: (SQLiteConnection) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try directory.withLock { connection throws(StoreError) -> Value in try body(connection) }
  }

  /// The row of the user with this URI or alias.
  static func existing(_ uri: String, _ connection: SQLiteConnection) throws(StoreError) -> Int64 {
    guard let id = try owner(of: try User.canonicalURI(uri), connection) else { throw .userNotFound(uri) }
    return id
  }

  static func owner(of uri: String, _ connection: SQLiteConnection) throws(StoreError) -> Int64? {
    let statement = try connection.statement("SELECT user FROM user_uri WHERE uri = ?1")
    defer { statement.reset() }
    try statement.bind(1, uri)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// A team must be a group that is there when it is named; a group that has gone since stands in nobody's way.
  private static func checkTeam(_ user: User, before id: Int64?, _ connection: SQLiteConnection) throws(StoreError) {
    guard let team = user.teamGroup, try groupRow(team, connection) == nil else { return }
    if let id {
      let row = try connection.statement("SELECT \(userColumns) FROM user WHERE id = ?1")
      defer { row.reset() }
      try row.bind(1, id)
      if try row.step(), (try? Self.user(row))?.teamGroup == team { return }
    }
    throw .groupNotFound(team)
  }

  private static func checkUnique(_ user: User, except id: Int64?, _ connection: SQLiteConnection) throws(StoreError) {
    for (index, uri) in ([user.uri] + user.aliases).enumerated() {
      if let owner = try owner(of: uri, connection), owner != id {
        throw .duplicate(field: index == 0 ? "SIP URI" : "alias", value: uri)
      }
      if try groupRow(uri, connection) != nil {
        throw .duplicate(field: index == 0 ? "SIP URI" : "alias", value: uri)
      }
    }
    guard let number = user.workNumber else { return }
    let statement = try connection.statement("SELECT id FROM user WHERE work_number = ?1")
    defer { statement.reset() }
    try statement.bind(1, number)
    if try statement.step(), statement.integer(0) != id { throw .duplicate(field: "work number", value: number) }
  }

  private static func writeURIs(of user: User, id: Int64, _ connection: SQLiteConnection) throws(StoreError) {
    let insert = try connection.statement("INSERT OR IGNORE INTO user_uri (uri, user) VALUES (?1, ?2)")
    for uri in [user.uri] + user.aliases {
      try insert.bind(1, uri)
      try insert.bind(2, id)
      try insert.run()
    }
  }

  static let userColumns =
    "uri, document, password_hash IS NOT NULL, (SELECT tag FROM photo WHERE photo.user = user.id)"

  private static func firstUser(
    _ sql: String, _ parameter: String, _ connection: SQLiteConnection
  ) throws(StoreError) -> User? {
    let row = try connection.statement(sql)
    defer { row.reset() }
    try row.bind(1, parameter)
    return try row.step() ? try user(row) : nil
  }

  static func user(_ row: SQLiteStatement) throws(StoreError) -> User {
    do {
      var user = try JSONDecoder().decode(User.self, from: Data(row.text(1).utf8))
      user.hasPassword = row.integer(2) != 0
      user.photoTag = row.isNull(3) ? nil : row.text(3)
      return user
    } catch {
      throw .unreadableUser(uri: row.text(0), reason: "\(error)")
    }
  }

  private static func document(of user: User) throws(StoreError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(user), as: UTF8.self)
    } catch {
      throw .invalid(field: "user", reason: "cannot be written as JSON: \(error)")
    }
  }
}
