import Store
import Testing

@testable import Server

/// What users have set survives the end of the process.
@Suite(.timeLimit(.minutes(2))) struct PresenceRestartTests {
  @Test(arguments: Wire.both) func whatUsersHaveSetIsKept(wire: Wire) async throws {
    try await withDataDirectory { data in
      let promise = Promise<(app: App, photo: Photo)>()
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application()
        try await server.makeAvailable(app)
        #expect(try await app.send("POST", "me/note", fields: ["message": "Lunch"]).status == 204)
        #expect(try await app.send("POST", "me/location", fields: ["location": "Room 7"]).status == 204)
        #expect(try await app.send("POST", "me/presence", fields: ["availability": "BeRightBack"]).status == 204)
        let show = ["includeInContactCard": "true"]
        #expect(try await app.send("POST", "me/phones/mobile/changeVisibility", fields: show).status == 204)
        let photo = try Photo([0xFF, 0xD8, 0xFF, 0xE0, 1])
        try server.directory.setPhoto(photo, uri: TestServer.dana)
        promise.keep(.success((app, photo)))
      }
      let (old, photo) = try await promise.value()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        let profile = server.server.context.presence.profile(of: TestServer.dana)
        #expect(profile.note == "Lunch")
        #expect(profile.location == "Room 7")
        #expect(profile.preferred == .beRightBack)
        let mobile = try await app.get("me/phones/mobile")
        #expect(mobile["includeInContactCard"] == "true")
        #expect(try await app.send("GET", "photos/me").headers["ETag"] == "\"\(photo.tag)\"")
        // The application goes on as it was.
        #expect(try await app.get("me/presence")["availability"] == "BeRightBack")
        #expect(try await app.send("POST", "me/note", fields: ["message": "Lunch!"]).status == 204)
        // Or both are told at once, and nothing has changed.
        server.server.context.presence.settle()
        #expect(try await app.send("POST", "me/note", fields: ["message": "Lunch"]).status == 204)
        server.server.context.presence.settle()
        _ = try await app.start("+14255550121", phone: "+14255550129")
        let events = app.events
        try await events.untilCompleted()
        #expect(await events.values("note", "message").last == "Lunch")
        // Whoever asks sees it, be the user there or not.
        #expect(try await app.get("people/dana@contoso.test/contactNote")["message"] == "Lunch")
        #expect(try await app.get("people/dana@contoso.test/contactLocation")["location"] == "Room 7")
      }
    }
  }

  /// Of a user who was removed meanwhile nothing comes back, not even for another of the same name.
  @Test func aRemovedUsersProfileGoes() async throws {
    try await withDataDirectory { data in
      let wire = Wire(way: .router, format: .json)
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application()
        try await server.makeAvailable(app)
        #expect(try await app.send("POST", "me/note", fields: ["message": "Lunch"]).status == 204)
      }
      do {
        let store = try SQLiteStore(directory: data)
        try store.removeUser(uri: TestServer.dana)
        store.close()
      }
      try await withServer(wire, data: data, isNew: false) { server in
        #expect(server.server.context.presence.profile(of: TestServer.dana) == UserProfile())
        try server.add(User(uri: TestServer.dana, name: "Another Dana"))
      }
      try await withServer(wire, data: data, isNew: false) { server in
        #expect(server.server.context.presence.profile(of: TestServer.dana) == UserProfile())
      }
    }
  }
}
