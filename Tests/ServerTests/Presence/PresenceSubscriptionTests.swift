import Foundation
import Store
import Testing

@testable import Server

/// Presence subscriptions: who is followed, for how long, and what is told.
@Suite(.timeLimit(.minutes(2))) struct PresenceSubscriptionTests {
  private static let path = "people/presenceSubscriptions"

  /// A body with a list, which the tests' dictionaries cannot hold.
  private func body(_ app: App, _ name: String, _ uris: [String], duration: Int? = nil) -> String {
    switch app.format {
    case .json:
      let list = uris.map { "\"" + $0.replacing("\"", with: "\\\"") + "\"" }.joined(separator: ",")
      return "{" + (duration.map { "\"duration\":\($0)," } ?? "") + "\"\(name)\":[\(list)]}"
    case .xml:
      let items = uris.map { "<item>\($0)</item>" }.joined()
      let time = duration.map { "<property name=\"duration\">\($0)</property>" } ?? ""
      return "<input xmlns=\"http://schemas.microsoft.com/rtc/2012/03/ucwa\">\(time)"
        + "<propertyList name=\"\(name)\">\(items)</propertyList></input>"
    }
  }

  private func subscribe(_ app: App, _ uris: [String], _ duration: Int = 15) async throws -> Document {
    let response = try await app.send("POST", Self.path, body: body(app, "uris", uris, duration: duration))
    try #require(response.status == 201, "\(response.text)")
    let subscription = try Document(response)
    #expect(response.headers["Location"] == subscription.href)
    return subscription
  }

  private func contacts(_ app: App) async throws -> [String] {
    (try await app.get("people/subscribedContacts").links["contact"] ?? []).map {
      String($0.split(separator: "/").last ?? "")
    }
  }

  @Test(arguments: Wire.all) func aSubscriptionFromFirstToLast(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      // As the samples have it: quoted, with blanks around the colon.
      let subscription = try await subscribe(app, ["\"sip : erin@contoso.test\"", "tel:+14255550199"])
      #expect(subscription.rel == "presenceSubscription")
      #expect(try await contacts(app) == ["erin@contoso.test", "+14255550199"])
      #expect(try await app.get(Self.path).child("presenceSubscription")?["id"] == subscription["id"])
      let memberships = try #require(subscription.link("memberships"))
      #expect(try await app.get(memberships).embedded["presenceSubscriptionMembership"]?.count == 2)
      let add = try #require(subscription.link("addToPresenceSubscription"))
      let uris = body(app, "contactUris", ["sip:pat@fabrikam.test", "sip:erin@contoso.test"])
      let added = try await app.send("POST", add, body: uris)
      #expect(added.status == 201, "\(added.text)")
      #expect(try await app.send("POST", "people/presenceSubscriptionMemberships", body: uris).status == 201)
      let all = try await app.get("people/presenceSubscriptionMemberships")
      let members = all.embedded["presenceSubscriptionMembership"] ?? []
      #expect(members.count == 3)
      #expect(try await app.get(members[2].href).link("contact") == app.base + "/people/pat@fabrikam.test")
      #expect(try await app.status("DELETE", members[2].href) == 204)
      #expect(try await app.status("DELETE", members[2].href) == 404)
      #expect(try await contacts(app).count == 2)
      let extended = try await app.send("POST", subscription.href + "?duration=30")
      #expect(extended.status == 200)
      #expect(try await app.status("DELETE", subscription.href) == 204)
      #expect(try await app.status("GET", subscription.href) == 404)
      #expect(try await contacts(app).isEmpty)
    }
  }

  @Test(arguments: Wire.both) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.watchedContacts = 3 }) { server in
      let app = try await server.application()
      for (duration, uris, name) in [
        (9, ["sip:erin@contoso.test"], "duration"), (31, ["sip:erin@contoso.test"], "duration"),
        (15, ["sip:nobody@contoso.test"], "uris"), (15, [], "uris"),
      ] {
        let response = try await app.send("POST", Self.path, body: body(app, "uris", uris, duration: duration))
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try Fault(response).parameters == [name])
      }
      let three = ["sip:erin@contoso.test", "sip:dana@contoso.test", "tel:+14255550199"]
      try app.refusal(
        try await app.send("POST", Self.path, body: body(app, "uris", three, duration: 10)), 403, "Forbidden",
        "LimitExceeded")
      #expect(try await contacts(app).isEmpty)
      _ = try await subscribe(app, Array(three[..<2]))
      try app.refusal(
        try await app.send(
          "POST", "people/presenceSubscriptionMemberships", body: body(app, "contactUris", [three[2]])),
        403, "Forbidden", "LimitExceeded")
      try app.refusal(try await app.send("GET", Self.path + "/none"), 404, "NotFound", "ResourceNotFound")
    }
  }

  /// A watches B: B's call shows as Busy and on-the-phone, and its end as what B was before.
  @Test(arguments: Wire.all) func aCallOfAnotherIsSeen(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let erin = try await server.application(TestServer.erin, agent: "Erin")
      try await server.makeAvailable(erin)
      _ = try await subscribe(app, ["sip:erin@contoso.test"])
      // What waits is merged, so each stage is looked at as it comes.
      let reader = app.events
      _ = try await server.told(app, reader)
      let events = erin.events
      _ = try await erin.start("+14255550126", phone: "+14255550129")
      try await events.untilCompleted()
      _ = try await server.told(app, reader)
      #expect(try await app.get("people/erin@contoso.test/contactPresence")["activity"] == "on-the-phone")
      let conversation = try #require(
        try await erin.get("communication/conversations").embedded["conversation"]?.first?.href)
      #expect(try await erin.status("POST", conversation + "/phoneAudio/stopPhoneAudio") == 204)
      try await events.untilOver()
      let told = try await server.told(app, reader)
      #expect(told.map { $0["availability"] } == ["Online", "Busy", "Online"])
      #expect(told.map { $0["activity"] } == [nil, "on-the-phone", nil])
    }
  }

  @Test(arguments: Wire.both) func whatTheChannelTells(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let reader = app.events
      let subscription = try await subscribe(app, ["sip:erin@contoso.test"], 10)
      // What the contact shows is told by another thread.
      try await eventually("what the contact shows") {
        _ = try await server.told(app, reader)
        return await reader.seen.contains { $0.rel == "contactPresence" }
      }
      let now = Clock.wallMilliseconds
      server.server.handler.expirePresenceSubscriptions(now: now + 7 * 60_000)
      server.server.handler.expirePresenceSubscriptions(now: now + 9 * 60_000)
      server.server.handler.expirePresenceSubscriptions(now: now + 11 * 60_000)
      _ = try await server.told(app, reader)
      let seen = await reader.seen.filter { $0.sender == "people" && !$0.rel.hasPrefix("contactS") }
      #expect(
        seen.map(\.description).filter { !$0.contains("contactNote") && !$0.contains("contactLocation") } == [
          "people: added presenceSubscription", "people: added contact in subscribedContacts",
          "people: updated contactPresence", "people: updated presenceSubscription",
          "people: deleted contact in subscribedContacts", "people: deleted presenceSubscription",
        ])
      #expect(try await app.status("GET", subscription.href) == 404)
    }
  }

  @Test(arguments: Wire.both) func groups(wire: Wire) async throws {
    try await withServer(wire) { server in
      try server.server.context.groups.addGroup(DistributionGroup(uri: "sip:sales@contoso.test", name: "Sales"))
      try server.server.context.groups.addMember("sip:dana@contoso.test", to: "sip:sales@contoso.test")
      let app = try await server.application()
      _ = try await app.send(
        "POST", "people/groupMemberships", fields: ["contactUri": "sip:erin@contoso.test", "groupId": "pinned"])
      let pinned = try #require(try await app.get("people/pinnedGroup").link("subscribeToGroupPresence"))
      #expect(try await app.status("POST", pinned + "&duration=10") == 201)
      #expect(try await contacts(app) == ["erin@contoso.test"])
      let sales = try #require(
        try await app.get("people/distributionGroups/sales@contoso.test").link("subscribeToGroupPresence"))
      #expect(try await app.status("POST", sales + "&duration=10") == 201)
      #expect(try await contacts(app) == ["erin@contoso.test", "dana@contoso.test"])
      #expect(try await app.status("POST", "people/groups/subscribeToGroupPresence?groupId=x&duration=10") == 404)
    }
  }

  /// They end with their application, and outlive the process with it.
  @Test(arguments: Wire.both) func aRestartKeepsThem(wire: Wire) async throws {
    try await withDataDirectory { data in
      let before = Promise<(App, String)>()
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application()
        let other = try await server.application(agent: "Other")
        _ = try await subscribe(other, ["sip:erin@contoso.test"])
        #expect(try await other.status("DELETE", other.base) == 204)
        before.keep(.success((app, try await subscribe(app, ["sip:erin@contoso.test"]).href)))
      }
      let (old, subscription) = try await before.value()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        try await isKept(subscription, app, server)
      }
    }
  }

  private func isKept(_ subscription: String, _ app: App, _ server: TestServer) async throws {
    #expect(try await app.get(subscription).rel == "presenceSubscription")
    #expect(try await contacts(app) == ["erin@contoso.test"])
    let erin = try await server.application(TestServer.erin, agent: "Erin")
    let reader = app.events
    _ = try await server.told(app, reader)
    try await server.makeAvailable(erin)
    let told = try await server.told(app, reader)
    #expect(told.map { $0["availability"] } == ["Offline", "Online"])
  }
}
