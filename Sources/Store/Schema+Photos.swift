extension Schema {
  /// Pictures of users, and which users have changed in which order, so that those who show them need not look at all.
  ///
  /// A user who is removed takes his picture along; then there is nobody left who has changed. Rows are removed and
  /// inserted anew, since the conflict clause of a statement holds inside the triggers it sets off, in place of theirs.
  static let photos =
    """
    CREATE TABLE photo (
      user INTEGER NOT NULL PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE, tag TEXT NOT NULL, bytes BLOB NOT NULL
    );
    CREATE TABLE user_change (
      id INTEGER PRIMARY KEY AUTOINCREMENT, user INTEGER NOT NULL UNIQUE REFERENCES user (id) ON DELETE CASCADE
    );
    CREATE TRIGGER user_changed AFTER UPDATE OF uri, name, work_number, document ON user
    BEGIN
      DELETE FROM user_change WHERE user = new.id;
      INSERT INTO user_change (user) VALUES (new.id);
    END;
    """
    + [("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")].map { operation, row in
      """

      CREATE TRIGGER photo_\(operation.lowercased()) AFTER \(operation) ON photo
      BEGIN
        UPDATE change SET counter = counter + 1;
        DELETE FROM user_change WHERE user = \(row).user;
        INSERT INTO user_change (user) SELECT id FROM user WHERE id = \(row).user;
      END;
      """
    }.joined()
}
