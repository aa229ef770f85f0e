/// One change to the logs of calls.
public enum ConversationLogChange: Sendable, Equatable {
  /// Adds a log. Nothing happens if the user has one of that id already, so that a call is logged once although the
  /// server was restarted in between, or if the user is no more.
  case add(ConversationLog)
  /// Notes that the user has seen a log.
  case markRead(id: String, userURI: String)
  /// Removes a log.
  case remove(id: String, userURI: String)
  /// Removes logs, of whichever users, that were made before a moment (milliseconds since 1970 UTC): the oldest, and of
  /// these `limit` at most, so that nobody who waits behind it waits long.
  case expire(before: Int64, limit: Int)
  /// Removes the oldest of the logs that a user has beyond `keeping`, `limit` at most. One is kept in any case.
  case trim(userURI: String, keeping: Int, limit: Int)

  /// Whether somebody waits for it. A new log can wait a moment for others to be written with it.
  var isAwaited: Bool {
    if case .add = self { return false }
    return true
  }
}
