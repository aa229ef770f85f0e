import CSQLite
import Configuration
import Foundation
import HTTP
import Store
import Synchronization
import Testing

@testable import Server

/// Sign-in by user and password (RFC 6749, section 4.3), as clients really send it.
@Suite(.timeLimit(.minutes(2))) struct TokenTests {
  private func post(
    _ server: TestServer, _ body: String, type: String? = "application/x-www-form-urlencoded",
    path: String = "/WebTicket/oauthtoken"
  ) async throws -> (response: TestResponse, object: [String: Any]) {
    var headers: HTTPHeaders = ["Host": "workline.contoso.test"]
    if let type { headers.add("Content-Type", type) }
    let response = try await server.client.send(
      HTTPRequest(method: .post, target: path, headers: headers, body: Array(body.utf8)))
    let object = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
    return (response, object ?? [:])
  }

  private func withPassword(
    _ wire: Wire, configure: @escaping @Sendable (inout Configuration) -> Void = { _ in },
    _ body: @Sendable (TestServer) async throws -> Void
  ) async throws {
    try await withServer(wire, configure: configure) { server in
      try await onThread {
        try server.directory.setPassword("p+ss w%rd&", uri: TestServer.dana)
      }
      try await body(server)
    }
  }

  private static let encoded = "grant_type=password&username=sip%3Adana%40contoso.test&password=p%2Bss+w%25rd%26"

  @Test(arguments: Wire.both) func everySpellingSignsIn(wire: Wire) async throws {
    try await withPassword(wire) { server in
      let form = "application/x-www-form-urlencoded"
      let bodies: [(String, String?, String)] = [
        (Self.encoded, form, "/WebTicket/oauthtoken"),
        (Self.encoded, form + ";charset=UTF-8", "/webticket/OAuthToken"),
        (Self.encoded, form + "; charset='utf-8'", "/WebTicket/oauthtoken"),
        (Self.encoded + "&client_id=4711&extra=", form + "; charset=\"utf-8\"", "/WebTicket/oauthtoken"),
        (
          "--b\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\npassword\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\ndana@contoso.test\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\np+ss w%rd&\r\n--b--\r\n",
          "multipart/form-data; boundary=b", "/WebTicket/oauthtoken"
        ),
      ]
      for (body, type, path) in bodies {
        let (response, object) = try await post(server, body, type: type, path: path)
        try #require(response.status == 200, "\(type ?? "") \(response.text)")
        let token = try #require(object["access_token"] as? String)
        #expect(token.hasPrefix("cwt="))
        #expect(object["token_type"] as? String == "Bearer")
        #expect(object["expires_in"] as? Int == 28_800)
        #expect(object["ms_rtc_identityscope"] is String)
        #expect(response.headers["Cache-Control"] == "no-store")
        let app = App(client: server.client, format: wire.format, token: token, base: "")
        #expect(try await app.registered(agent: type ?? path).base.isEmpty == false)
      }
    }
  }

  @Test func anUnencodedFormSignsIn() async throws {
    try await withServer(Wire.all[0]) { server in
      try await onThread { try server.directory.setPassword("secret", uri: TestServer.dana) }
      let (response, _) = try await post(
        server, "grant_type=password&username=sip:dana@contoso.test&password=secret")
      #expect(response.status == 200)
    }
  }

  @Test(arguments: Wire.both) func errorsAreThoseOfOAuth(wire: Wire) async throws {
    try await withPassword(wire) { server in
      let cases = [
        ("", "invalid_request"),
        ("grant_type=password", "invalid_request"),
        ("grant_type=password&username=dana%40contoso.test", "invalid_request"),
        ("grant_type=urn:microsoft.rtc:windows", "unsupported_grant_type"),
        ("grant_type=password&username=dana%40contoso.test&password=wrong", "invalid_grant"),
        ("grant_type=password&username=nobody%40contoso.test&password=wrong", "invalid_grant"),
        ("grant_type=password&username=erin%40contoso.test&password=", "invalid_grant"),
        (Self.encoded + "&scope=Everything", "invalid_scope"),
      ]
      for (body, error) in cases {
        let (response, object) = try await post(server, body)
        #expect(response.status == 400, "\(body)")
        #expect(object["error"] as? String == error, "\(body)")
        #expect(object["error_description"] is String)
        #expect(response.headers["Cache-Control"] == "no-store")
      }
      let get = try await server.client.send(
        HTTPRequest(method: .get, target: "/WebTicket/oauthtoken", headers: ["Host": "workline.contoso.test"]))
      #expect(get.status == 405)
      #expect(get.headers["Allow"] == "POST")
    }
  }

  @Test func aTokenHasTheScopesAskedFor() async throws {
    try await withPassword(Wire.all[0]) { server in
      let (_, object) = try await post(server, Self.encoded + "&scope=User.ReadWrite")
      let token = try #require(object["access_token"] as? String)
      #expect(object["scope"] as? String == "User.ReadWrite")
      let app = try await App(client: server.client, format: .json, token: token, base: "").registered(agent: "T")
      #expect(try await app.status("GET", "me") == 200)
      #expect(try await app.status("GET", "people") == 403)
    }
  }

  @Test func passwordGuessersWaitForNobody() async throws {
    try await withPassword(Wire.all[0]) { server in
      // Each name once, so that none is refused for its failures.
      func guess(_ index: Int) -> HTTPRequest {
        HTTPRequest(
          method: .post, target: "/WebTicket/oauthtoken",
          headers: ["Host": "workline.contoso.test", "Content-Type": "application/x-www-form-urlencoded"],
          body: Array("grant_type=password&username=user\(index)%40contoso.test&password=wrong".utf8))
      }
      var statuses: [TestResponse] = []
      for exchange in try (0..<40).map({ try server.client.begin(guess($0)) }) {
        statuses.append(try await exchange.response())
      }
      let busy = statuses.filter { $0.status == 503 }
      #expect(!busy.isEmpty, "\(statuses.map(\.status))")
      #expect(busy.allSatisfy { $0.headers["Retry-After"] == "1" && $0.headers["Cache-Control"] == "no-store" })
      #expect(busy.allSatisfy { $0.text.contains("\"error\":\"server_error\"") })
      #expect(statuses.contains { $0.status == 400 })
      // Those who are signed in notice nothing of it, and the right password works.
      let (response, _) = try await post(server, Self.encoded)
      #expect(response.status == 200)
    }
  }

  /// Wrong passwords at once for each of some users; how they were answered.
  private func guess(_ server: TestServer, _ users: [String]) async throws -> [Int] {
    let headers: HTTPHeaders = [
      "Host": "workline.contoso.test", "Content-Type": "application/x-www-form-urlencoded",
    ]
    let exchanges = try users.map { user in
      try server.client.begin(
        HTTPRequest(
          method: .post, target: "/WebTicket/oauthtoken", headers: headers,
          body: Array("grant_type=password&username=\(user)&password=wrong".utf8)))
    }
    var statuses: [Int] = []
    for exchange in exchanges { statuses.append(try await exchange.response().status) }
    return statuses
  }

  /// Beyond the limit nothing is checked any more, not even the right password, whether or not there is such a user.
  @Test(arguments: Wire.both) func tooManyWrongPasswordsLockOut(wire: Wire) async throws {
    try await withPassword(wire, configure: { $0.limits.signInFailures = 4 }) { server in
      for name in ["dana%40contoso.test", "nobody%40contoso.test"] {
        // On a busy machine the last one may find that the first ones have failed.
        let guesses = try await guess(server, [name, "sip%3A" + name, "SIP:" + name, name])
        #expect(guesses.allSatisfy { [400, 429].contains($0) } && guesses.contains(400), "\(guesses)")
        for spelling in [name, "sip:" + name, name.uppercased().replacing("%40", with: "@")] {
          let (response, object) = try await post(
            server, "grant_type=password&username=\(spelling)&password=p%2Bss+w%25rd%26")
          #expect(response.status == 429, "\(spelling)")
          #expect(object["error"] as? String == "invalid_grant")
          #expect((1...900).contains(response.headers["Retry-After"].flatMap { Int($0) } ?? 0))
          #expect(response.headers["Cache-Control"] == "no-store")
        }
      }
      // Others are not held up.
      try await onThread { try server.directory.setPassword("secret", uri: TestServer.erin) }
      let (other, _) = try await post(server, "grant_type=password&username=erin@contoso.test&password=secret")
      #expect(other.status == 200)
    }
  }

  @Test func addressesOfOneNetworkAreOne() {
    #expect(NetworkName.of("192.0.2.1") == "192.0.2.1")
    #expect(NetworkName.of("2001:db8::1") == NetworkName.of("2001:db8:0:0:ffff::2"))
    #expect(NetworkName.of("2001:db8::1") != NetworkName.of("2001:db8:0:1::1"))
    #expect(NetworkName.of("a:b") == "a:b")
  }

  @Test func anAddressThatTriesManyNamesIsLockedOut() async throws {
    try await withPassword(Wire.all[0], configure: { $0.limits.signInFailuresPerAddress = 4 }) { server in
      let guesses = try await guess(server, (0..<4).map { "user\($0)@contoso.test" })
      #expect(guesses.allSatisfy { [400, 429].contains($0) } && guesses.contains(400), "\(guesses)")
      let (response, _) = try await post(server, Self.encoded)
      #expect(response.status == 429)
      #expect(response.headers["Retry-After"] != nil)
    }
  }

  @Test func aDirectoryThatFailsIsTheServersError() async throws {
    try await withPassword(Wire.all[0]) { server in
      let file = server.data + "/workline.sqlite3"
      try await onThread {
        var connection: OpaquePointer?
        defer { sqlite3_close(connection) }
        guard sqlite3_open(file, &connection) == SQLITE_OK,
          sqlite3_exec(connection, "DROP TABLE token", nil, nil, nil) == SQLITE_OK
        else { throw Trouble("the table cannot be dropped") }
      }
      let (response, object) = try await post(server, Self.encoded)
      #expect(response.status == 500)
      #expect(object["error"] as? String == "server_error")
      #expect(response.headers["Cache-Control"] == "no-store")
    }
  }

  @Test(arguments: Wire.both) func badAndRevokedTokens(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for token in ["", "nonsense", "cwt=nonsense", String(app.token.dropLast())] {
        let response = try await app.send("GET", app.base, headers: ["Authorization": "Bearer " + token])
        #expect(response.status == 401)
        #expect(response.headers.all(named: "WWW-Authenticate").count == 2)
      }
      let basic = try await app.send("GET", app.base, headers: ["Authorization": "Basic ZGFuYTpzZWNyZXQ="])
      #expect(basic.status == 401)
      try server.directory.revokeToken(app.token)
      server.refresh()
      #expect(try await app.status("GET", app.base) == 401)
      let short = try server.directory.issueToken(
        uri: TestServer.dana, lifetime: .milliseconds(1), scopes: nil)
      var status = 0
      for _ in 0..<1000 where status != 401 {
        status = try await app.send(
          "GET", "/ucwa/v1/applications/x", headers: ["Authorization": "Bearer " + short.text]
        ).status
      }
      #expect(status == 401)
      let expired = try await app.send("GET", "me", headers: ["Authorization": "Bearer " + short.text])
      #expect(expired.headers.all(named: "WWW-Authenticate").count == 2, "a client gets a new token by the challenge")
    }
  }

  /// Revoked by the command line, while the server runs: the next request is refused, without anybody telling it, and
  /// one that is held is answered.
  @Test(arguments: Wire.both) func revokedAtOnce(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let other = try await server.application(TestServer.erin)
      let poll = try app.client.begin(app.request("GET", "events?ack=1"))
      try await server.untilHeld(1, by: app)
      let commandLine = try SQLiteStore(directory: server.data)
      let listed = try #require(try commandLine.tokens(uri: TestServer.dana).first)
      #expect(try commandLine.revokeToken(id: listed.id) == TestServer.dana)
      var statuses: [Int] = []
      for _ in 0..<100_000 where statuses.last != 401 { statuses.append(try await app.status("GET", "me")) }
      #expect(statuses.last == 401)
      #expect(try await poll.response().status == 200, "without an event, so that its client asks again")
      #expect(try await app.status("GET", "events?ack=1") == 401)
      #expect(try await other.status("GET", "me") == 200)
    }
  }

  @Test(arguments: Wire.both) func aRemovedUserIsOutAtOnce(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let poll = try app.client.begin(app.request("GET", "events?ack=1"))
      try await server.untilHeld(1, by: app)
      try SQLiteStore(directory: server.data).removeUser(uri: TestServer.dana)
      #expect(try await poll.response().status == 404)
      #expect(try await app.status("GET", "me") == 401)
      #expect(server.server.census().applications == 0)
    }
  }
}
