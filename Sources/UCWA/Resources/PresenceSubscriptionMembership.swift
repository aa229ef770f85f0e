/// One contact's place in one presence subscription (UCWA 2.0 `presenceSubscriptionMembership`).
public struct PresenceSubscriptionMembership: Sendable {
  /// The id of the subscription.
  public var subscription: String
  /// The id of the contact.
  public var contact: String

  /// A contact in a subscription.
  public init(subscription: String, contact: String) {
    self.subscription = subscription
    self.contact = contact
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(
      .presenceSubscriptionMembership, href: .presenceSubscriptionMembership(subscription, contact: contact))
    resource.link("contact", .contact(contact))
    resource.link("presenceSubscription", .presenceSubscription(subscription))
    return resource
  }

  /// Some or all memberships (UCWA 2.0 `presenceSubscriptionMemberships`).
  ///
  /// - Parameter href: Where they were asked for.
  public static func collection(_ memberships: [PresenceSubscriptionMembership], at href: Href) -> Resource {
    var resource = Resource(.presenceSubscriptionMemberships, href: href)
    resource.embed("presenceSubscriptionMembership", memberships.map(\.resource))
    return resource
  }
}
