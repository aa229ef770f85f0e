/// The tables and how they came about: migration n takes a file from schema version n to n + 1.
enum Schema {
  /// Marks a SQLite file as ours ("WKLN"), so that another program's file is not written into.
  static let applicationID: Int64 = 0x574B_4C4E

  static var version: Int { migrations.count }

  static let migrations: [String] = [
    """
    CREATE TABLE record (
      kind INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key)
    ) WITHOUT ROWID;
    CREATE TABLE set_aside (
      id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, reason TEXT NOT NULL
    );
    CREATE TABLE user (
      id INTEGER PRIMARY KEY, uri TEXT NOT NULL, name TEXT NOT NULL, work_number TEXT UNIQUE, password_hash TEXT,
      document TEXT NOT NULL
    );
    CREATE TABLE user_uri (
      uri TEXT NOT NULL COLLATE NOCASE PRIMARY KEY, user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE INDEX user_uri_user ON user_uri (user);
    CREATE TABLE token (
      hash BLOB NOT NULL PRIMARY KEY, user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE, scopes TEXT,
      created INTEGER NOT NULL, expires INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX token_user ON token (user);
    CREATE INDEX token_expires ON token (expires);
    CREATE TABLE change (id INTEGER PRIMARY KEY CHECK (id = 1), counter INTEGER NOT NULL);
    INSERT INTO change VALUES (1, 0);
    """
      + ["user", "user_uri", "token"].flatMap { table in
        ["INSERT", "UPDATE", "DELETE"].map { operation in
          """

          CREATE TRIGGER \(table)_\(operation.lowercased()) AFTER \(operation) ON \(table)
          BEGIN UPDATE change SET counter = counter + 1; END;
          """
        }
      }.joined(),
    photos + distributionGroups
      // A new token changes nothing that anybody has read: nobody could have known it.
      + "DROP TRIGGER token_insert;",
    conversationLogs,
    delegates,
    setAside,
  ]

  /// Brings the file to the newest schema; does nothing, and takes no write lock, if it is there already.
  static func prepare(_ connection: SQLiteConnection) throws(StoreError) {
    if try check(connection) == version { return }
    try connection.transaction { () throws(StoreError) in
      // Another process may have been quicker since the first look.
      let found = try check(connection)
      for migration in migrations[found...] { try connection.execute(migration) }
      try connection.execute("PRAGMA application_id = \(applicationID)")
      try connection.execute("PRAGMA user_version = \(version)")
    }
  }

  /// The file's schema version. Throws ``StoreError/newerSchema(path:found:supported:)`` if it is none of ours, and
  /// ``StoreError/corrupt(path:detail:)`` if the file is another program's.
  static func check(_ connection: SQLiteConnection) throws(StoreError) -> Int {
    let found = Int(try number("PRAGMA user_version", connection))
    let application = try number("PRAGMA application_id", connection)
    let tables = try number("SELECT count(*) FROM sqlite_master", connection)
    let isNew = found == 0 && application == 0 && tables == 0
    guard isNew || application == applicationID else {
      throw .corrupt(path: connection.path, detail: "it is another program's database")
    }
    guard found >= 0, found <= version else {
      throw .newerSchema(path: connection.path, found: found, supported: version)
    }
    return found
  }

  private static func number(_ sql: String, _ connection: SQLiteConnection) throws(StoreError) -> Int64 {
    let statement = try connection.prepare(sql)
    return try statement.step() ? statement.integer(0) : 0
  }
}
