/// The hub of the user's online meetings, of which this server has none (UCWA 2.0 `onlineMeetings`).
public struct OnlineMeetings: Sendable {
  /// The hub.
  public init() {}

  /// The resource.
  public var resource: Resource { Resource(.onlineMeetings, href: .onlineMeetings) }
}
