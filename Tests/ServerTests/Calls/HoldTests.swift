import Foundation
import Testing

/// holdPhoneAudio and resumePhoneAudio as an application sees them.
@Suite(.timeLimit(.minutes(2))) struct HoldTests {
  /// What an application is told when holding or resuming succeeds.
  static let change = [
    "conversation: updated phoneAudio Connected",
    "conversation: updated participantAudio",
    "conversation: updated participantAudio",
    "conversation: updated phoneAudio Connected",
  ]

  @Test(arguments: Wire.all) func heldAndResumed(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let location = try await app.start("+14255550120", phone: "+14255550140")
      let phoneAudio = try #require(try await app.get(location).link("phoneAudio"))
      try await Self.refuses(app, phoneAudio, "holdPhoneAudio")
      try await events.untilCompleted()

      let hold = try #require(try await app.get(phoneAudio).link("holdPhoneAudio"))
      #expect(hold == phoneAudio + "/holdPhoneAudio")
      #expect(try await app.get(phoneAudio).link("resumePhoneAudio") == nil)
      try await Self.refuses(app, phoneAudio, "resumePhoneAudio")
      #expect(try await app.status("POST", hold) == 204)
      let held = try await events.until { $0.resource?.link("resumePhoneAudio") != nil }
      #expect(held.last?.resource?.link("holdPhoneAudio") == nil)
      #expect(held.filter { $0.rel == "participantAudio" }.allSatisfy { $0.resource?["audioDirection"] == "Inactive" })
      #expect(try await app.get(phoneAudio)["state"] == "Connected", "a held call is up")
      try await Self.refuses(app, phoneAudio, "holdPhoneAudio")

      #expect(try await app.status("POST", try #require(held.last?.resource?.link("resumePhoneAudio"))) == 204)
      let resumed = try await events.until { $0.resource?.link("holdPhoneAudio") != nil }
      let audio = resumed.filter { $0.rel == "participantAudio" }
      #expect(audio.count == 2 && audio.allSatisfy { $0.resource?["audioDirection"] == "SendReceive" })
      #expect(Self.merged(held) == Self.change && Self.merged(resumed) == Self.change)
      #expect(try await app.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
      try await events.untilOver()
      try await Self.refuses(app, phoneAudio, "holdPhoneAudio")
      try await Self.refuses(app, phoneAudio, "resumePhoneAudio")
    }
  }

  @Test(arguments: Wire.both) func aHeldCallIsStopped(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let location = try await app.start("+14255550120", phone: "+14255550140")
      let phoneAudio = try #require(try await app.get(location).link("phoneAudio"))
      try await events.untilCompleted()
      #expect(try await app.status("POST", phoneAudio + "/holdPhoneAudio") == 204)
      #expect(try await app.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
      let end = try #require(try await events.untilOver().last { $0.rel == "phoneAudio" })
      #expect(end.message == "The call was ended by the application.")
      #expect(end.resource?.link("resumePhoneAudio") == nil && end.resource?.link("holdPhoneAudio") == nil)
    }
  }

  @Test(arguments: Wire.both) func onlyTheConversationsOwn(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for operation in ["holdPhoneAudio", "resumePhoneAudio"] {
        let response = try await app.send("POST", "communication/conversations/none/phoneAudio/" + operation)
        try app.refusal(response, 404, "NotFound", "ConversationNotFound")
      }
    }
  }

  private static func refuses(_ app: App, _ phoneAudio: String, _ operation: String) async throws {
    #expect(try await app.get(phoneAudio).link(operation) == nil, "no link that is then refused")
    try app.refusal(try await app.send("POST", phoneAudio + "/" + operation), 409, "Conflict")
  }

  /// The first event, that the operation began, is dropped by the channel if nobody read it before the last came.
  private static func merged(_ events: [TestEvent]) -> [String] {
    let all = events.map(\.description)
    return all.count == change.count ? all : [change[0]] + all
  }
}
