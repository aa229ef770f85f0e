import Configuration
import HTTP
import Testing

@testable import Server

/// Users who are at home in another pool.
@Suite(.timeLimit(.minutes(2))) struct PoolTests {
  /// A port at which nothing answers: it is privileged and nobody has it.
  private static let nowhere = "http://127.0.0.1:1"

  private static func pool(_ name: String, _ url: String, backup: String? = nil) -> Configuration.Pool {
    var pool = Configuration.Pool()
    pool.name = name
    pool.url = url
    pool.backup = backup
    return pool
  }

  /// A server of the pool "here"; the pools "up", "down" and those with a backup are others.
  private func withPools(_ wire: Wire, _ body: @Sendable (TestServer) async throws -> Void) async throws {
    let up = try Listening()
    try await withServer(
      wire,
      configure: {
        $0.pool = "here"
        $0.timeouts.poolCheck = .seconds(3600)
        $0.pools = [
          Self.pool("here", "https://here.contoso.test"), Self.pool("up", up.url), Self.pool("down", Self.nowhere),
          Self.pool("backedUp", Self.nowhere, backup: "up"), Self.pool("backedHere", Self.nowhere, backup: "here"),
          Self.pool("backedDown", Self.nowhere, backup: "down"),
        ]
      }
    ) { server in
      try await Self.settle(server)
      try await body(server)
    }
    withExtendedLifetime(up) {}
  }

  /// As many looks at the pools as it takes to believe that one is down.
  private static func settle(_ server: TestServer) async throws {
    let pools = server.server.context.pools
    try await onThread { for _ in 0..<PoolHealth.failuresUntilDown { pools.check() } }
  }

  /// Moves a user to another pool, as the command line does.
  private static func move(_ server: TestServer, to pool: String?) throws {
    var user = try #require(try server.directory.user(uri: TestServer.dana))
    user.homePool = pool
    try server.directory.updateUser(user)
    server.refresh()
  }

  private static let userPath = "/Autodiscover/AutodiscoverService.svc/root/oauth/user"

  @Test(arguments: Wire.all) func discoveryLeadsHome(wire: Wire) async throws {
    try await withPools(wire) { server in
      let app = App(client: server.client, format: wire.format, token: try server.token(), base: "")
      for home in [nil, "here", "backedHere"] {
        try Self.move(server, to: home)
        let user = try await app.get(Self.userPath)
        #expect(user.link("applications") != nil, "\(home ?? "none")")
        #expect(user.link("redirect") == nil)
      }
      for home in ["up", "backedUp"] {
        try Self.move(server, to: home)
        let user = try await app.get(Self.userPath)
        #expect(user.link("applications") == nil)
        let redirect = try #require(user.link("redirect"))
        #expect(redirect.hasPrefix("http://127.0.0.1:"))
        #expect(redirect.hasSuffix("/Autodiscover/AutodiscoverService.svc/root"))
      }
      for home in ["down", "backedDown", "unknown"] {
        try Self.move(server, to: home)
        try app.refusal(try await app.send("GET", Self.userPath), 410, "Gone", "CannotRedirect")
        try app.refusal(
          try await app.send("POST", "/ucwa/v1/applications", body: wire.format.body(["culture": "en"])), 410, "Gone",
          "CannotRedirect")
      }
    }
  }

  @Test(arguments: Wire.all) func startPhoneAudioCannotRedirect(wire: Wire) async throws {
    try await withPools(wire) { server in
      let app = try await server.application()
      try Self.move(server, to: "down")
      let response = try await app.send("POST", "communication/startPhoneAudio", fields: ["to": "+14255550120"])
      try app.refusal(response, 410, "Gone", "CannotRedirect")
      // Home again, and nothing has rung.
      try Self.move(server, to: nil)
      #expect(try await app.get("communication/conversations").links["conversation"] == nil)
    }
  }

  @Test(arguments: Wire.all) func otherStartsCannotRedirect(wire: Wire) async throws {
    try await withPools(wire) { server in
      let app = try await server.application()
      try Self.move(server, to: "down")
      for path in ["communication/startPhoneAudioOnBehalfOfDelegator", "communication/phoneAudio/addPhoneAudio"] {
        let response = try await app.send("POST", path, fields: ["to": "+14255550120"])
        try app.refusal(response, 410, "Gone", "CannotRedirect")
      }
    }
  }

  @Test(arguments: Wire.all) func phoneAudioInvitationCannotRedirect(wire: Wire) async throws {
    try await withPools(wire) { server in
      let app = try await server.application()
      let invitation = try await app.start("+14255550122")
      try Self.move(server, to: "backedDown")
      try app.refusal(try await app.send("GET", invitation), 410, "Gone", "CannotRedirect")
      try app.refusal(try await app.send("POST", invitation + "/cancel"), 410, "Gone", "CannotRedirect")
    }
  }

  @Test(arguments: Wire.all) func noResourceCanRedirect(wire: Wire) async throws {
    try await withPools(wire) { server in
      let app = try await server.application()
      try Self.move(server, to: "down")
      for path in [
        "", "me", "people", "communication", "communication/conversations", "communication/conversationLogs",
        "communication/missedItems", "events?ack=1",
      ] {
        try app.refusal(try await app.send("GET", path), 410, "Gone", "CannotRedirect")
      }
      try app.refusal(try await app.send("DELETE", app.base), 410, "Gone", "CannotRedirect")
    }
  }

  @Test(arguments: Wire.both) func aUserWhoWasMovedKeepsHisApplication(wire: Wire) async throws {
    try await withPools(wire) { server in
      let app = try await server.application()
      try Self.move(server, to: "up")
      #expect(try await app.get("me").rel == "me")
      _ = try await app.start("+14255550122")
      let another = try await app.send("POST", "/ucwa/v1/applications", fields: ["userAgent": "2"])
      #expect(another.status == 307)
      #expect(another.headers["Location"]?.hasSuffix("/ucwa/v1/applications") == true)
      #expect(another.headers["Location"]?.hasPrefix("http://127.0.0.1:") == true)
    }
  }

  @Test func aPoolComesBack() async throws {
    let up = try Listening()
    var configuration = Configuration()
    configuration.pools = [Self.pool("other", up.url)]
    let pools = Pools(configuration, log: Log(configuration.log))
    #expect(throws: Never.self) { try pools.place(home: "other") }
    let port = up.port
    up.close()
    try await onThread { for _ in 0..<2 { pools.check() } }
    #expect(try pools.place(home: "other") == .elsewhere("http://127.0.0.1:\(port)"), "two failures are too few")
    try await onThread { pools.check() }
    #expect(throws: (any Error).self) { try pools.place(home: "other") }
    pools.stop()
  }

  @Test func healthHasHysteresis() {
    var health = PoolHealth()
    let course: [(Bool, Bool)] = [
      (true, false), (false, false), (false, false), (true, false), (false, false), (false, false), (false, true),
      (true, false), (false, false), (true, false), (true, true), (false, false),
    ]
    var isUp = true
    for (index, (succeeded, changes)) in course.enumerated() {
      #expect(health.attempted(succeeded: succeeded) == changes, "attempt \(index)")
      if changes { isUp.toggle() }
      #expect(health.isUp == isUp, "attempt \(index)")
    }
  }
}
