import Foundation
import Store
import Testing

@testable import Server

/// What a user changes about himself, and how he learns of changes.
@Suite(.timeLimit(.minutes(2))) struct MeTests {
  @Test(arguments: Wire.all) func numbersChange(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let home = try await app.get("me/phones/home")
      let change = try #require(home.link("changeNumber"))
      #expect(
        try await app.send("POST", change, fields: ["number": "(425) 555-0130", "includeInContactCard": "true"]).status
          == 204)
      let changed = try await app.get("me/phones/home")
      #expect(changed["number"] == "tel:+14255550130")
      #expect(changed["includeInContactCard"] == "true")
      #expect(try await app.get("me")["homePhoneNumber"] == "tel:+14255550130")
      #expect(try server.directory.user(uri: TestServer.dana)?.homeNumber == "+14255550130")
      try app.refusal(
        try await app.send("POST", change, fields: ["number": "xyz"]), 400, "BadRequest", "NormalizationFailed")
      try app.refusal(
        try await app.send("POST", change, fields: ["number": "911"]), 400, "BadRequest", "NormalizationFailed")
      let long = "+1425555013" + String(repeating: "0", count: 70)
      try app.refusal(
        try await app.send("POST", change, fields: ["number": long]), 400, "BadRequest", "ParameterValidationFailure")
      #expect(try await app.get("me/phones/home")["number"] == "tel:+14255550130")

      let show = try #require(home.link("changeVisibility"))
      #expect(try await app.send("POST", show, fields: ["includeInContactCard": "False"]).status == 204)
      #expect(try await app.get("me/phones/home")["includeInContactCard"] == "false")
      #expect(try await app.status("POST", show + "?includeInContactCard=true") == 204)
      #expect(try await app.get("me/phones/home")["includeInContactCard"] == "true")
      #expect(try await app.status("POST", show) == 204)
      #expect(try await app.get("me/phones/home")["includeInContactCard"] == "true", "as it was")

      #expect(try await app.status("POST", change) == 204)
      #expect(try await app.get("me/phones/home")["number"] == nil)
      try app.refusal(
        try await app.send("POST", "me/phones/fax/changeNumber"), 404, "NotFound", "ResourceNotFound")
    }
  }

  @Test(arguments: Wire.both) func theWorkNumber(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      #expect(try await app.get("me/phones/work").link("changeNumber") == nil)
      try app.refusal(
        try await app.send("POST", "me/phones/work/changeNumber", fields: ["number": "+14255550131"]), 403, "Forbidden")
    }
    try await withServer(wire, configure: { $0.usersChangeWorkNumber = true }) { server in
      let app = try await server.application()
      let change = try #require(try await app.get("me/phones/work").link("changeNumber"))
      // Erin's.
      try app.refusal(try await app.send("POST", change, fields: ["number": "+14255550126"]), 409, "Conflict")
      #expect(try await app.send("POST", change, fields: ["number": "+14255550131"]).status == 204)
      #expect(try await app.get("me")["workPhoneNumber"] == "tel:+14255550131")
    }
  }

  /// The phone that rings unless another is named is chosen anew when it has lost its number.
  @Test func theChosenPhoneGoes() async throws {
    try await withServer(Wire(way: .router, format: .json)) { server in
      var dana = try #require(try server.directory.user(uri: TestServer.dana))
      dana.defaultPhone = .mobile
      try server.directory.updateUser(dana)
      server.refresh()
      let app = try await server.application()
      #expect(try await app.status("POST", "me/phones/mobile/changeNumber") == 204)
      #expect(try await app.get("communication")["phoneNumber"] == "tel:+14255550100")
    }
  }

  @Test(arguments: Wire.both) func theAdministratorsChangesAreTold(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let me = try await app.get("me")
      let id = try #require(app.base.split(separator: "/").last)
      #expect(me["endpointUri"] == TestServer.dana + ";gr=" + id)
      var dana = try #require(try server.directory.user(uri: TestServer.dana))
      dana.title = "Head of Examples"
      try server.directory.updateUser(dana)
      var erin = try #require(try server.directory.user(uri: TestServer.erin))
      erin.title = "Somebody else"
      try server.directory.updateUser(erin)
      _ = try server.token()
      server.refresh()
      server.refresh()
      _ = try await app.start("+14255550121", phone: "+14255550129")
      let events = app.events
      try await events.untilCompleted()
      let told = await events.seen.filter { $0.sender == "me" }
      #expect(told.map { "\($0.type) \($0.rel)" } == ["updated me"])
      #expect(told.first?.resource?["title"] == "Head of Examples")
      #expect(told.first?.resource?["endpointUri"] == me["endpointUri"])
    }
  }

  @Test(arguments: Wire.all) func policies(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.voicemailURI = "sip:voicemail@contoso.test" }) { server in
      let app = try await server.application()
      let policies = try await app.get(try #require(try await app.get(app.base).link("policies")))
      #expect(policies["telephonyMode"] == "PhoneAudio")
      #expect(policies["emergencyDialString"] == "112" || policies["emergencyDialString"] == "911")
      #expect(policies.properties["emergencyNumbers"]?.contains("911") == true)
      #expect(policies["locationRequired"] == "Disclaimer")
      #expect(policies["emergencyServiceDisclaimer"]?.contains("phone itself") == true)
      #expect(policies["photos"] == "Enabled")
      #expect(policies["voicemailUri"] == "sip:voicemail@contoso.test")
      #expect(policies["emoticons"] == nil)
    }
  }
}
