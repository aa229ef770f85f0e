/// Where the signed-in user says he is (UCWA 2.0 `location`).
public struct Location: Sendable {
  /// The place, at most 60 characters; nil if none is given.
  public var location: String?

  /// That place.
  public init(_ location: String?) { self.location = location }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.location, href: .location)
    resource.add("location", location)
    return resource
  }
}
