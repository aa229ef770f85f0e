import Configuration
import Foundation
import HTTP
import Testing
import UCWA
import WebTokensSupport

/// Bearer tokens (JWT) of a configured OpenID Connect issuer.
@Suite(.timeLimit(.minutes(2))) struct IssuerTests {
  private static let issuer = "https://login.contoso.test/tenant"

  /// A server that trusts an issuer whose key file is at a path.
  private func withIssuer(
    _ wire: Wire, _ keys: [SigningKey], _ body: @Sendable (TestServer, String) async throws -> Void
  ) async throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("workline-keys-\(UUID()).json").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Self.write(keys, file)
    try await withServer(
      wire,
      configure: {
        var issuer = Configuration.Issuer()
        issuer.issuer = Self.issuer
        issuer.audience = "https://calls.contoso.test"
        issuer.keys = file
        $0.issuers = [issuer]
      }
    ) { server in try await body(server, file) }
  }

  private static func write(_ keys: [SigningKey], _ file: String) throws {
    try Data(try SigningKey.set(keys.map(\.jwk))).write(to: URL(fileURLWithPath: file), options: .atomic)
  }

  private static func claims(_ changes: [String: Any] = [:]) -> [String: Any] {
    var claims: [String: Any] = [
      "iss": issuer, "aud": "https://calls.contoso.test", "exp": Date().timeIntervalSince1970 + 600,
      "upn": "Dana@contoso.test",
      "scp": "openid Conversations.Initiate Conversations.Receive User.ReadWrite Contacts.ReadWrite",
    ]
    claims.merge(changes) { $1 }
    return claims
  }

  @Test(arguments: Wire.all) func aTokenOfTheIssuerIsAccepted(wire: Wire) async throws {
    let key = try SigningKey(wire.format == .json ? .rs256 : .es256, id: "1")
    let token = try key.token(Self.claims())
    let weak = try key.token(Self.claims(["scp": "User.ReadWrite"]))
    try await withIssuer(wire, [key]) { server, _ in
      let app = try await App(client: server.client, format: wire.format, token: token, base: "").registered(agent: "T")
      #expect(try await app.get("me")["uri"] == TestServer.dana)
      let own = App(client: server.client, format: wire.format, token: try server.token(), base: app.base)
      #expect(try await own.get("me")["uri"] == TestServer.dana, "the same user by either token")
      let reader = App(client: server.client, format: wire.format, token: weak, base: app.base)
      #expect(try await reader.status("GET", "me") == 200)
      try reader.refusal(try await reader.send("GET", "people"), 403, "Forbidden")
    }
  }

  @Test(arguments: Wire.both) func othersAreChallenged(wire: Wire) async throws {
    let key = try SigningKey(.es256, id: "1")
    let tokens = [
      try key.token(Self.claims(["upn": "nobody@contoso.test"])), try key.token(Self.claims(["aud": "other"])),
      try key.token(Self.claims(["iss": "https://evil.test"])), try key.token(Self.claims(["exp": 1])),
      try key.token(Self.claims(), header: ["alg": "none"]), try SigningKey(.es256, id: "1").token(Self.claims()),
      try SigningKey(.es256, id: "2").token(Self.claims()), "a.b.c", String(repeating: "a", count: 9000),
    ]
    try await withIssuer(wire, [key]) { server, _ in
      let app = App(client: server.client, format: wire.format, token: "", base: "")
      for token in tokens {
        let response = try await app.send(
          "GET", "/Autodiscover/AutodiscoverService.svc/root/oauth/user", headers: ["Authorization": "Bearer \(token)"])
        #expect(response.status == 401)
        #expect(
          response.headers.all(named: "WWW-Authenticate") == [
            "MsRtcOAuth href=\"http://workline.contoso.test/WebTicket/oauthtoken\",grant_type=\"password\"",
            "Bearer trusted_issuers=\"\(Self.issuer)\", client_id=\"https://calls.contoso.test\", "
              + "authorization_uri=\"\(Self.issuer)\"",
          ])
      }
    }
  }

  @Test func keysAreReadAgainWhenTheyChange() async throws {
    let old = try SigningKey(.es256, id: "old")
    let new = try SigningKey(.es256, id: "new")
    let tokens = [try old.token(Self.claims()), try new.token(Self.claims())]
    try await withIssuer(Wire.all[0], [old]) { server, file in
      let app = App(client: server.client, format: .json, token: "", base: "")
      func statuses() async throws -> [Int] {
        var statuses: [Int] = []
        for token in tokens {
          statuses.append(
            try await app.send(
              "GET", "/Autodiscover/AutodiscoverService.svc/root/user", headers: ["Authorization": "Bearer \(token)"]
            ).status)
        }
        return statuses
      }
      #expect(try await statuses() == [200, 401])
      try Data("{".utf8).write(to: URL(fileURLWithPath: file))
      server.refresh()
      #expect(try await statuses() == [200, 401], "a broken file changes nothing")
      try Self.write([SigningKey(.es256, id: "x")], file)
      server.refresh()
      #expect(try await statuses() == [401, 401], "what a key signed that is gone is not remembered either")
    }
  }

  @Test func aRemovedUserOfAnIssuerIsOut() async throws {
    let key = try SigningKey(.es256, id: "1")
    let token = try key.token(Self.claims())
    try await withIssuer(Wire.all[0], [key]) { server, _ in
      let app = try await App(client: server.client, format: .json, token: token, base: "").registered(agent: "T")
      #expect(try await app.status("GET", "me") == 200)
      try server.directory.removeUser(uri: TestServer.dana)
      server.refresh()
      #expect(try await app.status("GET", "me") == 401)
    }
  }

  @Test func withoutIssuersNoForeignTokenIsLookedAt() async throws {
    let token = try SigningKey(.es256, id: "1").token(Self.claims())
    try await withServer(Wire.all[0]) { server in
      let app = App(client: server.client, format: .json, token: token, base: "/ucwa/v1/applications/x")
      let status = try await app.status("GET", "me")
      #expect(status == 401)
    }
  }
}
