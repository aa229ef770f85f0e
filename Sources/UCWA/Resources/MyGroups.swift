/// The groups of the user's contact list (UCWA 2.0 `myGroups`).
public struct MyGroups: Sendable {
  /// The user's own groups and those the server makes.
  public var groups: [Group]
  /// The distribution groups in the list.
  public var distributionGroups: [DistributionGroup]
  /// Whether the groups are embedded; else they are linked.
  public var isExpanded: Bool

  /// The groups of a contact list.
  public init(groups: [Group], distributionGroups: [DistributionGroup], isExpanded: Bool = true) {
    self.groups = groups
    self.distributionGroups = distributionGroups
    self.isExpanded = isExpanded
  }

  private func groups(_ kind: Group.Kind) -> [Group] { groups.filter { $0.kind == kind } }

  private func group(_ kind: Group.Kind) -> Group? { groups.first { $0.kind == kind } }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.myGroups, href: .myGroups)
    guard !isExpanded else {
      resource.embed("defaultGroup", group(.default)?.resource)
      resource.embed("delegatesGroup", group(.delegates)?.resource)
      resource.embed("delegatorsGroup", group(.delegators)?.resource)
      resource.embed("distributionGroup", distributionGroups.map(\.resource))
      resource.embed("group", groups(.personal).map(\.resource))
      resource.embed("pinnedGroup", group(.pinned)?.resource)
      return resource
    }
    resource.link("defaultGroup", group(.default)?.href)
    resource.link("delegatesGroup", group(.delegates)?.href)
    resource.link("delegatorsGroup", group(.delegators)?.href)
    for group in distributionGroups { resource.link("distributionGroup", group.href) }
    for group in groups(.personal) { resource.link("group", group.href) }
    resource.link("pinnedGroup", group(.pinned)?.href)
    return resource
  }
}
