import Testing

@testable import HTTP

@Suite struct RequestParserTests {
  static let request = Array(
    ("POST /ucwa/v1/applications?a=b HTTP/1.1\r\nHost: contoso.test\r\nX-Empty:\r\nX-Long: a b  c \t \r\n"
      + "Transfer-Encoding: chunked\r\n\r\n4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nT: 1\r\n\r\n").utf8)

  private func parse(_ pieces: [ArraySlice<UInt8>], _ parser: RequestParser) -> (RequestParser.Outcome, HTTPRequest?) {
    for piece in pieces where !piece.isEmpty {
      let (consumed, outcome) = piece.withUnsafeBufferPointer { parser.feed($0) }
      if outcome != .incomplete { return (outcome, parser.takeRequest(remoteAddress: "", isTLS: false)) }
      #expect(consumed == piece.count)
    }
    return (.incomplete, nil)
  }

  @Test func `wherever a request is cut, it is the same`() throws {
    let parser = RequestParser(limits: HTTPLimits())
    for cut in Self.request.indices {
      for second in stride(from: cut, to: Self.request.count, by: 7) {
        let (outcome, request) = parse(
          [Self.request[..<cut], Self.request[cut..<second], Self.request[second...]], parser)
        #expect(outcome == .complete)
        #expect(request?.body == Array("Wikipedia".utf8))
        #expect(request?.target == "/ucwa/v1/applications?a=b")
        #expect(request?.headers["x-empty"] == "")
        #expect(request?.headers["x-long"] == "a b  c")
        #expect(request?.headers.count == 4)
        parser.reset()
      }
    }
  }

  @Test func `a pipelined request is left unread`() throws {
    let parser = RequestParser(limits: HTTPLimits())
    let both = Self.request + Self.request
    let (consumed, outcome) = both.withUnsafeBufferPointer { parser.feed($0) }
    #expect(outcome == .complete)
    #expect(consumed == Self.request.count)
  }

  @Test func `changed and random bytes end in a request, a fault, or a wish for more`() {
    var random = SplitMix(state: 20_250_101)
    let parser = RequestParser(limits: HTTPLimits())
    for _ in 0..<20_000 {
      var bytes = Self.request
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let cut = Int.random(in: bytes.indices, using: &random)
      let (outcome, request) = parse([bytes[..<cut], bytes[cut...]], parser)
      if outcome == .complete { #expect(request != nil) }
      parser.reset()
    }
  }
}
