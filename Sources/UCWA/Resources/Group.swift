/// A group of the user's contact list (UCWA 2.0 `group`, `defaultGroup`, `pinnedGroup`, `delegatesGroup` and
/// `delegatorsGroup`).
public struct Group: Sendable {
  /// Which kind of group it is.
  public enum Kind: Sendable, Hashable {
    /// Made by the user.
    case personal
    /// Where contacts go that were given no other.
    case `default`
    /// What the user keeps at hand.
    case pinned
    /// Those who may call on behalf of the user.
    case delegates
    /// Those on whose behalf the user may call.
    case delegators
  }

  /// The kind.
  public var kind: Kind
  /// The id, as `groupId` parameters take it.
  public var id: String
  /// The name.
  public var name: String
  /// The name of the property that a PUT must send back; nil if it cannot be renamed.
  public var marker: String?

  /// A group.
  public init(_ kind: Kind, id: String, name: String, marker: String? = nil) {
    self.kind = kind
    self.id = id
    self.name = name
    self.marker = marker
  }

  /// Where it is.
  public var href: Href {
    switch kind {
    case .personal: .group(id)
    case .default: .defaultGroup
    case .pinned: .pinnedGroup
    case .delegates: .delegatesGroup
    case .delegators: .delegatorsGroup
    }
  }

  /// The type of the resource, under which others link to it.
  public var rel: Term { description.rel }

  private var description: ResourceDescription {
    switch kind {
    case .personal: .group
    case .default: .defaultGroup
    case .pinned: .pinnedGroup
    case .delegates: .delegatesGroup
    case .delegators: .delegatorsGroup
    }
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(description, href: href, marker: kind == .personal ? marker : nil)
    resource.add("id", id)
    resource.add("name", name)
    resource.link("groupContacts", .groupContacts(id))
    resource.link("subscribeToGroupPresence", .subscribeToGroupPresence(id))
    if resource.marker != nil { resource.addETag() }
    return resource
  }
}
