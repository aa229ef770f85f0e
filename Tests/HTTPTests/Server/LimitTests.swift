import HTTP
import Testing

@Suite struct LimitTests {
  static let host = "Host: contoso.test\r\n"

  @Test func `content too large is refused before it is sent`() throws {
    var limits = HTTPLimits()
    limits.maxBodyBytes = 100
    let server = try TestServer(limits: limits)
    let fits = try server.client().ask(
      "POST / HTTP/1.1\r\n\(Self.host)Content-Length: 100\r\n\r\n\(String(repeating: "x", count: 100))")
    #expect(fits.status == 200)
    for request in [
      "POST / HTTP/1.1\r\n\(Self.host)Content-Length: 101\r\n\r\n",
      "POST / HTTP/1.1\r\n\(Self.host)Content-Length: 101\r\nExpect: 100-continue\r\n\r\n",
      "POST / HTTP/1.1\r\n\(Self.host)Transfer-Encoding: chunked\r\n\r\n65\r\n\(String(repeating: "x", count: 101))\r\n",
    ] {
      let client = try server.client()
      let response = try client.ask(request)
      #expect(response.status == 413)
      #expect(response["Connection"] == "close")
      #expect(try client.isClosed())
    }
  }

  @Test func `the answer survives a client that sends on`() throws {
    var limits = HTTPLimits()
    limits.maxBodyBytes = 100
    let server = try TestServer(limits: limits)
    let client = try server.client()
    try client.send("POST / HTTP/1.1\r\n\(Self.host)Content-Length: 500000\r\n\r\n")
    try client.send([UInt8](repeating: 0, count: 500_000))
    #expect(try client.receive().status == 413)
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\n\(host)X: \(String(repeating: "x", count: 1024))\r\n\r\n",
    "GET /\(String(repeating: "x", count: 1024)) HTTP/1.1\r\n\(host)\r\n",
    "GET / HTTP/1.1\r\n\(host)" + String(repeating: "A: b\r\n", count: 200) + "\r\n",
    "GET / HTTP/1.1\r\n\(host)" + String(repeating: "x", count: 2000),
    "GET / HTTP/1.1\r\n\(host)X:" + String(repeating: " ", count: 2000),
  ])
  func `header fields too large are refused`(request: String) throws {
    var limits = HTTPLimits()
    limits.maxHeaderBytes = 1024
    let server = try TestServer(limits: limits)
    let client = try server.client()
    #expect(try client.ask(request).status == 431)
    #expect(try client.isClosed())
  }

  @Test func `the limit is the header's, not the process's`() throws {
    var limits = HTTPLimits()
    limits.maxHeaderBytes = 200_000
    let server = try TestServer(limits: limits)
    let field = "X: \(String(repeating: "x", count: 150_000))\r\n"
    #expect(try server.client().ask("GET / HTTP/1.1\r\n\(Self.host)\(field)\r\n").status == 200)
  }

  @Test(arguments: [
    "G", "GET / HT", "GET / HTTP/1.1\r\n\(host)", "POST / HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nab",
  ])
  func `a request that does not arrive in time is refused`(start: String) throws {
    var limits = HTTPLimits()
    limits.requestArrivalTime = .milliseconds(60)
    let server = try TestServer(limits: limits)
    let client = try server.client()
    let response = try client.ask(start)
    #expect(response.status == 408)
    #expect(response["Connection"] == "close")
    #expect(try client.isClosed())
  }

  @Test func `dribbling does not gain time`() throws {
    var limits = HTTPLimits()
    limits.requestArrivalTime = .milliseconds(100)
    let server = try TestServer(limits: limits)
    let client = try server.client()
    try client.send("GET / HTTP/1.1\r\n\(Self.host)X: ")
    let start = ContinuousClock.now
    while client.isSilent(milliseconds: 5), ContinuousClock.now - start < .seconds(5) { try client.send("x") }
    #expect(try client.receive().status == 408)
  }

  @Test func `an idle connection is closed, a held one is not`() throws {
    var limits = HTTPLimits()
    limits.idleTime = .milliseconds(50)
    limits.requestArrivalTime = .milliseconds(50)
    let responders = Box<HTTPResponder>()
    let server = try TestServer(ClosureHandler { responders.put($1) }, limits: limits)
    let holding = try server.client()
    try holding.send("GET / HTTP/1.1\r\n\(Self.host)\r\n")
    let responder = try #require(responders.take())
    let idle = try server.client()
    #expect(try idle.isClosed())
    #expect(holding.isSilent(milliseconds: 100))
    responder.respond(.text("held"))
    #expect(try holding.receive().body == "held")
    #expect(try holding.isClosed())
  }

  @Test func `a peer that does not read is closed`() throws {
    var limits = HTTPLimits()
    limits.responseTime = .milliseconds(60)
    let server = try TestServer(
      ClosureHandler { $1.respond(HTTPResponse(status: 200, body: [UInt8](repeating: 0, count: 20_000_000))) },
      limits: limits)
    let client = try TestClient(port: server.server.port, receiveBuffer: 4096)
    try client.send("GET / HTTP/1.1\r\n\(Self.host)\r\n")
    #expect(eventually { server.server.statistics().requestsServed == 1 })
    #expect(eventually { server.server.statistics().connections == 0 })
  }

  @Test(arguments: [true, false])
  func `connections too many are refused`(perAddress: Bool) throws {
    var limits = HTTPLimits()
    if perAddress { limits.maxConnectionsPerAddress = 2 } else { limits.maxConnections = 2 }
    let server = try TestServer(limits: limits)
    let get = "GET /x HTTP/1.1\r\n\(Self.host)\r\n"
    var first: TestClient? = try server.client()
    let second = try server.client()
    _ = try first?.ask(get)
    _ = try second.ask(get)
    let third = try server.client()
    #expect(try third.receive().status == 503)
    #expect(try third.isClosed())
    first = nil
    #expect(eventually { server.server.statistics().connections == 1 })
    #expect(try server.client().ask(get).status == 200)
  }

  @Test func `the application words the server's refusals`() throws {
    var limits = HTTPLimits()
    limits.maxBodyBytes = 10
    let server = try TestServer(
      limits: limits,
      errorResponse: { fault, request in
        HTTPResponse(
          status: fault.status, headers: ["Content-Type": "application/json"],
          body: Array("{\"path\":\"\(request?.path ?? "-")\",\"accept\":\"\(request?.headers["accept"] ?? "-")\"}".utf8)
        )
      })
    let large = try server.client().ask(
      "POST /x HTTP/1.1\r\n\(Self.host)Accept: application/xml\r\nContent-Length: 11\r\n\r\n")
    #expect(large.status == 413)
    #expect(large["Content-Type"] == "application/json")
    #expect(large.body == "{\"path\":\"/x\",\"accept\":\"application/xml\"}")
    let garbage = try server.client().ask("\u{1}\r\n\r\n")
    #expect(garbage.status == 400)
    #expect(garbage.body == "{\"path\":\"-\",\"accept\":\"-\"}")
  }
}
