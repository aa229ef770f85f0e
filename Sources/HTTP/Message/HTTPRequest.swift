/// A request, complete with its body.
public struct HTTPRequest: Sendable {
  /// The method as the client spelt it.
  public var method: HTTPMethod
  /// The request target as it stood in the request line (RFC 9112 section 3.2), still percent-encoded.
  public var target: String
  /// The target's path, still percent-encoded: without scheme and authority, up to `?` or `#`. `*` for `OPTIONS *`.
  public var path: String
  /// What stands behind the first `?`, still percent-encoded; nil without one. See ``FormFields`` to read it.
  public var query: String?
  /// The header fields as they came.
  public var headers: HTTPHeaders
  /// The content, with chunks put together; empty without one. At most ``HTTPLimits/maxBodyBytes``.
  public var body: [UInt8]
  /// The peer's IP address without port, IPv4 in dotted form also on a dual-stack socket.
  public var remoteAddress: String
  /// Whether the request came over TLS.
  public var isTLS: Bool
  /// Whether the client wants the connection kept (RFC 9112 section 9.3).
  public var keepAlive: Bool

  /// A request as a server would hand it over; path and query are taken from `target`.
  public init(
    method: HTTPMethod, target: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [],
    remoteAddress: String = "127.0.0.1", isTLS: Bool = false, keepAlive: Bool = true
  ) {
    self.method = method
    self.target = target
    (path, query) = Self.split(target)
    self.headers = headers
    self.body = body
    self.remoteAddress = remoteAddress
    self.isTLS = isTLS
    self.keepAlive = keepAlive
  }

  private static func split(_ target: String) -> (path: String, query: String?) {
    let bytes = target.utf8
    var rest = bytes[...]
    if let fragment = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
    var query: String?
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = String(rest[rest.index(after: mark)...])
      rest = rest[..<mark]
    }
    // RFC 9112 section 3.2.2: a server accepts the absolute form on any request, not only from proxies.
    if let first = rest.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "*"),
      let colon = rest.firstIndex(of: UInt8(ascii: ":")), rest[colon...].starts(with: "://".utf8)
    {
      let authority = rest[rest.index(colon, offsetBy: 3)...]
      guard let slash = authority.firstIndex(of: UInt8(ascii: "/")) else { return ("/", query) }
      rest = authority[slash...]
    }
    if rest.count == bytes.count { return (target, nil) }
    return (String(rest) ?? "", query)
  }
}
