extension HTTPRequest {
  /// Reads a request as text, as a part of a batch holds it (`application/http`, RFC 9112 section 10.2).
  ///
  /// Lenient where clients are: lines may end in LF, blank lines may stand before the request line, and content needs
  /// no `Content-Length`; it then goes to the end, without the blanks there. Nil for what is no request: a first line
  /// that is not `METHOD target HTTP/1.x`, a field without a name, a folded field, header fields of more than 32 KiB,
  /// a control character in a value, `Transfer-Encoding`, or a `Content-Length` that is no number or more than there is.
  public init?(message bytes: [UInt8], remoteAddress: String, isTLS: Bool) {
    var rest = bytes[...]
    var first = Self.takeLine(&rest)
    while let line = first, line.isEmpty { first = Self.takeLine(&rest) }
    guard let first, let (method, target) = Self.requestLine(first) else { return nil }
    var headers = HTTPHeaders()
    while let line = Self.takeLine(&rest), !line.isEmpty {
      guard bytes.count - rest.count <= Self.maximumHead, let colon = line.firstIndex(of: UInt8(ascii: ":")),
        colon > line.startIndex, line[..<colon].allSatisfy(Bytes.isToken)
      else { return nil }
      let value = Bytes.trimmingBlanks(line[(colon + 1)...])
      // As in a request of its own (RFC 9110 section 5.5).
      guard value.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 9 }) else { return nil }
      headers.add(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
    guard let body = Self.content(rest, headers) else { return nil }
    self.init(
      method: HTTPMethod(rawValue: method), target: target, headers: headers, body: body, remoteAddress: remoteAddress,
      isTLS: isTLS)
  }

  private static let maximumHead = 32 * 1024

  /// A line without its end; nil when nothing is left.
  private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    var line = rest.prefix { $0 != 10 }
    rest = rest.dropFirst(line.count + 1)
    if line.last == 13 { line.removeLast() }
    return line
  }

  private static func requestLine(_ line: ArraySlice<UInt8>) -> (method: String, target: String)? {
    let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: true)
    guard line.count <= maximumHead, words.count == 3, words[0].allSatisfy(Bytes.isToken),
      words[1].allSatisfy({ $0 > 0x20 && $0 != 0x7F }), words[2].starts(with: "HTTP/1.".utf8)
    else { return nil }
    return (String(decoding: words[0], as: UTF8.self), String(decoding: words[1], as: UTF8.self))
  }

  private static func content(_ rest: ArraySlice<UInt8>, _ headers: HTTPHeaders) -> [UInt8]? {
    guard !headers.contains("Transfer-Encoding") else { return nil }
    if headers.contains("Content-Length") {
      let lengths = headers.all(named: "Content-Length")
      guard let length = Int(lengths[0]), length >= 0, length <= rest.count, lengths.allSatisfy({ $0 == lengths[0] })
      else { return nil }
      return Array(rest.prefix(length))
    }
    var end = rest.endIndex
    while end > rest.startIndex, rest[end - 1] == 10 || rest[end - 1] == 13 || Bytes.isBlank(rest[end - 1]) {
      end -= 1
    }
    return Array(rest[..<end])
  }
}
