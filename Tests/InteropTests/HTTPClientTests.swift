import InteropSupport
import Synchronization
import Testing

@Suite("HTTP client for tests and measurements", .timeLimit(.minutes(1)))
struct HTTPClientTests {
  @Test func keepsAConnectionAlive() async throws {
    let responses = try await onOwnThread {
      let server = try TinyServer { request in
        TinyServer.response(
          "201 Created", "\(request.method) \(request.path) \(request.body)", headers: "Location: /x\r\n")
      }
      let connection = try HTTPConnection(port: server.port)
      return try (0..<3).map { try connection.exchange("POST", "/calls/\($0)", body: "number \($0)") }
    }
    #expect(responses.map(\.status) == [201, 201, 201])
    #expect(responses.map(\.text) == (0..<3).map { "POST /calls/\($0) number \($0)" })
    #expect(responses[0].header("location") == "/x" && responses[0].header("Etag") == nil)
  }

  @Test func passesOverInterimResponsesAndBodilessOnes() async throws {
    let response = try await onOwnThread {
      let server = try TinyServer { _ in "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n" }
      return try HTTPConnection(port: server.port).exchange("DELETE", "/")
    }
    #expect(response.status == 204 && response.body.isEmpty)
  }

  @Test func saysWhenNothingComes() async throws {
    await #expect(throws: InteropError.self) {
      try await onOwnThread {
        let server = try TinyServer { _ in "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc" }
        _ = try HTTPConnection(port: server.port).exchange("GET", "/", within: 0.2)
      }
    }
    await #expect(throws: InteropError.self) {
      try await onOwnThread {
        let server = try TinyServer { _ in nil }
        _ = try HTTPConnection(port: server.port).exchange("GET", "/")
      }
    }
  }

  @Test func pacedLoadKeepsItsRate() async throws {
    let samples = try await onOwnThread {
      let server = try TinyServer { request in
        request.path.hasSuffix("7")
          ? TinyServer.response("503 Service Unavailable", headers: "Retry-After: 1\r\n")
          : TinyServer.response("201 Created")
      }
      return try HTTPLoad(port: server.port, connections: 4).run(rate: 200, seconds: 0.5) {
        HTTPRequest.bytes("POST", "/\($0)")
      }
    }
    #expect(samples.count == 100)
    #expect(Set(samples.map(\.index)) == Set(0..<100))
    #expect(samples.count { $0.status == 503 && $0.hasRetryAfter } == 10)
    #expect(samples.allSatisfy { $0.latency < 1 })
  }

  @Test func floodCountsAnswers() async throws {
    let asked = Counter()
    let outcome = try await onOwnThread {
      let server = try TinyServer { _ in
        asked.value.add(1, ordering: .relaxed)
        return TinyServer.response("200 OK", String(repeating: "x", count: 2_000))
      }
      return try HTTPFlood(port: server.port, connections: 4, request: HTTPRequest.bytes("GET", "/")).run(seconds: 0.3)
    }
    #expect(outcome.good > 10 && outcome.bad == 0)
    #expect(outcome.good == asked.value.load(ordering: .relaxed))
  }

  private final class Counter: Sendable {
    let value = Atomic(0)
  }

  @Test func parkedRequestsAreHeld() async throws {
    let (held, released) = try await onOwnThread {
      let server = try TinyServer { request in
        if request.path == "/held" { MonotonicTime.pause(seconds: 20) }
        return TinyServer.response("200 OK")
      }
      let parked = ParkedRequests()
      for path in ["/held", "/held", "/answered"] {
        try parked.park(port: server.port, request: HTTPRequest.bytes("GET", path))
      }
      try Eventually.holds("one answer", within: 5) { parked.released() == 1 }
      return (parked.count, parked.released())
    }
    #expect(held == 3 && released == 1)
  }
}
