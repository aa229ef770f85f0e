/// A collection of contacts: all of the list (UCWA 2.0 `myContacts`) or those of a group (`groupContacts`).
public struct ContactCollection: Sendable {
  /// The id of the group; nil for the whole contact list.
  public var group: String?
  /// The contacts embedded in it; nil to name them by links only.
  public var contacts: [Resource]?
  /// The ids of the contacts, for links.
  public var ids: [String]

  /// The contacts of a group, or all of them.
  public init(group: String? = nil, ids: [String], contacts: [Resource]?) {
    self.group = group
    self.ids = ids
    self.contacts = contacts
  }

  /// The resource; contacts are embedded or linked, not both.
  public var resource: Resource {
    var resource =
      group.map { Resource(.groupContacts, href: .groupContacts($0)) } ?? Resource(.myContacts, href: .myContacts)
    if let contacts {
      resource.embed("contact", contacts)
    } else {
      for id in ids { resource.link("contact", .contact(id)) }
    }
    return resource
  }
}
