/// A resource as it is now: what a GET returns and what an event embeds.
///
/// It is a value; give it to a `ResourceSnapshot` to share it and its bytes. Properties, links and embedded resources
/// are those of its description and come in the description's order; `violations()` says where they do not.
public struct Resource: Sendable, Hashable {
  /// What it may consist of.
  public let description: ResourceDescription
  /// Where it is; its `self` link.
  public let href: Href
  /// The name of the property that a PUT must send back, randomly made; nil if the resource cannot be replaced.
  public var marker: String?
  /// The properties but for `rel` and the marker.
  public var properties: [Property]
  /// The links but for `self`.
  public var links: [Link]
  /// The embedded resources.
  public var embedded: [Embedded]

  /// The value of the marker property.
  public static let markerValue = "please pass this in a PUT request"

  /// A resource of that description.
  public init(
    _ description: ResourceDescription, href: Href, marker: String? = nil, properties: [Property] = [],
    links: [Link] = [], embedded: [Embedded] = []
  ) {
    self.description = description
    self.href = href
    self.marker = marker
    self.properties = properties
    self.links = links
    self.embedded = embedded
  }

  /// The type of the resource.
  public var rel: Term { description.rel }

  /// The version of the resource, the value of its `etag` property; nil if it has none.
  public var etag: String? {
    for property in properties where property.name == "etag" {
      if case .string(let text) = property.value { return text }
    }
    return nil
  }

  /// Adds a text unless it is nil: a property with no value is left out.
  public mutating func add(_ name: Term, _ value: String?) {
    if let value { properties.append(Property(name, .string(value))) }
  }

  /// Adds a flag unless it is nil.
  public mutating func add(_ name: Term, _ value: Bool?) {
    if let value { properties.append(Property(name, .boolean(value))) }
  }

  /// Adds a number unless it is nil.
  public mutating func add(_ name: Term, _ value: Int?) {
    if let value { properties.append(Property(name, .integer(value))) }
  }

  /// Adds a spelling unless it is nil.
  public mutating func add(_ name: Term, _ value: (some WireEnumeration)?) {
    if let value { properties.append(Property(name, .string(value.rawValue))) }
  }

  /// Adds a list of texts unless it is nil.
  public mutating func add(_ name: Term, _ values: [String]?) {
    if let values { properties.append(Property(name, .strings(values))) }
  }

  /// Adds a list of spellings unless it is nil.
  public mutating func add(_ name: Term, _ values: [some WireEnumeration]?) {
    if let values { properties.append(Property(name, .strings(values.map(\.rawValue)))) }
  }

  /// Adds a moment, in milliseconds since 1970 UTC, unless it is nil.
  public mutating func add(_ name: Term, milliseconds: Int64?) {
    if let milliseconds { properties.append(Property(name, .date(milliseconds: milliseconds))) }
  }

  /// Adds a link unless it leads nowhere.
  public mutating func link(_ rel: Term, _ href: Href?, title: String? = nil, etag: String? = nil) {
    if let href { links.append(Link(rel, href, title: title, etag: etag)) }
  }

  /// Embeds a resource unless it is nil.
  public mutating func embed(_ rel: Term, _ resource: Resource?) {
    if let resource { embedded.append(Embedded(rel, [resource])) }
  }

  /// Embeds resources; none at all are left out.
  public mutating func embed(_ rel: Term, _ resources: [Resource]) {
    if !resources.isEmpty { embedded.append(Embedded(rel, resources)) }
  }

  /// Whether both are the same resource in the same state.
  public static func == (left: Resource, right: Resource) -> Bool {
    left.description === right.description && left.href == right.href && left.marker == right.marker
      && left.properties == right.properties && left.links == right.links && left.embedded == right.embedded
  }

  /// Hashes type and place.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(description.rel)
    hasher.combine(href)
  }
}
