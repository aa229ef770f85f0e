import Dispatch
import HTTP
import Testing

@Suite struct ShutdownTests {
  static let get = "GET /x HTTP/1.1\r\nHost: contoso.test\r\n\r\n"

  @Test func `draining ends idle connections and says close on the others`() throws {
    let held = Box<HTTPResponder>()
    let server = try TestServer(
      ClosureHandler { request, responder in
        if request.path == "/x" { responder.respond(.text("")) } else { held.put(responder) }
      }, threads: 2)
    let idle = try server.client()
    _ = try idle.ask(Self.get)
    let holding = try server.client()
    try holding.send("GET /held HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
    let responder = try #require(held.take())
    server.server.drain()
    #expect(try idle.isClosed())
    #expect(holding.isSilent(milliseconds: 20))
    #expect(eventually { (try? server.client()) == nil })
    responder.respond(.text("done"))
    let response = try holding.receive()
    #expect(response.body == "done")
    #expect(response["Connection"] == "close")
    #expect(try holding.isClosed())
  }

  @Test func `shutdown waits for what is under way`() throws {
    let held = Box<HTTPResponder>()
    let server = try TestServer(ClosureHandler { held.put($1) })
    let client = try server.client()
    try client.send(Self.get)
    let responder = try #require(held.take())
    let ended = Signal()
    DispatchQueue.global().async {
      server.server.shutdown(within: .seconds(10))
      ended.happen()
    }
    #expect(client.isSilent(milliseconds: 30))
    #expect(ended.count == 0)
    responder.respond(.text("last"))
    #expect(try client.receive().body == "last")
    #expect(try client.isClosed())
    #expect(ended.wait())
    #expect(server.server.statistics().connections == 0)
  }

  @Test func `what is not answered in time departs`() throws {
    let departed = Signal()
    let held = Box<HTTPResponder>()
    let server = try TestServer(
      ClosureHandler { _, responder in
        responder.onDeparture { departed.happen() }
        held.put(responder)
      })
    let client = try server.client()
    try client.send(Self.get)
    let responder = try #require(held.take())
    server.server.shutdown(within: .milliseconds(20))
    #expect(departed.count == 1)
    #expect(try client.isClosed())
    // Whatever still holds a responder does no harm with it.
    responder.respond(.text("late"))
    responder.schedule(after: .zero) { Issue.record("a timer after the end") }
    responder.onDeparture { Issue.record("a departure after the end") }
    server.server.shutdown(within: .seconds(1))
    server.server.drain()
  }

  @Test func `shutting down under load loses no answer that was begun`() throws {
    let server = try TestServer(threads: 2)
    let clients = try (0..<50).map { _ in try server.client() }
    for client in clients { _ = try client.ask(Self.get) }
    for client in clients { try client.send(Self.get + Self.get) }
    server.server.shutdown(within: .seconds(5))
    for client in clients {
      // A request that was read is answered whole; one that was not sees the connection close.
      while let response = try? client.receive() { #expect(response.body == "GET /x ") }
    }
  }
}
