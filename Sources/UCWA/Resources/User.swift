/// The signed-in user's way to the applications resource (UCWA 2.0 `user`). Its URLs are absolute and on one host.
public struct User: Sendable {
  /// The URL of the resource itself.
  public var selfURL: String
  /// The URL of the applications resource; nil if the user is at home in another pool.
  public var applicationsURL: String?
  /// The URL of the user's home pool; nil if it is this one.
  public var redirectURL: String?
  /// The URL of the frame for browsers.
  public var xframeURL: String?

  /// The way to the applications resource.
  public init(selfURL: String, applicationsURL: String?, redirectURL: String? = nil, xframeURL: String?) {
    self.selfURL = selfURL
    self.applicationsURL = applicationsURL
    self.redirectURL = redirectURL
    self.xframeURL = xframeURL
  }

  /// The resource.
  public var resource: Resource {
    var resource = Resource(.user, href: .absolute(selfURL))
    resource.link("applications", applicationsURL.map { .absolute($0) })
    resource.link("redirect", redirectURL.map { .absolute($0) })
    resource.link("xframe", xframeURL.map { .absolute($0) })
    return resource
  }
}
