/// How many logs of calls a user has.
public struct ConversationLogCounts: Sendable, Equatable {
  /// All of them.
  public var all = 0
  /// Those of missed calls.
  public var missed = 0
  /// Those of missed calls that the user has not seen yet.
  public var unread = 0

  /// None at all.
  public init() {}
}
