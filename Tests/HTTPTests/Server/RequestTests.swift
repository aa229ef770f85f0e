import HTTP
import Testing

@Suite struct RequestTests {
  @Test func `a request is answered and the connection kept`() throws {
    let server = try TestServer()
    let client = try server.client()
    for _ in 0..<3 {
      let response = try client.ask("GET /ucwa?x=1 HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
      #expect(response.status == 200)
      #expect(response.body == "GET /ucwa ")
      #expect(response["Content-Type"] == "text/plain")
      #expect(response["Date"]?.hasSuffix(" GMT") == true)
      #expect(response["Connection"] == nil)
      #expect(response["Transfer-Encoding"] == nil)
    }
  }

  @Test func `everything of a request reaches the handler`() throws {
    let seen = Box<HTTPRequest>()
    let server = try TestServer(
      ClosureHandler { request, responder in
        seen.put(request)
        responder.respond(.text(""))
      })
    _ = try server.client().ask(
      "POST http://contoso.test/a%20b?c=d&e HTTP/1.1\r\nHost: contoso.test\r\nX-Case: One  \r\nx-case: two\r\n"
        + "Empty:\r\nContent-Length: 4\r\n\r\nbody")
    let request = try #require(seen.take())
    #expect(request.method == .post)
    #expect(request.target == "http://contoso.test/a%20b?c=d&e")
    #expect(request.path == "/a%20b")
    #expect(request.query == "c=d&e")
    #expect(request.headers["X-CASE"] == "One")
    #expect(request.headers.all(named: "x-case") == ["One", "two"])
    #expect(request.headers["empty"] == "")
    #expect(request.headers.map(\.name) == ["Host", "X-Case", "x-case", "Empty", "Content-Length"])
    #expect(request.body == Array("body".utf8))
    #expect(request.remoteAddress == "127.0.0.1")
    #expect(!request.isTLS)
    #expect(request.keepAlive)
  }

  @Test func `a request that comes byte by byte is the same`() throws {
    let server = try TestServer()
    let client = try server.client()
    for byte in Array("\r\nPOST /slow HTTP/1.1\r\nHost: contoso.test\r\nContent-Length: 3\r\n\r\nabc".utf8) {
      try client.send([byte])
    }
    #expect(try client.receive().body == "POST /slow abc")
  }

  @Test func `HEAD gets the length and no body`() throws {
    let server = try TestServer()
    let client = try server.client()
    let response = try client.ask("HEAD /x HTTP/1.1\r\nHost: contoso.test\r\n\r\n", hasBody: false)
    #expect(response["Content-Length"] == "8")
    // A body would come before this answer.
    #expect(try client.ask("GET /y HTTP/1.1\r\nHost: contoso.test\r\n\r\n").body == "GET /y ")
  }

  @Test func `204 has neither length nor body`() throws {
    let server = try TestServer(ClosureHandler { $1.respond(.text("ignored", status: 204)) })
    let client = try server.client()
    for _ in 0..<2 {
      let response = try client.ask("DELETE /x HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
      #expect(response.status == 204)
      #expect(response["Content-Length"] == nil)
    }
  }

  @Test func `chunks are put together, trailers dropped`() throws {
    let server = try TestServer()
    let response = try server.client().ask(
      "POST / HTTP/1.1\r\nHost: contoso.test\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nTrailer: x\r\n\r\n")
    #expect(response.body == "POST / abcde")
  }

  @Test func `a client that expects 100 is told to continue`() throws {
    let server = try TestServer()
    let client = try server.client()
    let head = "POST /x HTTP/1.1\r\nHost: contoso.test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    #expect(try client.ask(head).status == 100)
    let response = try client.ask("abc")
    #expect(response.status == 200)
    #expect(response.body == "POST /x abc")
    // One that does not wait needs no telling.
    #expect(try client.ask(head + "def").body == "POST /x def")
  }

  @Test func `HTTP 1_0 closes unless it asks not to`() throws {
    let server = try TestServer()
    let client = try server.client()
    let kept = try client.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(kept["Connection"] == "keep-alive")
    let last = try client.ask("GET / HTTP/1.0\r\n\r\n")
    #expect(last["Connection"] == "close")
    #expect(try client.isClosed())
  }

  @Test(arguments: ["Connection: close", "Connection: Close", "Connection: foo, close"])
  func `the client may have the connection closed`(field: String) throws {
    let server = try TestServer()
    let client = try server.client()
    #expect(try client.ask("GET / HTTP/1.1\r\nHost: contoso.test\r\n\(field)\r\n\r\n")["Connection"] == "close")
    #expect(try client.isClosed())
  }

  @Test func `the handler may have the connection closed`() throws {
    let server = try TestServer(
      ClosureHandler { $1.respond(HTTPResponse(status: 200, headers: ["Connection": "close", "A": "b"])) })
    let client = try server.client()
    let response = try client.ask("GET / HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
    #expect(response.fields.filter { $0.name == "Connection" }.map(\.value) == ["close"])
    #expect(response["A"] == "b")
    #expect(try client.isClosed())
  }

  @Test(arguments: ["PROPFIND", "FOO", "get", "M-SEARCH", "SOURCE", "POS", "CONNECTED"])
  func `any method reaches the handler`(method: String) throws {
    let server = try TestServer()
    let client = try server.client()
    for _ in 0..<2 {
      let response = try client.ask("\(method) /x HTTP/1.1\r\nHost: contoso.test\r\nContent-Length: 1\r\n\r\nz")
      #expect(response.body == "\(method) /x z")
    }
  }

  @Test func `an upgrade is not taken, and the connection serves on`() throws {
    let server = try TestServer()
    let client = try server.client()
    let upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    for _ in 0..<2 {
      #expect(try client.ask("GET /x HTTP/1.1\r\nHost: contoso.test\r\n\(upgrade)\r\n").body == "GET /x ")
    }
    let post = "POST /x HTTP/1.1\r\nHost: contoso.test\r\n\(upgrade)Content-Length: 3\r\n\r\nabc"
    #expect(try client.ask(post).body == "POST /x abc")
  }

  @Test func `CONNECT is a request like others, and the last`() throws {
    let server = try TestServer()
    let client = try server.client()
    let response = try client.ask("CONNECT contoso.test:443 HTTP/1.1\r\nHost: contoso.test:443\r\n\r\n\u{16}\u{3}hello")
    #expect(response.body == "CONNECT contoso.test:443 ")
    #expect(response["Connection"] == "close")
    #expect(try client.isClosed())
  }

  @Test func `a value cannot end its header line`() throws {
    let server = try TestServer(
      ClosureHandler { _, responder in
        var headers = HTTPHeaders()
        headers.add("X-Name", "a\r\nSet-Cookie: stolen=1\r\n\r\n<html>")
        headers.add("Bad\r\nName: x", "b")
        responder.respond(HTTPResponse(status: 200, headers: headers))
      })
    let response = try server.client().ask("GET / HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
    #expect(response["X-Name"] == "a  Set-Cookie: stolen=1    <html>")
    #expect(response["Set-Cookie"] == nil)
    #expect(response["BadNamex"] == "b")
  }

  @Test func `the server writes the length, whatever the handler says`() throws {
    let server = try TestServer(
      ClosureHandler { _, responder in
        responder.respond(
          HTTPResponse(
            status: 200, headers: ["content-length": "999", "Transfer-Encoding": "chunked", "ETag": "\"1\""],
            body: [65]))
      })
    let response = try server.client().ask("GET / HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
    #expect(response.fields.map(\.name) == ["ETag", "Content-Length", "Date"])
    #expect(response.body == "A")
  }

  @Test(arguments: [16_384, 16_385, 5_000_000])
  func `large responses arrive whole`(size: Int) throws {
    let server = try TestServer(
      ClosureHandler { $1.respond(HTTPResponse(status: 200, body: [UInt8](repeating: 120, count: size))) })
    let client = try TestClient(port: server.server.port, receiveBuffer: 4096)
    for _ in 0..<2 {
      let response = try client.ask("GET / HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
      #expect(response.body.utf8.count == size)
      #expect(response.body.utf8.allSatisfy { $0 == 120 })
    }
  }
}
