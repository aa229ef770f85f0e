extension Schema {
  /// Distribution groups, and the words by which people and groups are found (https://www.sqlite.org/fts5.html).
  ///
  /// The words are written by the store's own code and not by triggers: with `trusted_schema` off, which keeps a
  /// tampered file from running things, SQLite lets no trigger write to a virtual table.
  static let distributionGroups =
    """
    CREATE TABLE distribution_group (
      id INTEGER PRIMARY KEY, uri TEXT NOT NULL COLLATE NOCASE UNIQUE, name TEXT NOT NULL, number TEXT
    );
    CREATE TABLE distribution_member (
      distribution_group INTEGER NOT NULL REFERENCES distribution_group (id) ON DELETE CASCADE,
      uri TEXT NOT NULL COLLATE NOCASE, PRIMARY KEY (distribution_group, uri)
    ) WITHOUT ROWID;
    CREATE VIRTUAL TABLE user_word USING fts5 (\(searchColumns));
    CREATE VIRTUAL TABLE group_word USING fts5 (\(searchColumns));
    INSERT INTO user_word (rowid, name, uri, number, mail, department)
      SELECT id, name, uri, \(digits(of: "work_number")), json_extract(document, '$.emailAddresses'),
        json_extract(document, '$.department') FROM user;
    """
    + ["distribution_group", "distribution_member"].flatMap { table in
      ["INSERT", "UPDATE", "DELETE"].map { operation in
        """

        CREATE TRIGGER \(table)_\(operation.lowercased()) AFTER \(operation) ON \(table)
        BEGIN UPDATE change SET counter = counter + 1; END;
        """
      }
    }.joined()

  // Words match without regard to case and accents; short beginnings are indexed, since people type those.
  private static let searchColumns =
    "name, uri, number, mail, department, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'"

  /// A number without the separators that people write, so that it is one word.
  static func digits(of expression: String) -> String {
    " -.()/".reduce(expression) { "replace(\($0), '\($1)', '')" }
  }
}
