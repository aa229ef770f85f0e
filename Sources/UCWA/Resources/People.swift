/// The hub of the people the user deals with (UCWA 2.0 `people`).
public struct People: Sendable {
  /// The hub.
  public init() {}

  /// The resource.
  public var resource: Resource { Resource(.people, href: .people) }
}
