import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct ApplicationTests {
  private static let fields = ["userAgent": "Test", "endpointId": "7", "culture": "en-US", "type": "Phone"]

  @Test(arguments: Wire.all) func createReadDelete(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = App(client: server.client, format: wire.format, token: try server.token(), base: "")
      let response = try await app.send("POST", "/ucwa/v1/applications", fields: Self.fields)
      try #require(response.status == 201, "\(response.text)")
      let base = try #require(response.headers["Location"])
      let created = try Document(response)
      #expect(created.rel == "application")
      #expect(created.href == base)
      #expect(base.hasPrefix("/ucwa/v1/applications/"))
      #expect(created["id"] == base.split(separator: "/").last.map(String.init))
      #expect(created["userAgent"] == "Test")
      #expect(created["endpointId"] == "7")
      #expect(created["culture"] == "en-US")
      #expect(created["type"] == "Phone")
      #expect(created.link("events") == base + "/events?ack=1")
      for rel in ["me", "people", "communication", "onlineMeetings"] {
        #expect(created.embedded[rel]?.count == 1, "\(rel)")
      }
      if wire.format == .json {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
        let embedded = try #require(object["_embedded"] as? [String: Any])
        #expect(embedded.values.allSatisfy { $0 is [String: Any] }, "objects, not arrays")
      }

      let again = try await app.send("POST", "/ucwa/v1/applications", fields: Self.fields)
      #expect(again.status == 200)
      #expect(try Document(again).href == base)
      var other = Self.fields
      other["culture"] = "de-DE"
      #expect(try await app.send("POST", "/ucwa/v1/applications", fields: other).status == 201)

      #expect(try await app.get(base)["id"] == created["id"])
      let head = try await app.send("HEAD", base)
      #expect(head.status == 200)
      #expect(head.body.isEmpty)
      #expect(try await app.status("DELETE", base) == 204)
      for (method, path) in [("GET", base), ("DELETE", base), ("GET", base + "/me"), ("GET", base + "/events?ack=1")] {
        try app.refusal(try await app.send(method, path), 404, "NotFound", "ApplicationNotFound")
      }
      #expect(try await app.send("POST", "/ucwa/v1/applications", fields: Self.fields).status == 201)
    }
  }

  @Test(arguments: Wire.all) func allThatIsWrongIsNamed(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = App(client: server.client, format: wire.format, token: try server.token(), base: "")
      let none = try await app.send("POST", "/ucwa/v1/applications")
      try app.refusal(none, 400, "BadRequest", "ParameterValidationFailure")
      #expect(Set(try Fault(none).parameters) == ["culture", "endpointId", "userAgent"])
      let long = try await app.send(
        "POST", "/ucwa/v1/applications",
        fields: ["userAgent": String(repeating: "x", count: 101), "endpointId": "1", "culture": " "])
      try app.refusal(long, 400, "BadRequest", "ParameterValidationFailure")
      #expect(Set(try Fault(long).parameters) == ["culture", "userAgent"])
    }
  }

  @Test(arguments: Wire.both) func namesWithoutCaseNullsAndStrangers(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = App(client: server.client, format: wire.format, token: try server.token(), base: "")
      let body =
        wire.format == .json
        ? #"{"UserAgent":"A","EndpointId":"1","Culture":"en","instanceId":null,"x":{"y":[1]},"_links":{},"_embedded":{}}"#
        : #"<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><property name="UserAgent">A</property>"#
          + #"<property name="EndpointId">1</property><property name="Culture">en</property>"#
          + #"<property name="x">y</property></input>"#
      #expect(try await app.send("POST", "/ucwa/v1/applications", body: body).status == 201)
    }
  }

  @Test(arguments: Wire.both) func ofAnotherUser(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let stranger = try await server.application(TestServer.erin)
      for path in ["", "/me", "/communication", "/communication/conversations", "/events?ack=1"] {
        try app.refusal(try await stranger.send("GET", app.base + path), 404, "NotFound", "ApplicationNotFound")
      }
      #expect(try await stranger.status("DELETE", app.base) == 404)
      try app.refusal(
        try await stranger.send("POST", app.base + "/communication/startPhoneAudio", fields: ["to": "+14255550120"]),
        404, "NotFound", "ApplicationNotFound")
      #expect(try await app.status("GET", app.base) == 200)
    }
  }

  @Test(arguments: Wire.both) func tooMany(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.applicationsPerUser = 2 }) { server in
      let app = try await server.application(agent: "1")
      _ = try await server.application(agent: "2")
      let third = ["userAgent": "3", "endpointId": "1", "culture": "en-US"]
      try app.refusal(
        try await app.send("POST", "/ucwa/v1/applications", fields: third), 410, "Gone", "TooManyApplications")
      #expect(try await app.status("DELETE", app.base) == 204)
      #expect(try await app.send("POST", "/ucwa/v1/applications", fields: third).status == 201)
    }
  }

  @Test(arguments: Wire.both) func reachedUnderEveryPrefix(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let id = try #require(app.base.split(separator: "/").last)
      for path in [
        "/ucwa/v1/applications/", "/v1/applications/", "//v1/applications/", "/ucwa/oauth/v1/applications/",
        "/UCWA/V1/Applications/", "http://workline.contoso.test/ucwa/v1/applications/",
        "https://fe1.contoso.test:443//v1/applications/",
      ] {
        #expect(try await app.status("GET", path + id) == 200, "\(path)")
      }
    }
  }

  /// Links and Location use the prefix under which the application was created, whatever it is reached by later.
  @Test(arguments: Wire.both, ["/ucwa/v1", "/ucwa/oauth/v1", "/v1"])
  func linksUseThePrefixOfTheCreation(wire: Wire, prefix: String) async throws {
    try await withServer(wire) { server in
      var app = App(client: server.client, format: wire.format, token: try server.token(), base: "")
      let created = try await app.send("POST", prefix + "/applications", fields: Self.fields)
      app.base = try #require(created.headers["Location"])
      #expect(app.base.hasPrefix(prefix + "/applications/"))
      for (rel, href) in try Document(created).allLinks { #expect(href.hasPrefix(app.base), "\(rel)") }
      let again = try await app.send("POST", "/V1/applications", fields: Self.fields)
      #expect(try Document(again).href == app.base)
      let elsewhere = try await app.get("/ucwa/v1/applications/\(try #require(try Document(created)["id"]))")
      #expect(elsewhere.link("events") == app.base + "/events?ack=1")
      let invitation = try await app.start("+14255550121", phone: "+14255550129", ["operationId": "1"])
      #expect(invitation.hasPrefix(app.base))
      #expect(
        try await app.start("+14255550121", phone: "+14255550129", ["operationId": "1"]) == invitation)
      let events = app.events
      try await events.untilOver()
      #expect(await events.seen.allSatisfy { $0.href.hasPrefix(app.base) && $0.senderHref.hasPrefix(app.base) })
      #expect(await events.next.hasPrefix(app.base))
    }
  }

  @Test(arguments: Wire.both) func deniedUserAgents(wire: Wire) async throws {
    try await withDataDirectory { data in
      let promise = Promise<App>()
      try await withServer(wire, data: data, isNew: true) { server in
        promise.keep(.success(try await server.application(agent: "OldApp/1.2 (Phone)")))
      }
      let old = try await promise.value()
      try await withServer(
        wire, data: data, configure: { $0.deniedUserAgents = ["oldapp/1.*", "Toy"] }, isNew: false
      ) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        try app.refusal(try await app.send("GET", app.base), 404, "NotFound", "ApplicationNotFound")
        for agent in ["OldApp/1.2 (Phone)", "OLDAPP/1.", "toy"] {
          let fields = ["userAgent": agent, "endpointId": "1", "culture": "en-US"]
          try app.refusal(
            try await app.send("POST", "/ucwa/v1/applications", fields: fields), 410, "Gone", "UserAgentNotAllowed")
        }
        for agent in ["OldApp/2.0", "Toys", "My OldApp/1.2"] {
          _ = try await server.application(agent: agent)
        }
      }
    }
  }

  /// An idle application expires, and its set-ups end with it.
  @Test(arguments: Wire.both) func idle(wire: Wire) async throws {
    try await withServer(
      wire,
      configure: {
        $0.timeouts.applicationIdle = .seconds(1)
        $0.timeouts.eventTimeout = .seconds(1)
      }
    ) { server in
      let app = try await server.application(agent: "1")
      #expect(try await app.status("GET", "events?ack=0") == 200)
      _ = try await app.start("+14255550120", phone: "+14255550122")
      let other = try await server.application(agent: "2")
      let events = other.events
      try await events.until { $0.type == "completed" }
      #expect(await events.seen.last { $0.type == "completed" }?.subcode == "Canceled")
      try app.refusal(try await app.send("GET", app.base), 410, "Gone", "InactiveApplicationExpired")
      #expect(try await other.status("GET", other.base) == 200)
    }
  }

  /// Without use of the event channel another time counts, and what has expired is forgotten in the end.
  @Test(arguments: Wire.both) func idleWithoutEvents(wire: Wire) async throws {
    try await withServer(
      wire,
      configure: {
        $0.timeouts.applicationIdleWithoutEvents = .seconds(1)
        $0.timeouts.applicationUnknownAfter = .seconds(1)
      }
    ) { server in
      let app = try await server.application(agent: "1")
      let other = try await server.application(agent: "2")
      let held = try other.client.begin(other.request("GET", "events?ack=1"))
      try await eventually("one has expired") { server.applicationCount == 1 }
      try app.refusal(try await app.send("GET", app.base), 410, "Gone", "InactiveApplicationExpired")
      try await eventually("it is forgotten") { try await app.status("GET", app.base) != 410 }
      try app.refusal(try await app.send("GET", app.base), 404, "NotFound", "ApplicationNotFound")
      #expect(try await other.status("GET", other.base) == 200)
      held.leave()
    }
  }
}
