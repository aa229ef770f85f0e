/// A response. The server adds `Content-Length`, `Date` and, where needed, `Connection`; it never sends chunks.
public struct HTTPResponse: Sendable {
  /// The status code (RFC 9110 section 15), 200 to 599.
  public var status: Int
  /// Header fields. `Content-Length` and `Transfer-Encoding` are left out of the output in favour of the server's own;
  /// `Connection: close` closes the connection after this response.
  public var headers: HTTPHeaders
  /// The content. Not sent in answer to HEAD, nor with 204 and 304.
  public var body: [UInt8]
  /// Fields that the responder adds, kept apart so that those of ``headers``, which many responses share, are not
  /// copied for them.
  var added: HTTPHeaders?

  /// A response; default no fields and no content.
  public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
