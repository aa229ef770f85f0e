/// A link of a resource.
public struct Link: Sendable, Hashable {
  /// The rel on the wire.
  public let rel: Term
  /// Where it leads.
  public let href: Href
  /// A title for a person to read.
  public let title: String?
  /// The version of the resource it leads to.
  public let etag: String?

  /// A link.
  public init(_ rel: Term, _ href: Href, title: String? = nil, etag: String? = nil) {
    self.rel = rel
    self.href = href
    self.title = title
    self.etag = etag
  }
}
