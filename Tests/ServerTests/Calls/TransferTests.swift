import Foundation
import Testing

/// transferPhoneAudio as an application sees it.
@Suite(.timeLimit(.minutes(2))) struct TransferTests {
  @Test(arguments: Wire.all) func theUserLeavesTheCall(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let phoneAudio = try await TakeoverTests.connected(app, events)
      let operation = try #require(try await app.get(phoneAudio).link("transferPhoneAudio"))
      #expect(try await app.send("POST", operation, fields: ["to": "+14255550126"]).status == 204)
      let over = try await events.untilOver()
      #expect(over.contains { $0.rel == "phoneAudio" && $0.resource?["state"] == "Transferring" })
      let end = try #require(over.last { $0.rel == "phoneAudio" })
      #expect(end.resource?["state"] == "Disconnected")
      #expect(end.message == "The call was transferred and goes on without you.")
      let gone = over.filter { $0.type == "deleted" }.map(\.rel)
      #expect(gone == ["participantAudio", "participant", "participantAudio"])
      let call = try await app.get(phoneAudio)
      for rel in ["transferPhoneAudio", "replaceWithPhoneAudio", "holdPhoneAudio", "stopPhoneAudio"] {
        #expect(call.link(rel) == nil, "\(rel)")
      }
      // The call is others' now; its conversation is the user's still.
      try app.refusal(try await app.send("POST", phoneAudio + "/stopPhoneAudio"), 409, "Conflict")
      let conversation = String(phoneAudio.dropLast("/phoneAudio".count))
      #expect(try await app.status("DELETE", conversation) == 204)
      // The other side is still in it, and Erin in hers: she is a user of this server.
      #expect(server.server.census().calls == 2)
    }
  }

  @Test(arguments: Wire.all) func aBusyPartyPutsTheCallBack(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let phoneAudio = try await TakeoverTests.connected(app, events)
      let operation = phoneAudio + "/transferPhoneAudio"
      #expect(try await app.send("POST", operation, fields: ["to": "+14255550121"]).status == 204)
      let seen = try await events.until { $0.rel == "phoneAudio" && $0.message != nil }
      #expect(seen.last?.message?.hasPrefix("The party called for the transfer is busy") == true)
      #expect(seen.last?.resource?["state"] == "Connected")
      let call = try await app.get(phoneAudio)
      #expect(call.link("transferPhoneAudio") == operation && call.link("holdPhoneAudio") != nil)
      #expect(try await app.status("POST", phoneAudio + "/holdPhoneAudio") == 204)
    }
  }

  @Test(arguments: Wire.all) func stoppedMeanwhile(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let phoneAudio = try await TakeoverTests.connected(app, events)
      let operation = phoneAudio + "/transferPhoneAudio"
      #expect(try await app.send("POST", operation, fields: ["to": "+14255550122"]).status == 204)
      try app.refusal(try await app.send("POST", operation, fields: ["to": "+14255550126"]), 409, "Conflict")
      #expect(try await app.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
      let end = try #require(try await events.untilOver().last { $0.rel == "phoneAudio" })
      #expect(end.message == "The call was ended by the application.")
      try await eventually("no call is left") { server.server.census().calls == 0 }
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let phoneAudio = try await TakeoverTests.connected(app, events)
      let operation = phoneAudio + "/transferPhoneAudio"
      func refused(_ fields: [String: String], _ status: Int, _ code: String, _ subcode: String? = nil) async throws {
        try app.refusal(try await app.send("POST", operation, fields: fields), status, code, subcode)
      }
      try await refused([:], 400, "BadRequest", "ParameterValidationFailure")
      try await refused(["to": "+1"], 400, "BadRequest", "NormalizationFailed")
      try await refused(["to": "112"], 403, "Forbidden")
      #expect(try await app.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
      try await events.untilOver()
      try await refused(["to": "+14255550126"], 409, "Conflict")
    }
  }
}
