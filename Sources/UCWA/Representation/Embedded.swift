/// A resource inside another one.
public struct Embedded: Sendable, Hashable {
  /// The relation under which it is embedded.
  public let rel: Term
  /// The embedded resources; for a relation that cannot repeat, the first one counts.
  public let resources: [Resource]

  /// Embeds resources under that relation.
  public init(_ rel: Term, _ resources: [Resource]) {
    self.rel = rel
    self.resources = resources
  }
}
