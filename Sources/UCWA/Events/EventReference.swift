/// A resource named by an event: its sender, its target, or the collection it is in.
public struct EventReference: Sendable, Hashable {
  /// The type of the resource.
  public let rel: Term
  /// Where it is.
  public let href: Href
  /// A title for a person to read; used with the target only.
  public let title: String?

  /// Names a resource.
  public init(_ rel: Term, _ href: Href, title: String? = nil) {
    self.rel = rel
    self.href = href
    self.title = title
  }

  /// The hub of calls, which sends the events of invitations and conversations.
  public static let communication = EventReference("communication", .communication)

  /// The signed-in user.
  public static let me = EventReference("me", .me)

  /// The hub of people, which sends the events of contacts.
  public static let people = EventReference("people", .people)

  /// A conversation, which sends the events of its call and its participants.
  public static func conversation(_ id: String) -> EventReference { EventReference("conversation", .conversation(id)) }
}
