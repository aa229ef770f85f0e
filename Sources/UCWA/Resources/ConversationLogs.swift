/// The user's past calls (UCWA 2.0 `conversationLogs`).
public struct ConversationLogs: Sendable {
  /// The calls, the last one first.
  public var logs: [ConversationLog]

  /// The collection of those calls.
  public init(_ logs: [ConversationLog]) { self.logs = logs }

  /// The resource: an array of links, and the calls embedded, so that a list takes one request.
  public var resource: Resource {
    var resource = Resource(.conversationLogs, href: .conversationLogs)
    let logs = logs.map(\.resource)
    for log in logs { resource.link("conversationLog", log.href) }
    resource.embed("conversationLog", logs)
    return resource
  }
}
