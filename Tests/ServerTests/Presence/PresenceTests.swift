import Foundation
import Testing
import UCWA

@testable import Server

/// What users show to others, and how others learn of it.
@Suite(.timeLimit(.minutes(2))) struct PresenceTests {
  @Test(arguments: Wire.all) func theUsersOwnPresence(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for path in ["me/presence", "me/note", "me/location"] {
        try app.refusal(try await app.send("GET", path), 409, "Conflict", "MakeMeAvailableRequired")
        try app.refusal(try await app.send("POST", path), 409, "Conflict", "MakeMeAvailableRequired")
      }
      let before = try await app.get("me")
      #expect(before.link("presence") == nil && before.link("note") == nil && before.link("location") == nil)
      try await server.makeAvailable(app)
      let me = try await app.get("me")
      let presence = try #require(me.link("presence"))
      #expect(try await app.get(presence)["availability"] == "Online")
      #expect(try await app.send("POST", presence, fields: ["availability": "busy"]).status == 204)
      #expect(try await app.get(presence)["availability"] == "Busy")
      try app.refusal(
        try await app.send("POST", presence, fields: ["availability": "Offline"]), 400, "BadRequest",
        "ParameterValidationFailure")
      #expect(try await app.send("POST", presence + "?availability=Offwork").status == 204)
      let offWork = try await app.get(presence)
      #expect(offWork["availability"] == "Away")
      #expect(offWork["activity"] == "off-work")
      #expect(try await app.status("POST", presence) == 204)
      #expect(try await app.get(presence)["availability"] == "Online")
    }
  }

  @Test(arguments: Wire.all) func noteAndLocation(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      try await server.makeAvailable(app)
      let me = try await app.get("me")
      let note = try #require(me.link("note"))
      #expect(try await app.get(note)["message"] == nil)
      #expect(try await app.send("POST", note, fields: ["message": "Heads down <today> & “tomorrow”"]).status == 204)
      let written = try await app.get(note)
      #expect(written["message"] == "Heads down <today> & “tomorrow”")
      #expect(written["type"] == "Personal")
      let long = String(repeating: "x", count: 1001)
      try app.refusal(
        try await app.send("POST", note, fields: ["message": long]), 400, "BadRequest", "ParameterValidationFailure")
      #expect(try await app.send("POST", note, fields: ["message": ""]).status == 204)
      #expect(try await app.get(note)["message"] == nil)

      let location = try #require(me.link("location"))
      let sixty = String(repeating: "ü", count: 60)
      #expect(try await app.send("POST", location, fields: ["location": sixty]).status == 204)
      #expect(try await app.get(location)["location"] == sixty)
      try app.refusal(
        try await app.send("POST", location, fields: ["location": sixty + "x"]), 400, "BadRequest",
        "ParameterValidationFailure")
      #expect(try await app.get(location)["location"] == sixty)
      #expect(try await app.status("POST", location) == 204)
      #expect(try await app.get(location)["location"] == nil)
    }
  }

  /// The user's own applications are told: what is added with makeMeAvailable, and what changes later.
  @Test(arguments: Wire.both) func theUsersApplicationsAreTold(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let silent = try await server.application(agent: "Another")
      try await server.makeAvailable(app)
      #expect(try await app.send("POST", "me/note", fields: ["message": "Lunch"]).status == 204)
      // Or both are told at once, and their order is that of the resources.
      server.server.context.presence.settle()
      #expect(try await app.send("POST", "me/presence", fields: ["availability": "Away"]).status == 204)
      server.server.context.presence.settle()
      // A call brings everything along that waits.
      _ = try await app.start("+14255550121", phone: "+14255550129")
      let events = app.events
      try await events.untilCompleted()
      let told = await events.seen.filter { $0.sender == "me" }
      #expect(
        told.map { "\($0.type) \($0.rel)" } == [
          "updated me", "added presence", "added note", "added location", "updated note", "updated presence",
        ])
      #expect(told[0].resource?.link("presence") != nil)
      #expect(told[4].resource?["message"] == "Lunch")
      #expect(told[5].resource?["availability"] == "Away")
      _ = try await silent.start("+14255550121", phone: "+14255550129")
      let others = silent.events
      try await others.untilCompleted()
      #expect(await others.seen.allSatisfy { $0.sender != "me" }, "it has made nobody available")
    }
  }

  @Test(arguments: Wire.both) func aCallShowsAsBusy(wire: Wire) async throws {
    try await withServer(wire) { server in
      let dana = try await server.application()
      let erin = try await server.application(TestServer.erin)
      try server.watch(TestServer.dana, by: erin, of: TestServer.erin)
      let path = "people/dana@contoso.test/contactPresence"
      #expect(try await erin.get(path)["availability"] == "Offline")
      let invitation = try await dana.start("+14255550120", phone: "+14255550140")
      let events = dana.events
      try await events.untilCompleted()
      let busy = try await erin.get(path)
      #expect(busy["availability"] == "Busy")
      #expect(busy["activity"] == "on-the-phone")
      let watcher = erin.events
      #expect(try await server.told(erin, watcher).last?["availability"] == "Busy")
      let conversation = try #require(try await dana.get(invitation).link("conversation"))
      #expect(try await dana.status("POST", conversation + "/phoneAudio/stopPhoneAudio") == 204)
      try await events.untilOver()
      #expect(try await erin.get(path)["availability"] == "Offline")
      #expect(try await server.told(erin, watcher).last?["availability"] == "Offline")
      let told = await watcher.seen.filter { $0.rel == "contactPresence" }
      #expect(told.allSatisfy { $0.sender == "people" && $0.type == "updated" })
      #expect(told.allSatisfy { $0.href.hasSuffix("/people/dana@contoso.test/contactPresence") })
    }
  }

  @Test(arguments: Wire.both) func whoWatchesIsTold(wire: Wire) async throws {
    try await withServer(wire) { server in
      let dana = try await server.application()
      let erin = try await server.application(TestServer.erin)
      try server.watch(TestServer.dana, by: erin, of: TestServer.erin)
      try await server.makeAvailable(dana)
      #expect(try await dana.send("POST", "me/note", fields: ["message": "Lunch"]).status == 204)
      #expect(try await dana.send("POST", "me/location", fields: ["location": "Room 7"]).status == 204)
      server.server.context.presence.settle()
      #expect(try await erin.get("people/dana@contoso.test/contactNote")["message"] == "Lunch")
      #expect(try await erin.get("people/dana@contoso.test/contactLocation")["location"] == "Room 7")
      let modalities = try await erin.get("people/dana@contoso.test/contactSupportedModalities")
      #expect(modalities.properties["modalities"] == ["PhoneAudio"])
      // Taken back: nothing more is told.
      server.server.context.presence.unwatch(TestServer.dana, by: try server.session(erin, of: TestServer.erin))
      #expect(try await dana.send("POST", "me/note", fields: ["message": "Back"]).status == 204)
      server.server.context.presence.settle()
      _ = try await erin.start("+14255550121", phone: "+14255550129")
      let events = erin.events
      try await events.untilCompleted()
      #expect(await events.values("contactNote", "message").last == "Lunch")
      #expect(await events.values("contactLocation", "location").last == "Room 7")
      #expect(await events.values("contactPresence", "availability").last == "Online")
    }
  }

  @Test func anEndedApplicationDropsOut() async throws {
    try await withServer(Wire(way: .router, format: .json)) { server in
      let presence = server.server.context.presence
      let dana = try await server.application()
      let erin = try await server.application(TestServer.erin)
      try server.watch(TestServer.dana, by: erin, of: TestServer.erin)
      try server.watch(TestServer.dana, by: erin, of: TestServer.erin)
      let space = server.server.context.accounts.space(TestServer.dana)
      #expect(space.presence.isObserved)
      #expect(try await erin.status("DELETE", erin.base) == 204)
      presence.settle()
      #expect(!space.presence.isObserved)
      #expect(space.presence.state.withLock { $0.watchers.isEmpty })
      // The user's own application counts as long as it lives.
      try await server.makeAvailable(dana)
      #expect(space.presence.isObserved)
      #expect(presence.status(of: TestServer.dana).availability == .online)
      #expect(try await dana.status("DELETE", dana.base) == 204)
      presence.settle()
      #expect(!space.presence.isObserved)
      #expect(presence.status(of: TestServer.dana).availability == .offline)
    }
  }

  @Test func whoReportsNothingBecomesIdle() async throws {
    try await withServer(Wire(way: .router, format: .json)) { server in
      let presence = server.server.context.presence
      let app = try await server.application()
      try await server.makeAvailable(app)
      let session = try server.session(app)
      session.presence?.lastActivity -= 300_000
      #expect(try await app.get("me/presence")["availability"] == "IdleOnline")
      // Nobody has said that anything changed: the clock has.
      server.server.context.accounts.space(TestServer.dana).presence.deadline.store(0, ordering: .relaxed)
      presence.tick()
      presence.settle()
      let published = server.server.context.accounts.space(TestServer.dana).presence.state.withLock { $0.published }
      #expect(published?.availability == .idleOnline)
    }
  }
}
