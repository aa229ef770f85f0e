extension UCWAClient {
  /// A web link of a resource: the permission to follow it, as the server gave it.
  ///
  /// Source: UCWA 2.0 reference, "Web links".
  public struct Link: Sendable, Equatable {
    /// Where the link leads, exactly as the server wrote it: relative to the host, or absolute.
    public let href: String
    /// The revision of the resource it leads to; nil for the first revision.
    public let revision: String?

    /// A link to `href`.
    public init(href: String, revision: String? = nil) {
      self.href = href
      self.revision = revision
    }

    init?(_ json: JSONValue) {
      guard let href = json["href"].text, !href.isEmpty else { return nil }
      self.init(href: href, revision: json["revision"].text)
    }
  }
}
