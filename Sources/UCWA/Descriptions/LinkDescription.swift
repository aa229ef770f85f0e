/// How often a rel may occur in a resource; in JSON, `many` is written as an array, always.
public enum Cardinality: Sendable, Hashable {
  /// At most once: an object in JSON.
  case one
  /// Any number of times: an array in JSON.
  case many
}

/// A link of a resource, as data. Whether it is there now depends on state, policy, role and scope.
public struct LinkDescription: Sendable, Hashable {
  /// The rel on the wire.
  public let rel: Term
  /// How often it may occur.
  public let cardinality: Cardinality
  /// The revision of the resource it leads to; from 2 on it is written with the link.
  public let revision: Int
  /// Whether the reference's page of the resource lacks the link.
  public let isExtension: Bool

  /// Describes a link.
  public init(_ rel: Term, _ cardinality: Cardinality = .one, revision: Int = 1, isExtension: Bool = false) {
    self.rel = rel
    self.cardinality = cardinality
    self.revision = revision
    self.isExtension = isExtension
  }
}
