import Foundation
import Store
import Testing

@testable import Server

/// What contacts see of a user, by the level of privacy that he has given them.
@Suite(.timeLimit(.minutes(2))) struct PrivacyTests {
  private static let dana = "people/dana@contoso.test"
  private static let path = "people/erin@contoso.test/contactPrivacyRelationship"

  /// Has Dana give Erin a level, as a client does: read, then put back what was read.
  private func set(_ level: String, _ app: App) async throws -> TestResponse {
    let current = try await app.get(Self.path)
    let marker = try #require(current.properties.first { $0.value == ["please pass this in a PUT request"] }?.key)
    return try await app.send(
      "PUT", Self.path,
      body: app.format.body(["relationshipLevel": level, marker: "please pass this in a PUT request"]),
      headers: ["If-Match": "\"" + (current["etag"] ?? "") + "\""])
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
        ("Workgroup", "Online", "Lunch", "Research", [true, true, false]),
        ("FriendsAndFamily", "Online", "Lunch", "Research", [true, true, true]),
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
