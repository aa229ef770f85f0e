/// Entity tags in `ETag`, `If-Match` and `If-None-Match` (RFC 9110 section 8.8.3).
public enum EntityTag {
  /// A resource's etag as an `ETag` header carries it.
  public static func quoted(_ etag: String) -> String { "\"" + etag + "\"" }

  /// Whether the list in a header holds that etag, or `*`.
  ///
  /// Clients send what they read in the `etag` property as well as what stood in the `ETag` header, so quoted, unquoted
  /// and weak forms count alike.
  public static func list(_ header: String, holds etag: String) -> Bool {
    HeaderElement.split(header, at: ",").contains { element in
      var element = Substring(element)
      if element == "*" { return true }
      if element.hasPrefix("W/") || element.hasPrefix("w/") { element = element.dropFirst(2) }
      if element.count >= 2, element.hasPrefix("\""), element.hasSuffix("\"") {
        element = element.dropFirst().dropLast()
      }
      return element == etag
    }
  }
}
