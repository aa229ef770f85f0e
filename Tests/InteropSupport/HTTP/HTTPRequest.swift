/// Makes the bytes of requests.
public enum HTTPRequest {
  /// A whole request.
  ///
  /// - Parameters:
  ///   - method: Such as `GET`.
  ///   - path: Path and query.
  ///   - headers: Beside Host, and Content-Length where there is a body or the method is POST or PUT.
  ///   - body: Default none.
  public static func bytes(
    _ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8] = []
  ) -> [UInt8] {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if !body.isEmpty || method == "POST" || method == "PUT" { text += "Content-Length: \(body.count)\r\n" }
    return Array((text + "\r\n").utf8) + body
  }
}
