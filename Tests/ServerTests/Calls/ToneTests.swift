import Media
import Store
import Testing
import UCWA

@testable import Server

/// Tones and confirmation by key, as an application and an operator see them.
@Suite(.timeLimit(.minutes(2))) struct ToneTests {
  private static let fay = "sip:fay@contoso.test"
  private static let wire = Wire(way: .router, format: .json)

  private static func user(_ change: (inout Store.User) -> Void) -> Store.User {
    var user = Store.User(uri: fay, name: "Fay Example", mobileNumber: "+14255550112")
    change(&user)
    return user
  }

  @Test func aThousandCallsLeaveNoSocketOpen() async throws {
    try await withServer(Self.wire) { server in
      try server.add(Self.user { $0.playsTones = true })
      let app = try await server.application(Self.fay)
      // These answer, and hear for three seconds that the other side is busy.
      for _ in 0..<20 { _ = try await app.start("+14255550121", phone: "+14255550129") }
      try await eventually("tones play") { server.server.census().toneSockets > 0 }
      for _ in 0..<20 { try await app.events.untilCompleted() }
      // The others are busy themselves.
      for _ in 0..<980 {
        _ = try await app.start("+14255550120", phone: "+14255550121")
        try await app.events.untilCompleted()
      }
      try await eventually("every socket is closed") { server.server.census().toneSockets == 0 }
      try await eventually("every call is gone") { server.server.census().calls == 0 }
    }
  }

  @Test func withoutAPortTheCallGoesOnInSilence() async throws {
    let taken = try #require(RTPSocket(host: "127.0.0.1"))
    defer { taken.close() }
    try await withServer(Self.wire, configure: { $0.tones.ports = "\(taken.port)-\(taken.port)" }) { server in
      try server.add(Self.user { $0.playsTones = true })
      let app = try await server.application(Self.fay)
      _ = try await app.start("+14255550120", phone: "+14255550129")
      #expect(try await app.events.untilCompleted().status == "Success")
      #expect(server.server.census().toneSockets == 0)
    }
  }

  @Test func aCallThatIsNotConfirmedSaysSo() async throws {
    try await withServer(Self.wire, configure: { $0.timeouts.confirmation = .seconds(1) }) { server in
      try server.add(Self.user { $0.confirmationKey = "1" })
      let app = try await server.application(Self.fay)
      let invitation = try await app.start("+14255550120", phone: "+14255550129")
      let end = try await app.events.untilCompleted()
      #expect(
        end.status == "Failure" && end.message == "The call was not confirmed by key on your phone within 1 seconds.")
      #expect(try await app.get(invitation)["state"] == "Failed")
      #expect(!server.server.labStatistics.contains { $0.number == "+14255550120" }, "the other side was called")
      try await eventually("the socket is closed") { server.server.census().toneSockets == 0 }
    }
  }

  @Test func withoutAPortNobodyIsConnectedUnconfirmed() async throws {
    let taken = try #require(RTPSocket(host: "127.0.0.1"))
    defer { taken.close() }
    try await withServer(
      Self.wire,
      configure: {
        $0.timeouts.confirmation = .seconds(1)
        $0.tones.ports = "\(taken.port)-\(taken.port)"
      }
    ) { server in
      try server.add(Self.user { $0.confirmationKey = "1" })
      let app = try await server.application(Self.fay)
      _ = try await app.start("+14255550120", phone: "+14255550129")
      #expect(try await app.events.untilCompleted().status == "Failure")
      #expect(!server.server.labStatistics.contains { $0.number == "+14255550120" })
    }
  }

  @Test func usersWithoutTonesHaveNoSocket() async throws {
    try await withServer(Self.wire) { server in
      let app = try await server.application()
      _ = try await app.start("+14255550122", phone: "+14255550129")
      try await app.events.until { $0.resource?["state"] == "Alerting" }
      #expect(server.server.census().toneSockets == 0)
    }
  }
}
