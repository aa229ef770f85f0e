import HTTP
import Testing

@Suite struct RequestMessageTests {
  private func read(_ text: String) -> HTTPRequest? {
    HTTPRequest(message: Array(text.utf8), remoteAddress: "127.0.0.1", isTLS: false)
  }

  @Test func `a request with fields and no content`() throws {
    let request = try #require(
      read("GET /ucwa/v1/applications/1/me?x=1 HTTP/1.1\r\nHost: contoso.test\r\nAccept:  a/b \r\n\r\n\r\n"))
    #expect(request.method == .get)
    #expect(request.path == "/ucwa/v1/applications/1/me")
    #expect(request.query == "x=1")
    #expect(request.headers["accept"] == "a/b")
    #expect(request.body.isEmpty)
  }

  @Test(arguments: [
    ("POST / HTTP/1.1\r\n\r\n{}", "{}"), ("POST / HTTP/1.1\r\n\r\n{}\r\n", "{}"),
    ("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}rest", "{}"), ("\r\n\r\nPOST / HTTP/1.1\n\n{ }\n\n", "{ }"),
    ("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", ""), ("POST / HTTP/1.1", ""), ("POST / HTTP/1.1\r\nA: b", ""),
  ])
  func `content with and without a length`(text: String, content: String) throws {
    #expect(String(decoding: try #require(read(text)).body, as: UTF8.self) == content)
  }

  @Test func `an absolute target gives its path`() throws {
    let request = try #require(read("GET https://contoso.test/ucwa/v1/applications/1 HTTP/1.1\r\n\r\n"))
    #expect(request.path == "/ucwa/v1/applications/1")
  }

  @Test(arguments: [
    "", "\r\n", "GET", "GET /", "GET / HTTP/2", "G{T / HTTP/1.1", "GET / HTTP/1.1 x", "GET / HTTP/1.1\r\n: b\r\n\r\n",
    "GET / HTTP/1.1\r\nA\r\n\r\n", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", "GET / HTTP/1.1\r\nA b: c\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n{}", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n{}",
    "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "GET / HTTP/1.1\r\nA: b\u{0}c\r\n\r\n", "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "GET / HTTP/1.1\r\nA: \u{7F}\r\n\r\n",
    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ])
  func `what is no request`(text: String) {
    #expect(read(text) == nil)
  }

  @Test func `fields are bounded`() {
    let field = "X: " + String(repeating: "x", count: 1000) + "\r\n"
    #expect(read("GET / HTTP/1.1\r\n" + String(repeating: field, count: 20) + "\r\n") != nil)
    #expect(read("GET / HTTP/1.1\r\n" + String(repeating: field, count: 40) + "\r\n") == nil)
  }

  @Test func `responses as parts`() {
    var body = MultipartResponses(boundary: "b")
    body.add(HTTPResponse(status: 200, headers: ["Content-Type": "a/b", "X": "y"], body: Array("{}".utf8)))
    body.add(HTTPResponse(status: 204, headers: ["X": "y"]))
    body.add(HTTPResponse(status: 200, headers: ["Content-Type": "a/b"], body: Array("{}".utf8)), isHead: true)
    let part = "--b\r\nContent-Type: application/http; msgtype=response\r\n\r\n"
    #expect(
      String(decoding: body.finished(), as: UTF8.self)
        == part + "HTTP/1.1 200 OK\r\nX: y\r\nContent-Type: a/b\r\n\r\n{}\r\n" + part
        + "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n\r\n" + part
        + "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\n\r\n\r\n--b--\r\n")
  }
}
