/// How the signed-in user appears to others (UCWA 2.0 `presence`).
public struct Presence: Sendable {
  /// Whether the user can be reached.
  public var availability: Availability
  /// What the user is doing, such as `on-the-phone`; nil if nothing is said.
  public var activity: String?

  /// How the user appears.
  public init(_ availability: Availability, activity: String? = nil) {
    self.availability = availability
    self.activity = activity
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.presence, href: .presence)
    resource.add("activity", activity)
    resource.add("availability", availability)
    return resource
  }
}
