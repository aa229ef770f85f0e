@testable import HTTP

extension ParserCheck {
  /// HTTP/1.1 requests on one connection: what is read must not depend on how the bytes were cut up on their way, since
  /// a proxy in front cuts them in another way.
  static let http = ParserCheck("http", longestInput: 4096) { bytes throws(Finding) in
    let whole = HTTPConversation.read(bytes, limits: generous) { $0 }
    let single = HTTPConversation.read(bytes, limits: generous) { _ in 1 }
    try require(whole == single, "read whole: \(whole)\nread byte by byte: \(single)")
    var state = UInt64(bytes.count) | 1
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let pieces = HTTPConversation.read(bytes, limits: generous) { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 59) + 1
    }
    try require(whole == pieces, "read whole: \(whole)\nread in pieces: \(pieces)")
    for request in whole.requests { try check(request, generous) }
    for request in HTTPConversation.read(bytes, limits: small, pieces: { _ in 7 }).requests {
      try check(request, small)
    }
  }

  private static let generous = limits(header: 256 * 1024, body: 256 * 1024)
  private static let small = limits(header: 128, body: 16)

  private static func limits(header: Int, body: Int) -> HTTPLimits {
    var limits = HTTPLimits()
    limits.maxHeaderBytes = header
    limits.maxBodyBytes = body
    return limits
  }

  private static func check(_ request: HTTPRequest, _ limits: HTTPLimits) throws(Finding) {
    try require(request.body.count <= limits.maxBodyBytes, "a body of \(request.body.count) bytes")
    // Each field has two bytes between name and value and two at its end that need not have come.
    let size = request.headers.wire.count - 4 * request.headers.count
    try require(size <= limits.maxHeaderBytes, "header fields of \(size) bytes")
    try require(!request.path.utf8.contains { $0 == 0x3F || $0 == 0x23 }, "a path with a query: \(request.path)")
    try require(!request.target.utf8.contains { $0 <= 0x20 || $0 == 0x7F }, "a blank in the target \(request.target)")
    for (name, value) in request.headers {
      try require(!name.isEmpty && name.utf8.allSatisfy(Bytes.isToken), "a field's name is \(name)")
      try require(!value.utf8.contains { $0 == 13 || $0 == 10 || $0 == 0 }, "a line break in the value of \(name)")
      try require(request.headers[name] != nil, "\(name) is not found")
    }
    let lengths = request.headers.all(named: "Content-Length")
    try require(lengths.count <= 1, "more than one length")
    // CONNECT has no content, whatever is announced; its connection is closed (RFC 9110 section 9.3.6).
    if let length = lengths.first, request.method != .connect {
      try require(!request.headers.contains("Transfer-Encoding"), "both a length and chunks")
      try require(Int(length) == request.body.count, "length \(length), but \(request.body.count) bytes")
    }
  }
}
