import Dispatch
import HTTP
import Testing

@Suite struct RaceTests {
  @Test func `answers, timers and departures that cross leave nothing behind`() throws {
    let handled = Signal()
    let departed = Signal()
    let server = try TestServer(
      ClosureHandler { request, responder in
        handled.happen()
        responder.onDeparture { departed.happen() }
        responder.schedule(after: .milliseconds(3)) { responder.respond(.text("timer")) }
        DispatchQueue.global().async {
          responder.schedule(after: .milliseconds(2)) { responder.respond(.text("second timer")) }
          if request.path != "/timer" { responder.respond(.text("thread")) }
        }
      }, threads: 2)
    var random = SplitMix(state: 3)
    for _ in 0..<400 {
      let client = try server.client()
      let path = Bool.random(using: &random) ? "/timer" : "/thread"
      try client.send("GET \(path) HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
      switch Int.random(in: 0...3, using: &random) {
      case 0: client.reset()
      case 1: client.finish()
      case 2: break
      default: #expect(["thread", "timer", "second timer"].contains(try client.receive().body))
      }
    }
    #expect(eventually { server.server.statistics().connections == 0 })
    let statistics = server.server.statistics()
    #expect(statistics.heldRequests == 0)
    // Each request is answered or departed from, never both.
    #expect(statistics.requestsServed + departed.count == handled.count)
    #expect(handled.count > 200)
  }

  @Test func `garbage on the socket hurts nobody else`() throws {
    let server = try TestServer(threads: 2)
    let request = Array(
      "POST /x?a=b HTTP/1.1\r\nHost: contoso.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
    var random = SplitMix(state: 11)
    let honest = try server.client()
    for _ in 0..<500 {
      var bytes = request + request
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let client = try server.client()
      let cut = Int.random(in: bytes.indices, using: &random)
      // The server may have closed after the first piece already.
      try? client.send(Array(bytes[..<cut]))
      try? client.send(Array(bytes[cut...]))
      if Bool.random(using: &random) { client.reset() }
      #expect(try honest.ask("GET /honest HTTP/1.1\r\nHost: contoso.test\r\n\r\n").body == "GET /honest ")
    }
    #expect(eventually { server.server.statistics().connections == 1 })
  }

  @Test func `responders outlive their server`() throws {
    let held = Box<HTTPResponder>()
    var server: TestServer? = try TestServer(ClosureHandler { held.put($1) })
    let client = try #require(try server?.client())
    try client.send("GET / HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
    let responder = try #require(held.take())
    server = nil
    #expect(try client.isClosed())
    responder.respond(.text("late"))
    responder.schedule(after: .zero) { Issue.record("a timer of a server that is gone") }
  }
}
