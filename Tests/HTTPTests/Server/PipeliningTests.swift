import HTTP
import Synchronization
import Testing

@Suite struct PipeliningTests {
  static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: contoso.test\r\n\r\n" }

  @Test func `answers come in the order of the requests`() throws {
    let server = try TestServer()
    let client = try server.client()
    try client.send((0..<500).map { Self.get("/\($0)") }.joined())
    for index in 0..<500 { #expect(try client.receive().body == "GET /\(index) ") }
  }

  @Test func `a request is handed over when the one before it is answered`() throws {
    let held = Box<HTTPResponder>()
    let handled = Signal()
    let server = try TestServer(
      ClosureHandler { request, responder in
        handled.happen()
        if request.path == "/held" { held.put(responder) } else { responder.respond(.text(request.path)) }
      })
    let client = try server.client()
    try client.send(Self.get("/held") + Self.get("/1") + Self.get("/2"))
    let responder = try #require(held.take())
    #expect(client.isSilent(milliseconds: 30))
    #expect(handled.count == 1)
    responder.respond(.text("/held"))
    for path in ["/held", "/1", "/2"] { #expect(try client.receive().body == path) }
    // Reading goes on after the pipeline has emptied.
    #expect(try client.ask(Self.get("/3")).body == "/3")
  }

  @Test func `a deep pipeline is not read on, and nothing of it lost`() throws {
    let held = Box<HTTPResponder>()
    let first = Atomic(true)
    var limits = HTTPLimits()
    limits.maxPipelinedBytes = 100
    let server = try TestServer(
      ClosureHandler { request, responder in
        if first.exchange(false, ordering: .relaxed) {
          held.put(responder)
        } else {
          responder.respond(.text(request.path))
        }
      }, limits: limits)
    let client = try server.client()
    try client.send(Self.get("/first"))
    let responder = try #require(held.take())
    for index in 0..<2000 { try client.send(Self.get("/\(index)")) }
    responder.respond(.text("first"))
    #expect(try client.receive().body == "first")
    for index in 0..<2000 { #expect(try client.receive().body == "/\(index)") }
  }

  @Test func `nothing is answered after a connection that closes`() throws {
    let server = try TestServer()
    let client = try server.client()
    try client.send("GET /1 HTTP/1.1\r\nHost: contoso.test\r\nConnection: close\r\n\r\n" + Self.get("/2"))
    #expect(try client.receive().body == "GET /1 ")
    #expect(try client.isClosed())
  }

  @Test func `a client that closes its sending half gets all its answers`() throws {
    let server = try TestServer()
    let client = try server.client()
    try client.send(Self.get("/1") + Self.get("/2"))
    client.finish()
    #expect(try client.receive().body == "GET /1 ")
    #expect(try client.receive().body == "GET /2 ")
    #expect(try client.isClosed())
  }
}
