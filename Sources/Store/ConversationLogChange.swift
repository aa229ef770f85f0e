/// One change to the logs of calls.
public enum ConversationLogChange: Sendable, Equatable {
  /// Adds a log. Nothing happens if the user has one of that id already, so that a call is logged once although the
  /// server was restarted in between, or if the user is no more.
  case add(ConversationLog)
  /// Notes that the user has seen a log.
  case markRead(id: String, userURI: String)
  /// Removes a log.
  case remove(id: String, userURI: String)
  /// Removes the user's logs that were made before a moment (milliseconds since 1970 UTC), and of the others all but so
  /// many of the newest; at least one is kept of these.
  case prune(userURI: String, before: Int64, keeping: Int)

  /// Whether somebody waits for it. A new log can wait a moment for others to be written with it.
  var isAwaited: Bool {
    if case .add = self { return false }
    return true
  }
}
