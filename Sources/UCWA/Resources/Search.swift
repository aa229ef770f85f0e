/// What a search for people found (UCWA 2.0 `search`).
public struct Search: Sendable {
  /// The query as it was asked, percent-encoded; nil for none.
  public var query: String?
  /// Whether there is more than was asked for.
  public var moreResultsAvailable: Bool
  /// The contacts found.
  public var contacts: [Resource]
  /// The distribution groups found.
  public var distributionGroups: [Resource]

  /// Results of a search.
  public init(query: String?, moreResultsAvailable: Bool, contacts: [Resource], distributionGroups: [Resource]) {
    self.query = query
    self.moreResultsAvailable = moreResultsAvailable
    self.contacts = contacts
    self.distributionGroups = distributionGroups
  }

  /// The resource, with what was found embedded.
  public var resource: Resource {
    var resource = Resource(.search, href: .search(query: query))
    resource.add("moreResultsAvailable", moreResultsAvailable)
    resource.embed("contact", contacts)
    resource.embed("distributionGroup", distributionGroups)
    return resource
  }
}
