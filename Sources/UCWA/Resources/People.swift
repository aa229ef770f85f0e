/// The hub of the people the user deals with (UCWA 2.0 `people`).
public struct People: Sendable {
  /// The hub.
  public init() {}

  /// The resource, with a link to each part.
  public var resource: Resource {
    var resource = Resource(.people, href: .people)
    resource.link("myContactsAndGroupsSubscription", .contactsAndGroupsSubscription)
    resource.link("myContacts", .myContacts)
    resource.link("myGroupMemberships", .myGroupMemberships)
    resource.link("myGroups", .myGroups)
    resource.link("myPrivacyRelationships", .myPrivacyRelationships)
    resource.link("presenceSubscriptionMemberships", .presenceSubscriptionMemberships)
    resource.link("presenceSubscriptions", .presenceSubscriptions)
    resource.link("search", .search(query: nil))
    resource.link("subscribedContacts", .subscribedContacts)
    return resource
  }
}
