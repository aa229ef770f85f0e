/// The entry to the API (UCWA 2.0 `root`). Its URLs are absolute and on one host.
public struct Root: Sendable {
  /// The URL of the resource itself.
  public var selfURL: String
  /// The URL of the user's resource.
  public var userURL: String
  /// The URL of the frame for browsers.
  public var xframeURL: String?

  /// The entry.
  public init(selfURL: String, userURL: String, xframeURL: String?) {
    self.selfURL = selfURL
    self.userURL = userURL
    self.xframeURL = xframeURL
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.root, href: .absolute(selfURL))
    resource.link("user", .absolute(userURL))
    resource.link("xframe", xframeURL.map { .absolute($0) })
    return resource
  }
}
