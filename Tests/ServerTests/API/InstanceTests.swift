import Foundation
import Testing

/// Several instances of one application: one set of resources, an event channel for each.
@Suite(.timeLimit(.minutes(2))) struct InstanceTests {
  private static let path = "/ucwa/v1/applications"

  private func register(_ app: App, _ instance: String?, status: Int) async throws -> Document {
    var fields = ["userAgent": "Test", "endpointId": "1", "culture": "en-US"]
    fields["instanceId"] = instance
    let response = try await app.send("POST", Self.path, fields: fields)
    #expect(response.status == status, "\(response.text)")
    return try Document(response)
  }

  private func signedIn(_ server: TestServer, _ wire: Wire) throws -> App {
    App(client: server.client, format: wire.format, token: try server.token(), base: "")
  }

  @Test(arguments: Wire.all) func eachHasItsOwnChannel(wire: Wire) async throws {
    try await withServer(wire) { server in
      var app = try signedIn(server, wire)
      let first = try await register(app, "tab 1", status: 201)
      let second = try await register(app, "tab&2", status: 200)
      #expect(first["id"] == second["id"])
      #expect(first["instanceId"] == "tab 1")
      #expect(second["instanceId"] == "tab&2")
      app.base = "\(Self.path)/\(try #require(first["id"]))"
      #expect(first.href == app.base + "?instanceId=tab%201")
      #expect(first.link("events") == app.base + "/events?ack=1&instanceId=tab%201")
      #expect(second.link("events") == app.base + "/events?ack=1&instanceId=tab%262")
      // Every href works as it is.
      #expect(try await app.get(first.href).link("events") == first.link("events"))
      #expect(try await app.get(second.href)["instanceId"] == "tab&2")
      for child in ["me", "people", "communication", "onlineMeetings"] {
        #expect(first.child(child)?.href == app.base + "/" + child)
      }

      let invitation = try await app.start("+14255550121", phone: "+14255550129")
      for link in [first.link("events"), second.link("events")] {
        let events = EventReader(app, try #require(link))
        try await events.untilOver()
        #expect(await events.completions(invitation) == 1)
        #expect(await events.seen.first?.description == CourseTests.begin.first)
        #expect(await events.next.contains("&instanceId=tab%"))
      }
      let wrong = try #require(first.link("events")).replacing("ack=1", with: "ack=77")
      let again = try Package(try await app.send("GET", wrong))
      #expect(again.resync?.contains("&instanceId=tab%201") == true)
      #expect(again.next == again.resync)
    }
  }

  @Test(arguments: Wire.all) func theyPollBesideEachOther(wire: Wire) async throws {
    try await withServer(wire) { server in
      var app = try signedIn(server, wire)
      let links = [
        try await register(app, "1", status: 201).link("events"),
        try await register(app, "2", status: 200).link("events"),
        try await register(app, nil, status: 200).link("events"),
      ].compactMap(\.self)
      app.base = String(links[0].prefix { $0 != "?" }.dropLast("/events".count))
      #expect(links[2] == app.base + "/events?ack=1")
      let held = try links.map { try app.client.begin(app.request("GET", $0)) }
      try await server.untilHeld(3, by: app)
      _ = try await app.start("+14255550121", phone: "+14255550129")
      for exchange in held {
        #expect(try Package(try await exchange.response()).events.first?.description == CourseTests.begin.first)
      }
    }
  }

  @Test(arguments: Wire.all) func oneEndsAlone(wire: Wire) async throws {
    try await withServer(wire) { server in
      var app = try signedIn(server, wire)
      let first = try await register(app, "1", status: 201)
      let second = try await register(app, "2", status: 200)
      app.base = "\(Self.path)/\(try #require(first["id"]))"
      let (one, two) = (try #require(first.link("events")), try #require(second.link("events")))
      let held = try app.client.begin(app.request("GET", one))
      let other = try app.client.begin(app.request("GET", two))
      try await server.untilHeld(2, by: app)
      #expect(try await app.status("DELETE", first.href) == 204)
      try app.refusal(try await held.response(), 404, "NotFound", "ApplicationNotFound")
      for path in [one, first.href] {
        try app.refusal(try await app.send("GET", path), 404, "NotFound", "ApplicationNotFound")
      }
      #expect(try await app.status("DELETE", first.href) == 404)
      // The other goes on, and now it is the one that is meant if none is named.
      #expect(try await app.get(app.base)["instanceId"] == "2")
      _ = try await app.start("+14255550121", phone: "+14255550129")
      let package = try Package(try await other.response())
      #expect(package.events.first?.description == CourseTests.begin.first)
      #expect(try Package(try await app.send("GET", "events?ack=1")).events.count == package.events.count)
      #expect(try await app.status("DELETE", second.href) == 204)
      try app.refusal(try await app.send("GET", app.base), 404, "NotFound", "ApplicationNotFound")
      _ = try await register(app, "1", status: 201)
    }
  }

  @Test(arguments: Wire.both) func aRequestWithoutAName(wire: Wire) async throws {
    try await withServer(wire) { server in
      var app = try signedIn(server, wire)
      app.base = "\(Self.path)/\(try #require(try await register(app, "1", status: 201)["id"]))"
      #expect(try await app.get(app.base).link("events")?.contains("instanceId=1") == true)
      _ = try await register(app, "2", status: 200)
      for path in [app.base, app.base + "/events?ack=1"] {
        let response = try await app.send("GET", path)
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try Fault(response).parameters == ["instanceId"])
      }
      // One that gave none is meant from then on.
      _ = try await register(app, nil, status: 200)
      #expect(try await app.get(app.base).link("events") == app.base + "/events?ack=1")
      #expect(try await app.status("DELETE", app.base) == 204)
      #expect(try await app.status("GET", app.base + "?instanceId=2") == 200)
      // Without it the path names all of the application.
      #expect(try await app.status("DELETE", app.base) == 204)
      #expect(try await app.status("GET", app.base + "?instanceId=2") == 404)
    }
  }

  @Test(arguments: Wire.both) func theirNumberIsLimited(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.instancesPerApplication = 2 }) { server in
      let app = try signedIn(server, wire)
      _ = try await register(app, "1", status: 201)
      _ = try await register(app, nil, status: 200)
      _ = try await register(app, "1", status: 200)
      let third = ["userAgent": "Test", "endpointId": "1", "culture": "en-US", "instanceId": "2"]
      try app.refusal(try await app.send("POST", Self.path, fields: third), 410, "Gone", "TooManyApplications")
    }
  }

  @Test(arguments: Wire.both) func afterARestart(wire: Wire) async throws {
    try await withDataDirectory { data in
      let promise = Promise<(App, [String])>()
      try await withServer(wire, data: data, isNew: true) { server in
        var app = try signedIn(server, wire)
        let first = try await register(app, "1", status: 201)
        app.base = "\(Self.path)/\(try #require(first["id"]))"
        let gone = try await register(app, "2", status: 200)
        let third = try await register(app, "3", status: 200)
        #expect(try await app.status("DELETE", gone.href) == 204)
        promise.keep(.success((app, [first.href, gone.href, third.href])))
      }
      let (old, hrefs) = try await promise.value()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        #expect(try await app.get(hrefs[0])["instanceId"] == "1")
        #expect(try await app.status("GET", hrefs[1]) == 404)
        #expect(try await app.get(hrefs[2]).link("events") == app.base + "/events?ack=1&instanceId=3")
        _ = try await register(app, "2", status: 200)
      }
    }
  }
}
