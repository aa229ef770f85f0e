import Foundation
import HTTP
import Testing

@testable import Server

/// The header fields that every answer has, whatever it is and whoever makes it.
@Suite(.timeLimit(.minutes(2))) struct AnswerFieldTests {
  private func check(
    _ response: TestResponse, _ what: String, correlation: String? = nil, cache: String = "no-cache",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let headers = response.headers
    let where_ = sourceLocation
    #expect(headers["X-MS-UcwaVersion"] == "1", "\(what)", sourceLocation: where_)
    #expect(headers["X-MS-Server-Fqdn"] == "calls.contoso.test", "\(what)", sourceLocation: where_)
    #expect(headers["X-Content-Type-Options"] == "nosniff", "\(what)", sourceLocation: where_)
    #expect(headers["Cache-Control"] == cache, "\(what)", sourceLocation: where_)
    #expect(headers["Transfer-Encoding"] == nil, "\(what)", sourceLocation: where_)
    #expect(headers.all(named: "X-MS-Correlation-Id").count == 1, "\(what)", sourceLocation: where_)
    if let correlation {
      #expect(headers["X-MS-Correlation-Id"] == correlation, "\(what)", sourceLocation: where_)
      #expect(headers["Client-Request-Id"] == "request-1", "\(what)", sourceLocation: where_)
    }
    for name in ["X-MS-UcwaVersion", "X-MS-Server-Fqdn", "X-MS-Correlation-Id", "Cache-Control"] {
      #expect(headers.contains { $0.name == name }, "case of \(name) in \(what)", sourceLocation: where_)
    }
  }

  private func withNamedServer(_ wire: Wire, _ body: @Sendable (TestServer) async throws -> Void) async throws {
    try await withServer(
      wire,
      configure: {
        $0.publicURL = "https://calls.contoso.test"
        $0.limits.requestBody = 4096
      }, body)
  }

  @Test(arguments: Wire.all) func everyAnswer(wire: Wire) async throws {
    try await withNamedServer(wire) { server in
      let app = try await server.application()
      let requests = [
        ("GET", "/", 200), ("HEAD", "/", 200), ("GET", app.base, 200), ("GET", app.base + "/nowhere", 404),
        ("GET", "/nowhere", 404), ("GET", app.base + "/me", 200), ("POST", app.base + "/me", 405),
        ("GET", "/xframe", 200), ("OPTIONS", app.base + "/me", 405), ("POST", "communication/startPhoneAudio", 400),
      ]
      for (method, path, status) in requests {
        let response = try await app.send(method, path, headers: ["X-MS-Correlation-Id": "a-1"])
        #expect(response.status == status, "\(method) \(path)")
        check(response, "\(method) \(path)")
        #expect(response.headers["X-MS-Correlation-Id"] == "a-1")
      }
      let stranger = try await app.send("GET", app.base, headers: ["Authorization": "Bearer "])
      #expect(stranger.status == 401)
      check(stranger, "401")
      check(try await app.send("DELETE", app.base), "204")
    }
  }

  @Test(arguments: Wire.both) func answersThatComeLater(wire: Wire) async throws {
    try await withNamedServer(wire) { server in
      let app = try await server.application()
      let headers = ["X-MS-Correlation-Id": "later", "Client-Request-Id": "request-1"]
      let poll = try app.client.begin(app.request("GET", "events?ack=1", headers: headers))
      try await server.untilHeld(1, by: app)
      _ = try await app.start("+14255550122")
      let response = try await poll.response()
      #expect(response.status == 200)
      check(response, "events")
      #expect(response.headers["X-MS-Correlation-Id"] == "later")
      #expect(response.headers["Client-Request-Id"] == "request-1")
      let token = try await app.send(
        "POST", "/WebTicket/oauthtoken", body: "grant_type=password&username=dana%40contoso.test&password=x",
        headers: headers)
      check(token, "token", cache: "no-store")
      #expect(token.headers["X-MS-Correlation-Id"] == "later")
    }
  }

  @Test func whatTheHTTPLayerRefuses() async throws {
    try await withNamedServer(Wire(way: .live, format: .json)) { server in
      let app = try await server.application()
      let body = String(repeating: "x", count: 5000)
      let large = try await app.send("POST", "me", body: body, headers: ["X-MS-Correlation-Id": "large"])
      #expect(large.status == 413)
      check(large, "413")
      #expect(large.headers["X-MS-Correlation-Id"] == "large")
      let broken = try await server.client.send(HTTPRequest(method: .get, target: "no path", headers: [:]))
      #expect(broken.status == 400)
      check(broken, "400")
    }
  }

  @Test(arguments: Wire.both) func identifiersThatAreNotGivenBack(wire: Wire) async throws {
    try await withNamedServer(wire) { server in
      let app = try await server.application()
      for id in [String(repeating: "a", count: 129), "a b", "é", ""] {
        let response = try await app.send(
          "GET", "me", headers: ["X-MS-Correlation-Id": id, "Client-Request-Id": id])
        let made = try #require(response.headers["X-MS-Correlation-Id"])
        #expect(made != id && made.utf8.count == 12)
        #expect(response.headers["Client-Request-Id"] == nil)
      }
      let longest = String(repeating: "a", count: 128)
      let response = try await app.send("GET", "me", headers: ["X-MS-Correlation-Id": longest])
      #expect(response.headers["X-MS-Correlation-Id"] == longest)
    }
  }

  @Test func identifiersDiffer() {
    let identifiers = RequestIdentifiers()
    #expect(Set((0..<10_000).map { _ in identifiers.next() }).count == 10_000)
  }
}
