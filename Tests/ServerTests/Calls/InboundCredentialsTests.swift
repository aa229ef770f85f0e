import Configuration
import Lab
import SIP
import Testing

@testable import Server

/// A caller from an address that is no trunk's, who has the credentials of one.
@Suite(.timeLimit(.minutes(2))) struct InboundCredentialsTests {
  /// The phones are behind a trunk at another address than the caller's.
  private func withPhones(
    _ change: @escaping @Sendable (inout Configuration.Trunk) -> Void = { _ in },
    _ body: @Sendable (TestServer) async throws -> Void
  ) async throws {
    let lab = try Lab(host: "127.0.0.2")
    let port = lab.port
    try await withServer(Wire(way: .router, format: .json)) { configuration in
      var trunk = Configuration.Trunk()
      trunk.name = "pbx"
      trunk.host = "127.0.0.2"
      trunk.port = UInt16(port)
      trunk.inbound.username = "gale"
      trunk.inbound.password = Secret("correct horse")
      trunk.inbound.realm = "contoso.test"
      change(&trunk)
      configuration.trunks = [trunk]
    } _: { server in
      try await body(server)
    }
    lab.stop()
  }

  private static let right = SIPCredentials(username: "gale", password: "correct horse")

  @Test func rightOnes() async throws {
    try await withPhones { server in
      let app = try await server.application()
      try await IncomingTests.take(app)
      let events = app.events
      // The client below knows no SHA-256 and passes it over.
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress, credentials: Self.right)
        try await caller.status(200)
        let end = try await events.untilCompleted()
        #expect(end.resource?["state"] == "Connected" && end.status == "Success")
        // What comes in the dialog comes from the same strange address.
        try await caller.hangUp()
        try await events.untilOver()
        #expect(!caller.statuses.contains(401))
      }
      try await eventually("no call is left") { server.server.census().calls == 0 }
    }
  }

  @Test func eachCallIsChallengedAnew() async throws {
    try await withPhones { server in
      try IncomingTests.setPhone("+14255550122", server)
      for _ in 0..<3 {
        try await withCaller { caller in
          try await caller.call(IncomingTests.work, at: server.server.sipAddress, credentials: Self.right)
          try await caller.status(180)
          try await caller.cancel()
          try await caller.status(487)
        }
      }
      try await eventually("no call is left") { server.server.census().calls == 0 }
    }
  }

  @Test(arguments: [
    SIPCredentials(username: "gale", password: "wrong"), .init(username: "x", password: "correct horse"),
  ])
  func wrongOnes(credentials: SIPCredentials) async throws {
    try await withPhones { server in
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress, credentials: credentials)
        try await caller.status(403)
        #expect(caller.statuses == [403])
      }
      let census = server.server.census()
      #expect(census.calls == 0 && census.legs == 0 && census.serverTransactions == 0)
    }
  }

  @Test func withoutCredentials() async throws {
    try await withPhones { server in
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        try await caller.status(401)
      }
      #expect(server.server.census().serverTransactions == 0)
    }
  }

  /// Such a call comes from the server's own address, which is no trunk's here.
  @Test func usersCallEachOtherWithoutAny() async throws {
    try await withPhones {
      $0.inbound = .init()
    } _: { server in
      let dana = try await server.application()
      let erin = try await server.application(TestServer.erin)
      try await IncomingTests.take(erin)
      _ = try await dana.start(TestServer.erin, phone: "+14255550140")
      let theirs = try await erin.events.untilCompleted()
      let ours = try await dana.events.untilCompleted()
      #expect(ours.status == "Success" && theirs.status == "Success")
      #expect(theirs.resource?["direction"] == "Incoming")
      #expect(server.server.census().calls == 2)
    }
  }

  @Test func noTrunkHasAny() async throws {
    try await withPhones {
      $0.inbound = .init()
    } _: { server in
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress, credentials: Self.right)
        try await caller.status(403)
        #expect(caller.statuses == [403])
      }
    }
  }
}
