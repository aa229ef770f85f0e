extension Schema {
  /// What is kept of calls that are over. Found by the user, by age, and counted without a look at the rows themselves.
  static let conversationLogs =
    """
    CREATE TABLE conversation_log (
      user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE, id TEXT NOT NULL, created INTEGER NOT NULL,
      incoming INTEGER NOT NULL, missed INTEGER NOT NULL, unread INTEGER NOT NULL, party TEXT NOT NULL, name TEXT,
      subject TEXT, importance TEXT NOT NULL, thread TEXT, PRIMARY KEY (user, id)
    ) WITHOUT ROWID;
    CREATE INDEX conversation_log_created ON conversation_log (created);
    CREATE INDEX conversation_log_state ON conversation_log (user, missed, unread);
    """
}
