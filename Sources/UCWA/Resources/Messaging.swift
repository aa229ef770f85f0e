/// The instant messages of a conversation (UCWA 2.0 `messaging`). Clients look at it beside the call; there are no
/// messages here, so it is always disconnected and offers no operation.
public struct Messaging: Sendable {
  /// The ID of the conversation.
  public var conversation: String

  /// The messages of a conversation.
  public init(conversation: String) { self.conversation = conversation }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.messaging, href: .conversation(conversation, "messaging"))
    resource.add("state", CallState.disconnected)
    resource.link("conversation", .conversation(conversation))
    return resource
  }
}
