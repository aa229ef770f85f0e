/// The user's conversations (UCWA 2.0 `conversations`).
public struct Conversations: Sendable {
  /// The conversations' resources, as published.
  public var conversations: [Resource]

  /// The collection of those conversations.
  public init(_ conversations: [Resource]) { self.conversations = conversations }

  /// The resource: an array of links, and the conversations embedded for clients that cannot read that.
  public var resource: Resource {
    var resource = Resource(.conversations, href: .conversations)
    for conversation in conversations { resource.link("conversation", conversation.href) }
    resource.embed("conversation", conversations)
    return resource
  }
}
