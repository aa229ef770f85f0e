import Dispatch
import HTTP
import Synchronization
import Testing

@Suite struct HeldRequestTests {
  static let get = "GET /events HTTP/1.1\r\nHost: contoso.test\r\n\r\n"

  /// A server that holds every request, with or without asking for departures.
  private final class Holder: HTTPHandler {
    let responders = Mutex<[HTTPResponder]>([])
    let held = Signal()
    let departed = Signal()
    let watchesDeparture: Bool

    init(watchesDeparture: Bool = true) {
      self.watchesDeparture = watchesDeparture
    }

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
      if watchesDeparture {
        let departed = departed
        responder.onDeparture { departed.happen() }
      }
      responders.withLock { $0.append(responder) }
      held.happen()
    }

    func next() throws -> HTTPResponder {
      try #require(held.wait())
      return responders.withLock { $0.removeFirst() }
    }
  }

  @Test func `another thread may answer`() throws {
    let holder = Holder()
    let server = try TestServer(holder)
    let client = try server.client()
    for round in 0..<20 {
      try client.send(Self.get)
      try holder.next().respond(.text("\(round)"))
      #expect(try client.receive().body == "\(round)")
    }
    #expect(holder.departed.count == 0)
    #expect(server.server.statistics().requestsServed == 20)
  }

  @Test func `the first answer counts, and a stale responder is ignored`() throws {
    let holder = Holder()
    let server = try TestServer(holder)
    let client = try server.client()
    try client.send(Self.get)
    let old = try holder.next()
    old.respond(.text("first"))
    old.respond(.text("second"))
    #expect(try client.receive().body == "first")
    try client.send(Self.get)
    let new = try holder.next()
    #expect(old != new)
    old.respond(.text("stale"))
    old.onDeparture { Issue.record("stale departure") }
    old.schedule(after: .zero) { Issue.record("stale timer") }
    new.respond(.text("new"))
    #expect(try client.receive().body == "new")
    #expect(client.isSilent(milliseconds: 30))
  }

  @Test func `answering twice inside the handler sends one answer`() throws {
    let server = try TestServer(
      ClosureHandler { _, responder in
        responder.respond(.text("1"))
        responder.respond(.text("2"))
      })
    let client = try server.client()
    #expect(try client.ask(Self.get).body == "1")
    #expect(try client.ask(Self.get).body == "1")
  }

  @Test(arguments: [false, true])
  func `a client that leaves is noticed`(resets: Bool) throws {
    let holder = Holder()
    let server = try TestServer(holder)
    var client: TestClient? = try server.client()
    try client?.send(Self.get)
    let responder = try holder.next()
    responder.schedule(after: .milliseconds(20)) { Issue.record("a timer outlived its request") }
    if resets { client?.reset() }
    client = nil
    #expect(holder.departed.wait())
    #expect(eventually { server.server.statistics() == HTTPStatistics() })
    responder.respond(.text("too late"))
    responder.schedule(after: .zero) { Issue.record("a timer for a request that has gone") }
    #expect(try server.client().isSilent(milliseconds: 50))
    #expect(holder.departed.count == 1)
  }

  @Test func `a client that leaves without being watched for is no trouble`() throws {
    let holder = Holder(watchesDeparture: false)
    let server = try TestServer(holder)
    var client: TestClient? = try server.client()
    try client?.send(Self.get)
    let responder = try holder.next()
    client?.reset()
    client = nil
    #expect(eventually { server.server.statistics().connections == 0 })
    responder.respond(.text("to nobody"))
  }

  @Test func `a half-closed client is answered when nobody watches for departure`() throws {
    let holder = Holder(watchesDeparture: false)
    let server = try TestServer(holder)
    let client = try server.client()
    try client.send(Self.get)
    client.finish()
    let responder = try holder.next()
    #expect(client.isSilent(milliseconds: 30))
    responder.respond(.text("still here"))
    #expect(try client.receive().body == "still here")
    #expect(try client.isClosed())
  }

  @Test func `departure set after the stream has ended is called`() throws {
    let holder = Holder(watchesDeparture: false)
    let server = try TestServer(holder)
    let client = try server.client()
    // The second request is handed over when the end of the stream is long known.
    try client.send(Self.get + Self.get)
    client.finish()
    let first = try holder.next()
    #expect(client.isSilent(milliseconds: 30))
    first.respond(.text("1"))
    #expect(try client.receive().body == "1")
    let second = try holder.next()
    second.onDeparture { holder.departed.happen() }
    #expect(holder.departed.wait())
    #expect(try client.isClosed())
  }

  @Test func `a timer runs once, not early, and may answer`() throws {
    let server = try TestServer(
      ClosureHandler { _, responder in
        responder.schedule(after: .milliseconds(40)) { responder.respond(.text("late")) }
      })
    let client = try server.client()
    let start = ContinuousClock.now
    #expect(try client.ask(Self.get).body == "late")
    #expect(ContinuousClock.now - start >= .milliseconds(40))
  }

  @Test func `a later timer replaces the earlier, from any thread`() throws {
    let holder = Holder()
    let server = try TestServer(holder)
    let client = try server.client()
    try client.send(Self.get)
    let responder = try holder.next()
    responder.schedule(after: .seconds(3600)) { Issue.record("replaced") }
    responder.schedule(after: .milliseconds(1)) { responder.respond(.text("replacement")) }
    #expect(try client.receive().body == "replacement")
    try client.send(Self.get)
    let second = try holder.next()
    second.schedule(after: .milliseconds(5)) { Issue.record("replaced") }
    second.schedule(after: .milliseconds(20)) { second.respond(.text("later")) }
    #expect(try client.receive().body == "later")
  }

  @Test func `answering cancels the timer`() throws {
    let holder = Holder()
    let server = try TestServer(holder)
    let client = try server.client()
    // More than it takes for the loop to clear out cancelled timers.
    for _ in 0..<200 {
      try client.send(Self.get)
      let responder = try holder.next()
      responder.schedule(after: .milliseconds(30)) { Issue.record("cancelled") }
      responder.respond(.text(""))
      _ = try client.receive()
    }
    #expect(client.isSilent(milliseconds: 60))
  }

  @Test func `a handler may answer another connection's request while it holds a lock`() throws {
    let waiting = Mutex<HTTPResponder?>(nil)
    let handled = Signal()
    let server = try TestServer(
      ClosureHandler { request, responder in
        // A handler run inside respond would meet this lock again, on the same thread.
        waiting.withLock { waiting in
          if request.path == "/wait" {
            waiting = responder
          } else {
            waiting?.respond(.text("woken"))
            waiting = nil
            responder.respond(.text(request.path))
          }
        }
        handled.happen()
      })
    let sleeper = try server.client()
    try sleeper.send("GET /wait HTTP/1.1\r\nHost: contoso.test\r\n\r\nGET /next HTTP/1.1\r\nHost: contoso.test\r\n\r\n")
    #expect(handled.wait())
    #expect(try server.client().ask("GET /wake HTTP/1.1\r\nHost: contoso.test\r\n\r\n").body == "/wake")
    #expect(try sleeper.receive().body == "woken")
    #expect(try sleeper.receive().body == "/next")
  }

  @Test func `a thousand held requests released at once are answered once each`() throws {
    let holder = Holder()
    let server = try TestServer(holder, threads: 2)
    let clients = try (0..<1000).map { _ in try server.client() }
    for client in clients { try client.send(Self.get) }
    let responders = try clients.map { _ in try holder.next() }
    #expect(Set(responders).count == 1000)
    #expect(server.server.statistics() == HTTPStatistics(connections: 1000, heldRequests: 1000, requestsServed: 0))
    let threads = (0..<4).map { _ in Signal() }
    for thread in threads {
      DispatchQueue.global().async {
        for (index, responder) in responders.enumerated() { responder.respond(.text("\(index)")) }
        thread.happen()
      }
    }
    for thread in threads { #expect(thread.wait()) }
    var bodies: Set<String> = []
    for client in clients { bodies.insert(try client.receive().body) }
    #expect(bodies.count == 1000)
    for client in clients { #expect(client.isSilent(milliseconds: 0)) }
    #expect(server.server.statistics() == HTTPStatistics(connections: 1000, heldRequests: 0, requestsServed: 1000))
  }
}
