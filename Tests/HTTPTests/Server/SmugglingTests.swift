import HTTP
import Testing

/// Requests that two servers could read in two ways (RFC 9112 section 11.2), or that are no HTTP at all.
@Suite struct SmugglingTests {
  static let host = "Host: contoso.test\r\n"

  @Test(arguments: [
    "POST / HTTP/1.1\r\n\(host)Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\n\(host)Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "POST / HTTP/1.1\r\n\(host)Content-Length: 3, 4\r\n\r\nabcd",
    "POST / HTTP/1.1\r\n\(host)Content-Length: +3\r\n\r\nabc",
    "POST / HTTP/1.1\r\n\(host)Content-Length: -1\r\n\r\nabc",
    "POST / HTTP/1.1\r\n\(host)Content-Length: 0x3\r\n\r\nabc",
    "POST / HTTP/1.1\r\n\(host)Content-Length: 99999999999999999999999\r\n\r\nabc",
    "POST / HTTP/1.1\r\n\(host)Content-Length:\r\n\r\nabc",
    "POST / HTTP/1.1\r\n\(host)Content-Length : 3\r\n\r\nabc",
    "POST / HTTP/1.1\r\n\(host)Content-Len\r\n gth: 3\r\n\r\nabc",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    "GET / HTTP/1.1\r\n\(host)X: a\r\n folded\r\n\r\n",
    "GET / HTTP/1.1\r\n\(host)X:\r\n folded\r\n\r\n",
    "GET / HTTP/1.1\r\n\(host)X Y: a\r\n\r\n",
    "GET / HTTP/1.1\r\n\(host)X:\u{0}a\r\n\r\n",
    "GET /a\tb HTTP/1.1\r\n\(host)\r\n",
    "GET / HTTP/1.1\r\n\(host): a\r\n\r\n",
    "GET / HTTP/1.1\r\n\(host)X: a\u{0}b\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\n\(host)\(host)\r\n",
    "GET / HTTP/2.0\r\n\(host)\r\n",
    "GET / HTTP/1.10\r\n\(host)\r\n",
    "GET /\r\n\r\n",
    "GET  HTTP/1.1\r\n\(host)\r\n",
    "G\u{0}T / HTTP/1.1\r\n\(host)\r\n",
    " GET / HTTP/1.1\r\n\(host)\r\n",
    "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}",
    String(repeating: "M", count: 100),
  ])
  func `is refused and the connection closed`(request: String) throws {
    let handled = Signal()
    let server = try TestServer(
      ClosureHandler { _, responder in
        handled.happen()
        responder.respond(.text(""))
      })
    let client = try server.client()
    let smuggled = "GET /smuggled HTTP/1.1\r\n\(Self.host)\r\n"
    let response = try client.ask(request + smuggled)
    #expect(response.status == 400)
    #expect(response["Connection"] == "close")
    #expect(response["Content-Length"] == "0")
    #expect(try client.isClosed())
    #expect(handled.count == 0)
  }

  @Test func `equal lengths are refused as well`() throws {
    let server = try TestServer()
    let request = "POST / HTTP/1.1\r\n\(Self.host)Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"
    #expect(try server.client().ask(request).status == 400)
  }
}
