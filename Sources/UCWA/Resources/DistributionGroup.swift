/// A group of the directory (UCWA 2.0 `distributionGroup`).
public struct DistributionGroup: Sendable {
  /// The address without `sip:`, which is its id as well.
  public var id: String
  /// The name.
  public var name: String
  /// Whether it is in the user's contact list: then it can be removed from it, else added.
  public var isInContactList: Bool
  /// Its members; nil where they were not asked for.
  public var members: [Resource]?
  /// The groups among its members.
  public var groups: [DistributionGroup] = []

  /// A group of the directory.
  public init(id: String, name: String, isInContactList: Bool, members: [Resource]? = nil) {
    self.id = id
    self.name = name
    self.isInContactList = isInContactList
    self.members = members
  }

  /// Where it is.
  public var href: Href { .distributionGroup(id) }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.distributionGroup, href: href)
    resource.add("uri", "sip:" + id)
    resource.add("id", id)
    resource.add("name", name)
    resource.link("addToContactList", isInContactList ? nil : .addToContactList(id, name: name))
    resource.link("expandDistributionGroup", .expandDistributionGroup(id))
    resource.link("removeFromContactList", isInContactList ? .removeFromContactList(id) : nil)
    resource.link("subscribeToGroupPresence", .subscribeToGroupPresence(id))
    if let members {
      resource.embed("contact", members)
      resource.embed("distributionGroup", groups.map(\.resource))
    }
    return resource
  }
}
