import Foundation
import Store
import Testing

@testable import Server

/// What contacts see of a user, by the level of privacy that he has given them.
@Suite(.timeLimit(.minutes(2))) struct PrivacyTests {
  private static let dana = "people/dana@contoso.test"
  private static let path = "people/erin@contoso.test/contactPrivacyRelationship"

  /// Has Dana give Erin a level.
  private func set(_ level: String, _ app: App) async throws -> TestResponse {
    try await app.setPrivacy(level, of: "erin@contoso.test")
  }

  @Test(arguments: Wire.all) func levelsDecideWhatIsSeen(wire: Wire) async throws {
    try await withServer(wire) { server in
      var user = try #require(try server.directory.user(uri: TestServer.dana))
      (user.homeNumber, user.department) = ("+14255550111", "Research")
      try server.directory.updateUser(user)
      server.refresh()
      let app = try await server.application()
      let erin = try await server.application(TestServer.erin, agent: "Erin")
      try await server.makeAvailable(app)
      #expect(try await app.send("POST", "me/note", fields: ["message": "Lunch"]).status == 204)
      #expect(try await app.get(Self.path)["relationshipLevel"] == "Colleagues")
      #expect(try await app.get(Self.path).link("resetContactPrivacyRelationship") == nil)
      // Level, availability, note, department, and which of work, mobile and home.
      let rows: [(String, String, String?, String?, [Bool])] = [
        ("Colleagues", "Online", "Lunch", "Research", [true, false, false]),
        ("Blocked", "Offline", nil, nil, [false, false, false]),
        ("External", "Online", nil, nil, [false, false, false]),
        ("Workgroup", "Online", "Lunch", "Research", [true, false, false]),
        ("FriendsAndFamily", "Online", "Lunch", "Research", [true, false, false]),
      ]
      for (level, availability, note, department, numbers) in rows {
        #expect(try await set(level, app).status == 204, "\(level)")
        let contact = try await erin.get(Self.dana)
        #expect(contact["name"] == "Dana Example")
        #expect(contact["department"] == department, "\(level)")
        let shown = ["workPhoneNumber", "mobilePhoneNumber", "homePhoneNumber"].map { contact[$0] != nil }
        #expect(shown == numbers, "\(level)")
        #expect(try await erin.get(try #require(contact.link("contactPresence")))["availability"] == availability)
        #expect(try await erin.get(try #require(contact.link("contactNote")))["message"] == note, "\(level)")
      }
    }
  }

  /// Both have to agree: the user, by what he shows, and the level.
  @Test(arguments: Wire.all) func numbersThatTheUserShows(wire: Wire) async throws {
    try await withServer(wire) { server in
      var user = try #require(try server.directory.user(uri: TestServer.dana))
      (user.homeNumber, user.otherNumber) = ("+14255550111", "+14255550112")
      try server.directory.updateUser(user)
      server.refresh()
      let app = try await server.application()
      let erin = try await server.application(TestServer.erin, agent: "Erin")
      let types = ["work", "mobile", "home", "other"]
      func seen() async throws -> [String] {
        let contact = try await erin.get(Self.dana)
        return types.filter { contact[$0 + "PhoneNumber"] != nil }
      }
      func show(_ type: String, _ isShown: Bool) async throws {
        let fields = ["includeInContactCard": String(isShown)]
        let status = try await app.send("POST", "me/phones/\(type)/changeVisibility", fields: fields).status
        #expect(status == 204)
      }
      #expect(try await seen() == ["work"])
      for type in ["mobile", "home", "other"] { try await show(type, true) }
      try await show("work", false)
      for level in ["Colleagues", "Workgroup", "FriendsAndFamily"] {
        #expect(try await set(level, app).status == 204)
        #expect(try await seen() == ["mobile", "home", "other"], "\(level)")
      }
      try await show("mobile", false)
      #expect(try await seen() == ["home", "other"])
      #expect(try await erin.get("people/search?query=dana").child("contact")?["mobilePhoneNumber"] == nil)
      for level in ["External", "Blocked"] {
        #expect(try await set(level, app).status == 204)
        #expect(try await seen().isEmpty, "\(level)")
      }
    }
  }

  @Test(arguments: Wire.all) func setAndTakenBack(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      try app.refusal(
        try await app.send("PUT", Self.path, fields: ["relationshipLevel": "Blocked"]), 428, "PreconditionRequired")
      try app.refusal(try await set("Unknown", app), 400, "BadRequest", "ParameterValidationFailure")
      #expect(try await app.get("people/privacyRelationships").embedded.isEmpty)
      #expect(try await set("Workgroup", app).status == 204)
      let level = try #require(try await app.get("people/privacyRelationships").child("myPrivacyRelationship"))
      #expect(level["relationshipLevel"] == "Workgroup")
      #expect(try await app.get(level.href).links["contact"] == [app.base + "/people/erin@contoso.test"])
      let reset = try #require(try await app.get(Self.path).link("resetContactPrivacyRelationship"))
      #expect(try await app.status("POST", reset) == 204)
      #expect(try await app.get(Self.path)["relationshipLevel"] == "Colleagues")
      #expect(try await app.status("GET", level.href) == 404)
      // Nobody has a relationship with himself, nor with somebody who can see nothing.
      for other in ["dana@contoso.test", "pat@fabrikam.test", "+14255550199"] {
        #expect(try await app.status("GET", "people/\(other)/contactPrivacyRelationship") == 404)
      }
    }
  }

  /// Who is blocked while he watches sees the user go, and later changes no more.
  @Test(arguments: Wire.both) func whoWatchesIsToldOfAnotherLevel(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let erin = try await server.application(TestServer.erin, agent: "Erin")
      try await server.makeAvailable(app)
      try server.watch(TestServer.dana, by: erin, of: TestServer.erin)
      let reader = erin.events
      _ = try await server.told(erin, reader)
      #expect(try await set("Blocked", app).status == 204)
      server.server.context.presence.settle()
      #expect(try await app.send("POST", "me/presence", fields: ["availability": "Away"]).status == 204)
      let told = try await server.told(erin, reader)
      #expect(told.map { $0["availability"] } == ["Online", "Offline"])
    }
  }
}
