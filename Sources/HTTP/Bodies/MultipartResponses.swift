/// Writes responses as the parts of one body: what answers a batch of requests.
///
/// Every line ends in CRLF, and `Content-Type` is the last field of a response, since clients look for the body behind
/// it.
public struct MultipartResponses: Sendable {
  /// What stands between the parts, as the `boundary` of the content type says it.
  public let boundary: String
  private var bytes: [UInt8] = []

  /// No parts yet.
  ///
  /// - Parameter boundary: Letters and digits only, and nothing that may occur at the beginning of a line.
  public init(boundary: String) { self.boundary = boundary }

  /// Adds a response as the next part.
  ///
  /// - Parameter isHead: Whether it answers a HEAD, which has no content.
  public mutating func add(_ response: HTTPResponse, isHead: Bool = false) {
    let hasContent = response.status != 204 && response.status != 304 && !response.body.isEmpty
    bytes.reserveCapacity(bytes.count + boundary.utf8.count + 160 + response.headers.wire.count + response.body.count)
    append("--\(boundary)\r\nContent-Type: application/http; msgtype=response\r\n\r\n")
    StatusLine.append(response.status, to: &bytes)
    var headers = response.headers
    for name in ["Content-Length", "Transfer-Encoding", "Connection"] { headers.remove(name) }
    if let type = headers["Content-Type"] { headers["Content-Type"] = hasContent ? type : nil }
    bytes.append(contentsOf: headers.wire)
    append("\r\n")
    if hasContent, !isHead { bytes.append(contentsOf: response.body) }
    append("\r\n")
  }

  /// The whole body with its last boundary.
  public func finished() -> [UInt8] { bytes + Array("--\(boundary)--\r\n".utf8) }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
