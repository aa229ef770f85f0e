import Foundation
import Store
import Testing

@testable import Server

/// What survives the end of the process (docs/recovery.md).
@Suite(.timeLimit(.minutes(2))) struct RestartTests {
  @Test(arguments: Wire.both) func afterACleanStop(wire: Wire) async throws {
    try await withDataDirectory { data in
      let fields = ["to": "+14255550121", "phoneNumber": "+14255550129", "operationId": "1", "subject": "S"]
      let promise = Promise<(app: App, failed: Document, up: Document, events: EventReader, last: [TestEvent])>()
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application()
        let events = app.events
        let failed = try await app.start("+14255550121", fields)
        try await events.untilOver()
        let up = try await app.start("+14255550129", phone: "+14255550140")
        try await events.untilCompleted()
        let last = Task { try await events.untilOver() }
        // Inside this call the server stops when the closure returns: the last events are fetched meanwhile.
        let documents = (try await app.get(failed), try await app.get(up))
        // Not before they are waited for: a server that has stopped takes no connection.
        try await server.untilHeld(1, by: app)
        Task {
          do {
            promise.keep(.success((app, documents.0, documents.1, events, try await last.value)))
          } catch {
            promise.keep(.failure(error))
          }
        }
      }
      let before = try await promise.value()
      let next = await before.events.next
      let end = try #require(before.last.first { $0.rel == "phoneAudio" })
      #expect(end.code == "ServiceFailure")
      #expect(end.subcode == "CallTerminated")
      #expect(end.message == "The server is being stopped.")

      try await withServer(wire, data: data, configure: { $0.timeouts.eventTimeout = .seconds(1) }, isNew: false) {
        server in
        let app = App(client: server.client, format: wire.format, token: before.app.token, base: before.app.base)
        #expect(try await app.get(app.base)["userAgent"] == "Test")
        let again = try await app.send(
          "POST", "/ucwa/v1/applications", fields: ["userAgent": "Test", "endpointId": "1", "culture": "en-US"])
        #expect(again.status == 200)
        #expect(try Document(again).href == app.base)
        for old in [before.failed, before.up] {
          let now = try await app.get(old.href)
          #expect(now.properties == old.properties)
          #expect(now.link("conversation") == old.link("conversation"))
          #expect(now.link("cancel") == nil)
          let conversation = try await app.get(try #require(now.link("conversation")))
          #expect(conversation["state"] == "Disconnected")
        }
        // The operation is known: nothing rings.
        #expect(try await app.start("+14255550121", fields) == before.failed.href)
        try app.refusal(
          try await app.send(
            "POST", "communication/startPhoneAudio", fields: ["to": "+14255550120", "operationId": "1"]),
          409, "Conflict", "AlreadyExists")
        #expect(server.server.labStatistics.isEmpty)
        // A client goes on with its old ack; there is nothing left to tell.
        let events = EventReader(app, next)
        let package = try await events.read()
        #expect(package.resync == nil && package.events.isEmpty)
        #expect(package.next == next)
        _ = try await app.start("+14255550121", phone: "+14255550129")
        try await events.untilOver()
        #expect(await events.seen.first?.description == CourseTests.begin.first)
      }
    }
  }

  @Test(arguments: Wire.both) func afterACrash(wire: Wire) async throws {
    try await withDataDirectory { data in
      let crashed = try await ServerProcess.start(data: data)
      let old = try await crashed.application(wire)
      let events = old.events
      let up = try await old.start("+14255550129", phone: "+14255550140", ["operationId": "up"])
      try await events.untilCompleted()
      let ringing = try await old.start("+14255550122", phone: "+14255550129", ["operationId": "ringing"])
      try await events.until { $0.resource?["state"] == "Alerting" }
      let next = await events.next
      let process = crashed.process
      _ = try await onThread { process.kill() }

      let reason = "ServiceFailure/CallTerminated"
      let last = Promise<String>()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        let events = EventReader(app, next)
        try await events.untilCompleted()
        try await events.untilOver()
        // The call that was up goes on, until it shows that its phones, those of the lab, have ended with the process.
        try await events.untilOver()
        let seen = await events.seen.map(\.description)
        #expect(
          seen == [
            "communication: completed phoneAudioInvitation Failed Failure \(reason)",
            "conversation: deleted participantAudio",
            "conversation: updated phoneAudio Disconnected \(reason)",
            "communication: updated conversation Disconnected",
            "conversation: deleted participantAudio",
            "conversation: deleted participant in participants",
            "conversation: deleted participantAudio",
            "conversation: updated phoneAudio Disconnected \(reason)",
            "communication: updated conversation Disconnected",
          ])
        #expect(await events.seen.first { $0.type == "completed" }?.resource?["operationId"] == "ringing")
        #expect(try await app.get(up)["state"] == "Connected")
        #expect(try await app.get(ringing)["state"] == "Failed")
        try app.refusal(try await app.send("POST", ringing + "/cancel"), 409, "Conflict")
        #expect(
          try await app.start("+14255550122", phone: "+14255550129", ["operationId": "ringing"]) == ringing)
        last.keep(.success(await events.next))
      }
      let end = try await last.value()
      // Told once: the next start has nothing new to say.
      try await withServer(wire, data: data, configure: { $0.timeouts.eventTimeout = .seconds(1) }, isNew: false) {
        server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        let package = try await EventReader(app, end).read()
        #expect(package.events.isEmpty && package.resync == nil)
        #expect(try await app.get(ringing)["state"] == "Failed")
      }
    }
  }

  @Test(arguments: Wire.both) func whatWasDeletedStaysAway(wire: Wire) async throws {
    try await withDataDirectory { data in
      let promise = Promise<(App, String, String)>()
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application(agent: "1")
        let gone = try await server.application(agent: "2")
        let invitation = try await app.start("+14255550121", phone: "+14255550129")
        try await app.events.untilOver()
        let conversation = try #require(try await app.get(invitation).link("conversation"))
        #expect(try await app.status("DELETE", conversation) == 204)
        // The call of this one is still going away when its conversation is deleted.
        let up = try await app.start("+14255550129", phone: "+14255550140", ["threadId": "t"])
        try await app.events.until { $0.type == "completed" && $0.href == up }
        let standing = try #require(try await app.get(up).link("conversation"))
        #expect(try await app.status("DELETE", standing) == 204)
        #expect(try await app.status("DELETE", gone.base) == 204)
        promise.keep(.success((app, invitation, gone.base)))
      }
      let (old, invitation, gone) = try await promise.value()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        for path in [invitation, gone] {
          let status = try await app.status("GET", path)
          #expect(status == 404)
        }
        let conversations = try await app.get("communication/conversations")
        #expect(conversations.links["conversation"] == nil)
      }
    }
  }

  /// On whose behalf a call was, and where it went on when somebody else answered.
  @Test(arguments: Wire.both) func delegatorsAndDerivedConversations(wire: Wire) async throws {
    try await withDataDirectory { data in
      let crashed = try await ServerProcess.start(data: data)
      let store = try SQLiteStore(directory: data)
      try store.addUser(Store.User(uri: Scenario.gus, name: "Gus Example", workNumber: "+14255550152"))
      try store.addDelegate(TestServer.dana, of: Scenario.gus)
      let old = try await crashed.application(wire)
      let events = old.events
      let first = try await old.get(
        try await old.call(
          "communication/startPhoneAudioOnBehalfOfDelegator", ["to": "+14255550121", "phoneNumber": "+14255550129"]))
      try await events.untilOver()
      let added = try await old.call(
        try #require(first.link("phoneAudio")) + "/addPhoneAudio",
        ["to": "+14255550125", "phoneNumber": "+14255550140", "operationId": "added"])
      try await events.until { $0.type == "completed" && $0.href == added }
      let before = try await old.get(added)
      // What follows an event is recorded soon after it, and the crash is to come behind that.
      try await eventually("the call's record says that it is up") {
        var isUp = false
        _ = try store.load(.invitation) { _, value in
          let record = try InvitationRecord(value)
          if added.hasSuffix(record.invitationID), record.isConnected { isUp = true }
        }
        return isUp
      }
      let next = await events.next
      let process = crashed.process
      _ = try await onThread { process.kill() }

      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        let events = EventReader(app, next)
        try await events.untilOver()
        #expect(
          await events.seen.map(\.description) == [
            "conversation: deleted participantAudio",
            "conversation: deleted participant in participants",
            "conversation: deleted participantAudio",
            "conversation: updated phoneAudio Disconnected ServiceFailure/CallTerminated",
            "communication: updated conversation Disconnected",
          ])
        let new = try #require(before.link("derivedConversation"))
        #expect(await events.seen.last?.href == new)
        let behalf = try await app.get(first.href)
        #expect(behalf["delegator"] == Scenario.gus)
        #expect(behalf.link("delegator") == first.link("delegator"))
        let now = try await app.get(added)
        #expect(now.properties == before.properties)
        #expect(now.link("derivedConversation") == new)
        #expect(now.link("conversation") == first.link("conversation"))
        #expect(now.child("acceptedByParticipant")?["uri"] == "tel:+14255550126")
        #expect(try await app.get(new)["state"] == "Disconnected")
        #expect(try await app.get(try #require(first.link("conversation")))["state"] == "Disconnected")
        #expect(try await app.get("communication/conversations").links["conversation"]?.count == 2)
        // The derived conversation goes on as any other, and nothing of the first is lost by its end.
        let again = try await app.get(
          try await app.call(new + "/phoneAudio/addPhoneAudio", ["to": "+14255550121", "phoneNumber": "+14255550129"]))
        #expect(again.link("conversation") == new)
        #expect(try await app.status("DELETE", new) == 204)
        #expect(try await app.status("GET", added) == 404)
        #expect(try await app.get(first.href)["state"] == "Failed")
      }
    }
  }
}
