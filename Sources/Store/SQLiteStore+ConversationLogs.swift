extension SQLiteStore: ConversationLogs {
  /// See ``ConversationLogs/change(_:then:)``.
  public func change(
    _ change: ConversationLogChange, then: @escaping @Sendable (Result<Void, StoreError>) -> Void
  ) {
    writer.append(change, then: then)
  }

  /// See ``ConversationLogs/conversationLogs(of:limit:)``.
  public func conversationLogs(of userURI: String, limit: Int) throws(StoreError) -> [ConversationLog] {
    try withSearcher { connection throws(StoreError) in
      try ConversationLogTable.logs(of: userURI, limit: limit, connection)
    }
  }

  /// See ``ConversationLogs/conversationLog(_:of:)``.
  public func conversationLog(_ id: String, of userURI: String) throws(StoreError) -> ConversationLog? {
    try withSearcher { connection throws(StoreError) in try ConversationLogTable.log(id, of: userURI, connection) }
  }

  /// See ``ConversationLogs/conversationLogCounts(of:)``.
  public func conversationLogCounts(of userURI: String) throws(StoreError) -> ConversationLogCounts {
    try withSearcher { connection throws(StoreError) in try ConversationLogTable.counts(of: userURI, connection) }
  }

  /// See ``ConversationLogs/usersWithConversationLogs(before:limit:)``.
  public func usersWithConversationLogs(before moment: Int64, limit: Int) throws(StoreError) -> [String] {
    try withSearcher { connection throws(StoreError) in
      try ConversationLogTable.users(before: moment, limit: limit, connection)
    }
  }

  /// See ``ConversationLogs/usersWithConversationLogs(moreThan:)``.
  public func usersWithConversationLogs(moreThan count: Int) throws(StoreError) -> [String] {
    // A connection of its own: a look at all logs holds nobody up.
    return try ConversationLogTable.users(
      moreThan: count, try SQLiteConnection(path: path, durability: durability))
  }
}
