/// How many past calls there are, and how many of them the user has missed (UCWA 2.0 `missedItems`). Of voicemails there
/// are none.
public struct MissedItems: Sendable {
  /// How many past calls there are.
  public var logs: Int
  /// How many of them were missed.
  public var missed: Int
  /// How many of these the user has not seen yet.
  public var unread: Int

  /// Those counts.
  public init(logs: Int, missed: Int, unread: Int) {
    self.logs = logs
    self.missed = missed
    self.unread = unread
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.missedItems, href: .missedItems)
    resource.add("conversationLogsCount", logs)
    resource.add("conversationLogsNotifications", GenericPolicy.enabled)
    resource.add("missedConversationsCount", missed)
    resource.add("unreadMissedConversationsCount", unread)
    resource.add("unreadVoicemailsCount", 0)
    resource.add("voiceMailsCount", 0)
    return resource
  }
}
