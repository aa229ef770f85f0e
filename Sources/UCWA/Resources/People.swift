/// The hub of the people the user deals with (UCWA 2.0 `people`).
public struct People: Sendable {
  /// The hub.
  public init() {}

  /// The resource, with a link to each part that is there.
  public var resource: Resource {
    var resource = Resource(.people, href: .people)
    resource.link("myContactsAndGroupsSubscription", .contactsAndGroupsSubscription)
    resource.link("myContacts", .myContacts)
    resource.link("myGroupMemberships", .myGroupMemberships)
    resource.link("myGroups", .myGroups)
    resource.link("search", .search(query: nil))
    return resource
  }
}
