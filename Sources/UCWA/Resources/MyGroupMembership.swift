/// One contact's place in one group (UCWA 2.0 `myGroupMembership`).
public struct MyGroupMembership: Sendable {
  /// The group.
  public var group: Group
  /// The id of the contact.
  public var contact: String

  /// A contact in a group.
  public init(group: Group, contact: String) {
    self.group = group
    self.contact = contact
  }

  /// Where it is.
  public var href: Href { .myGroupMembership(group: group.id, contact: contact) }

  /// The resource, with a link to the group under the group's own type.
  public var resource: Resource {
    var resource = Resource(.myGroupMembership, href: href)
    resource.link("contact", .contact(contact))
    resource.link(group.rel, group.href)
    return resource
  }

  /// The memberships of all groups (UCWA 2.0 `myGroupMemberships`), or of one.
  ///
  /// - Parameter group: The id of the group that was asked for; nil for all.
  public static func collection(_ memberships: [MyGroupMembership], group: String? = nil) -> Resource {
    let query = group.map { "?groupId=" + PercentEncoding.pathSegment($0) } ?? ""
    var resource = Resource(.myGroupMemberships, href: .application("people/groupMemberships" + query))
    resource.link("removeContactFromAllGroups", memberships.isEmpty ? nil : .removeContactFromAllGroups)
    resource.embed("myGroupMembership", memberships.map(\.resource))
    return resource
  }

  /// The memberships of one group (UCWA 2.0 `groupMemberships`).
  public static func collection(_ memberships: [MyGroupMembership], of group: String) -> Resource {
    var resource = Resource(.groupMemberships, href: .groupMemberships(group))
    resource.embed("myGroupMembership", memberships.map(\.resource))
    return resource
  }
}
