import HTTP
import Testing
import UCWA

/// Messages in the language of the application's user.
@Suite(.timeLimit(.minutes(2))) struct CultureTests {
  private func application(_ server: TestServer, _ culture: String) async throws -> App {
    var app = App(client: server.client, format: server.wire.format, token: try server.token(), base: "")
    let response = try await app.send(
      "POST", "/ucwa/v1/applications", fields: ["userAgent": "T", "endpointId": culture, "culture": culture])
    app.base = try #require(response.headers["Location"], "\(response.text)")
    return app
  }

  @Test(
    arguments: Wire.all,
    [
      ("de-AT", "Diese Ressource gibt es nicht."), ("fr-FR", "Cette ressource n'existe pas."),
      ("es-MX", "No existe tal recurso."), ("xx", "There is no such resource."),
    ])
  func errorsFollowTheCulture(wire: Wire, row: (culture: String, says: String)) async throws {
    try await withServer(wire) { server in
      let app = try await application(server, row.culture)
      let response = try await app.send("GET", "people/nobody@contoso.test")
      #expect(try Fault(response).message.hasPrefix(row.says))
      // The culture was chosen for the application; what a request accepts does not change it.
      let other = try await app.send("GET", "people/nobody@contoso.test", headers: ["Accept-Language": "es"])
      #expect(try Fault(other).message.hasPrefix(row.says))
      let part = try BatchReply(try await app.batch([app.part("GET", "people/nobody@contoso.test")])).responses
      #expect(try Fault(try #require(part.first)).message.hasPrefix(row.says))
    }
  }

  @Test(arguments: Wire.all) func beforeThereIsAnApplication(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = App(client: server.client, format: wire.format, token: try server.token(), base: "")
      let french = try await app.send("GET", "/nothing", headers: ["Accept-Language": "it, fr;q=0.8"])
      #expect(try Fault(french).message.hasPrefix("Cette ressource"))
      #expect(try Fault(try await app.send("GET", "/nothing")).message.hasPrefix("There is no such"))
      let german = try await app.send("POST", "/ucwa/v1/applications", headers: ["Accept-Language": "de"])
      #expect(try Fault(german).message.hasPrefix("Parameter fehlen"))
    }
  }

  @Test(arguments: Wire.all) func reasonsOfEventsFollowTheCulture(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await application(server, "de-DE")
      let events = app.events
      _ = try await app.start("+14255550121", phone: "+14255550129")
      let end = try await events.untilCompleted()
      #expect(end.message == "Die Gegenseite ist besetzt (SIP 486 Busy Here).")
    }
  }

  /// What is found out on a queue, or when the journal is asked, is said in the same language.
  @Test(arguments: Wire.all) func whatIsRefusedLater(wire: Wire) async throws {
    try await withServer(
      wire,
      configure: {
        $0.limits.contactsPerUser = 1
        $0.limits.watchedContacts = 1
      }
    ) { server in
      let app = try await application(server, "de-DE")
      #expect(try await app.send("POST", "people/groups", fields: ["displayName": "Team"]).status == 201)
      let again = try await app.send("POST", "people/groups", fields: ["displayName": "Team"])
      #expect(try Fault(again).message == "Die Kontaktliste hat bereits eine Gruppe dieses Namens.")
      let memberships = "people/groupMemberships"
      #expect(try await app.send("POST", memberships, fields: ["contactUri": "sip:erin@contoso.test"]).status == 201)
      let full = try await app.send("POST", memberships, fields: ["contactUri": "sip:dana@contoso.test"])
      #expect(
        try Fault(full).message.hasPrefix("Die Kontaktliste hat die erlaubte Höchstzahl von Kontakten erreicht: 1"))
      let nobody = try await app.send("POST", memberships, fields: ["contactUri": "sip:nobody@contoso.test"])
      #expect(try Fault(nobody).message.contains("Er ist weder die Adresse eines hiesigen Benutzers noch"))
      let stranger = try await app.send("POST", "people/presenceSubscriptions?duration=10&uris=nobody@contoso.test")
      #expect(try Fault(stranger).message.contains("Nicht alle sind Adressen von Kontakten"))
      let empty = try await app.send("GET", "people/search")
      #expect(try Fault(empty).message.contains("Er ist erforderlich, sofern mail fehlt."))
    }
  }

  @Test(arguments: Wire.both) func policies(wire: Wire) async throws {
    try await withServer(wire) { server in
      for (culture, says) in [("en", "Emergency numbers"), ("de", "Notrufnummern"), ("fr", "Les numéros d'urgence")] {
        let app = try await application(server, culture)
        let policies = try await app.get(try #require(try await app.get(app.base).link("policies")))
        #expect(policies["emergencyServiceDisclaimer"]?.hasPrefix(says) == true, "\(culture)")
      }
    }
  }

  @Test(arguments: Wire.both) func conflictsThatAreFoundOutLater(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await application(server, "es")
      let location = try await app.start("+14255550121", phone: "+14255550129")
      try await app.events.untilCompleted()
      let response = try await app.send("POST", location + "/cancel")
      try app.refusal(response, 409, "Conflict")
      #expect(try Fault(response).message == "La invitación ha concluido; ya no hay nada que cancelar.")
    }
  }
}
