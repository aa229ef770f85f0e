/// The logs of calls that are over, of all users. A user who is removed takes his along. The functions that read block
/// for some tens of microseconds, for a list of many logs for some milliseconds: never on an HTTP loop. Any thread.
public protocol ConversationLogs: Sendable {
  /// Takes a change to be made, in the order of the calls; never waits for the disk.
  ///
  /// `then` is called on the journal's writing thread after the commit, with the error if the change could not be made;
  /// what it must not do is said at ``Journal/append(_:then:)``. A log that cannot be written does no harm to the
  /// journal's records.
  func change(_ change: ConversationLogChange, then: @escaping @Sendable (Result<Void, StoreError>) -> Void)

  /// The user's logs, the call that began last first. Empty for a user who is not known.
  ///
  /// - Parameter limit: The most that are read.
  func conversationLogs(of userURI: String, limit: Int) throws(StoreError) -> [ConversationLog]

  /// One log of a user; nil if he has none of that id.
  func conversationLog(_ id: String, of userURI: String) throws(StoreError) -> ConversationLog?

  /// How many logs a user has.
  func conversationLogCounts(of userURI: String) throws(StoreError) -> ConversationLogCounts

  /// The users from whom ``ConversationLogChange/expire(before:limit:)`` would take logs now.
  func usersWithConversationLogs(before moment: Int64, limit: Int) throws(StoreError) -> [String]

  /// The users who have more logs than that. Looks at all logs there are: for the start, on a thread that may wait.
  func usersWithConversationLogs(moreThan count: Int) throws(StoreError) -> [String]
}
