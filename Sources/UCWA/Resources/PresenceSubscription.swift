/// A set of contacts whose presence an application follows (UCWA 2.0 `presenceSubscription`).
public struct PresenceSubscription: Sendable {
  /// The id.
  public var id: String

  /// A subscription.
  public init(id: String) { self.id = id }

  /// Where it is.
  public var href: Href { .presenceSubscription(id) }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.presenceSubscription, href: href)
    resource.add("id", id)
    resource.link("addToPresenceSubscription", .addToPresenceSubscription(id))
    resource.link("memberships", .memberships(id))
    return resource
  }

  /// All of an application's subscriptions (UCWA 2.0 `presenceSubscriptions`).
  public static func collection(_ subscriptions: [PresenceSubscription]) -> Resource {
    var resource = Resource(.presenceSubscriptions, href: .presenceSubscriptions)
    resource.embed("presenceSubscription", subscriptions.map(\.resource))
    return resource
  }
}
