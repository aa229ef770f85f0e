/// A request method (RFC 9110 section 9). Any token is one: methods the server has never heard of reach the handler
/// with the spelling the client used.
public struct HTTPMethod: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The method as it stood in the request line; methods are case-sensitive.
  public let rawValue: String

  /// A method with the given spelling.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The method's spelling.
  public var description: String { rawValue }

  /// GET (RFC 9110 section 9.3.1).
  public static let get = HTTPMethod(rawValue: "GET")
  /// HEAD (RFC 9110 section 9.3.2). The server leaves the body of the response out.
  public static let head = HTTPMethod(rawValue: "HEAD")
  /// POST (RFC 9110 section 9.3.3).
  public static let post = HTTPMethod(rawValue: "POST")
  /// PUT (RFC 9110 section 9.3.4).
  public static let put = HTTPMethod(rawValue: "PUT")
  /// DELETE (RFC 9110 section 9.3.5).
  public static let delete = HTTPMethod(rawValue: "DELETE")
  /// CONNECT (RFC 9110 section 9.3.6). Handed over like any other, and the connection closes after the response.
  public static let connect = HTTPMethod(rawValue: "CONNECT")
  /// OPTIONS (RFC 9110 section 9.3.7).
  public static let options = HTTPMethod(rawValue: "OPTIONS")
  /// PATCH (RFC 5789).
  public static let patch = HTTPMethod(rawValue: "PATCH")
}
