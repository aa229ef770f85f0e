/// A resource of the API as data: the one place that says what it looks like, from which JSON, XML, validation and
/// documentation follow.
///
/// Names, limits and scopes are those of the resource's page in the UCWA 2.0 reference; what the server adds is marked
/// as an extension.
public final class ResourceDescription: Sendable {
  /// The type, the value of the `rel` property.
  public let rel: Term
  /// What the resource is, in one sentence.
  public let summary: String
  /// The path under the application's base as a template, for instance `people/{contact}`; nil if it lies outside.
  public let path: String?
  /// A second path of the same resource, as the user's own audio has beside that of a participant; nil for most.
  public let otherPath: String?
  /// The revision of the resource.
  public let revision: Int
  /// The properties in the order in which they are written.
  public let properties: [PropertyDescription]
  /// The links in the order in which they are written; `self` belongs to every resource and is not listed.
  public let links: [LinkDescription]
  /// The embedded resources in the order in which they are written.
  public let embedded: [EmbeddedDescription]
  /// What may be done with it.
  public let operations: [OperationDescription]
  /// A token needs one of these; empty if any token will do.
  public let scopes: Scope
  /// The events it causes.
  public let events: [EventDescription]
  /// Whether it has the PUT marker property and an `etag`.
  public let isReplaceable: Bool
  /// Whether the reference does not know the resource at all.
  public let isExtension: Bool

  init(
    _ rel: Term, path: String? = nil, otherPath: String? = nil, revision: Int = 1,
    properties: [PropertyDescription] = [],
    links: [LinkDescription] = [], embedded: [EmbeddedDescription] = [], operations: [OperationDescription] = [],
    scopes: Scope = [], events: [EventDescription] = [], isReplaceable: Bool = false, isExtension: Bool = false,
    _ summary: String
  ) {
    self.rel = rel
    self.summary = summary
    self.path = path
    self.otherPath = otherPath
    self.revision = revision
    self.properties = properties
    self.links = links
    self.embedded = embedded
    self.operations = operations
    self.scopes = scopes
    self.events = events
    self.isReplaceable = isReplaceable
    self.isExtension = isExtension
  }

  /// What that verb does here; nil if the resource does not have it.
  public func operation(_ verb: Verb) -> OperationDescription? { operations.first { $0.verb == verb } }

  /// The verbs for an `Allow` header.
  public var verbs: [Verb] { operations.map(\.verb) }

  /// The link of that rel; nil if the resource cannot have it.
  public func link(_ rel: Term) -> LinkDescription? { links.first { $0.rel == rel } }

  /// The link of that rel, looked for from `place` on, which is left where it was found.
  func link(_ rel: Term, from place: inout Int) -> LinkDescription? {
    for index in place..<links.count where links[index].rel == rel {
      place = index
      return links[index]
    }
    return link(rel)
  }

  /// The property of that name; nil if the resource cannot have it.
  public func property(_ name: Term) -> PropertyDescription? { properties.first { $0.name == name } }
}
