extension Schema {
  /// Who may call on whose behalf. Both sides are users; whoever is removed is neither any more.
  static let delegates =
    """
    CREATE TABLE delegate (
      delegator INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE, PRIMARY KEY (delegator, user)
    ) WITHOUT ROWID;
    CREATE INDEX delegate_user ON delegate (user);
    """
    + ["INSERT", "DELETE"].map { operation in
      """

      CREATE TRIGGER delegate_\(operation.lowercased()) AFTER \(operation) ON delegate
      BEGIN UPDATE change SET counter = counter + 1; END;
      """
    }.joined()
}
