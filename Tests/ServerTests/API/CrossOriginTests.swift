import HTTP
import Testing

/// Web pages of other origins: who may read what.
@Suite(.timeLimit(.minutes(2))) struct CrossOriginTests {
  private static let friend = "https://app.contoso.test"

  private func withOrigins(_ wire: Wire, _ body: @Sendable (TestServer) async throws -> Void) async throws {
    try await withServer(
      wire, configure: { $0.allowedOrigins = ["https://App.contoso.test:443", "http://localhost:3000"] }, body)
  }

  private func fields(_ response: TestResponse) -> [String] {
    response.headers.map(\.name).filter { $0.hasPrefix("Access-Control-") }
  }

  @Test(arguments: Wire.all) func anAllowedOriginMayRead(wire: Wire) async throws {
    try await withOrigins(wire) { server in
      let app = try await server.application()
      for path in ["/", "me", "nowhere", "/WebTicket/oauthtoken"] {
        for authorization in ["Bearer \(app.token)", ""] {
          let response = try await app.send(
            "GET", path, headers: ["Origin": Self.friend, "Authorization": authorization])
          #expect(response.headers["Access-Control-Allow-Origin"] == Self.friend, "\(path)")
          #expect(response.headers["Access-Control-Allow-Credentials"] == "true")
          #expect(response.headers["Vary"] == "Origin")
          let exposed = try #require(response.headers["Access-Control-Expose-Headers"])
          for name in ["Location", "ETag", "WWW-Authenticate", "X-MS-Correlation-Id", "Retry-After"] {
            #expect(exposed.contains(name))
          }
        }
      }
      let local = try await app.send("GET", "me", headers: ["Origin": "http://localhost:3000"])
      #expect(local.headers["Access-Control-Allow-Origin"] == "http://localhost:3000")
    }
  }

  @Test(arguments: Wire.all) func aForeignOriginGetsNothing(wire: Wire) async throws {
    try await withOrigins(wire) { server in
      let app = try await server.application()
      let foreign = [
        "https://evil.test", "null", "https://app.contoso.test.evil.test", "http://app.contoso.test",
        "https://app.contoso.test:8443", "https://app.contoso.test/", "*", "",
      ]
      for origin in foreign {
        let response = try await app.send("GET", "me", headers: ["Origin": origin])
        #expect(response.status == 200)
        #expect(fields(response).isEmpty, "\(origin)")
        #expect(response.headers["Vary"] == "Origin", "a cache must not give it to others")
        let preflight = try await app.send(
          "OPTIONS", "me", headers: ["Origin": origin, "Access-Control-Request-Method": "GET", "Authorization": ""])
        #expect(fields(preflight).isEmpty, "\(origin)")
        #expect(preflight.status == 401)
      }
    }
  }

  @Test(arguments: Wire.all) func preflights(wire: Wire) async throws {
    try await withOrigins(wire) { server in
      let app = try await server.application()
      let paths = [
        ("/", "GET, HEAD"), ("/Autodiscover/AutodiscoverService.svc/root/oauth/user", "GET, HEAD"),
        ("/webticket/OAUTHTOKEN", "POST"), ("/ucwa/v1/applications", "POST"), (app.base, "GET, HEAD, DELETE"),
        ("me", "GET, HEAD"), ("communication/startPhoneAudio", "POST"), ("events?ack=1", "GET, HEAD"),
      ]
      for (path, methods) in paths {
        let response = try await app.send(
          "OPTIONS", path,
          headers: [
            "Origin": Self.friend, "Access-Control-Request-Method": "POST", "Authorization": "",
            "Access-Control-Request-Headers": "authorization, content-type,x-ms-namespace",
          ])
        #expect(response.status == 204, "\(path)")
        #expect(response.body.isEmpty)
        #expect(response.headers["Access-Control-Allow-Origin"] == Self.friend)
        #expect(response.headers["Access-Control-Allow-Methods"] == methods, "\(path)")
        #expect(
          response.headers["Access-Control-Allow-Headers"] == "authorization, content-type,x-ms-namespace")
        #expect(response.headers["Access-Control-Max-Age"] == "3600")
      }
      let odd = try await app.send(
        "OPTIONS", "me",
        headers: [
          "Origin": Self.friend, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "a;b\"c",
        ])
      #expect(odd.headers["Access-Control-Allow-Headers"]?.contains("Authorization") == true)
      let nowhere = try await app.send(
        "OPTIONS", "nowhere", headers: ["Origin": Self.friend, "Access-Control-Request-Method": "GET"])
      #expect(nowhere.status == 404)
    }
  }

  @Test func withoutAListThereIsNoCORS() async throws {
    try await withServer(Wire.all[0]) { server in
      let app = try await server.application()
      let response = try await app.send("GET", "me", headers: ["Origin": Self.friend])
      #expect(fields(response).isEmpty)
      #expect(response.headers["Vary"] == nil)
    }
  }
}
