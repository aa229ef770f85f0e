/// A property of a resource.
public struct Property: Sendable, Hashable {
  /// The name on the wire.
  public let name: Term
  /// The value.
  public let value: PropertyValue

  /// A property with that value.
  public init(_ name: Term, _ value: PropertyValue) {
    self.name = name
    self.value = value
  }
}
