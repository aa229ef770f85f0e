/// A resource embedded in another one, as data.
public struct EmbeddedDescription: Sendable, Hashable {
  /// The relation under which it is embedded.
  public let rel: Term
  /// The type of the embedded resource, the value of its own `rel` property.
  public let resource: Term
  /// Object or array in JSON.
  public let cardinality: Cardinality
  /// Whether the reference's page of the containing resource names it neither as a link nor as embedded.
  public let isExtension: Bool

  /// Describes an embedded resource; its type has the relation's name unless given.
  public init(
    _ rel: Term, _ cardinality: Cardinality = .one, resource: Term? = nil, isExtension: Bool = false
  ) {
    self.rel = rel
    self.resource = resource ?? rel
    self.cardinality = cardinality
    self.isExtension = isExtension
  }
}
