import Foundation
import Store
import Testing

@testable import Server

/// The contact list: contacts, groups, memberships, their limits and events, and that a restart keeps them.
@Suite(.timeLimit(.minutes(2))) struct ContactListTests {
  private static let memberships = "people/groupMemberships"

  private func ids(_ document: Document, _ rel: String = "contact") -> [String] {
    (document.embedded[rel] ?? []).compactMap { $0["uri"] }
  }

  private func makeGroup(_ name: String, _ app: App) async throws -> Document {
    let response = try await app.send("POST", "people/groups", fields: ["displayName": name])
    try #require(response.status == 201, "\(response.text)")
    let group = try Document(response)
    #expect(response.headers["Location"] == group.href)
    return group
  }

  private func add(_ contact: String, to group: String? = nil, _ app: App) async throws -> Document {
    var fields = ["contactUri": contact]
    fields["groupId"] = group
    let response = try await app.send("POST", Self.memberships, fields: fields)
    try #require(response.status == 201, "\(response.text)")
    return try Document(response)
  }

  @Test(arguments: Wire.all) func groups(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let empty = try await app.get("people/groups")
      #expect(empty.child("defaultGroup")?["id"] == "default")
      #expect(empty.child("pinnedGroup")?["name"] == "Favorites")
      let group = try await makeGroup("Team", app)
      #expect(group.rel == "group")
      #expect(try await app.get(group.href)["name"] == "Team")
      #expect(try await app.get("people/groups").embedded["group"]?.map { $0["name"] } == ["Team"])
      let linked = try await app.get("people/groups?expand=false")
      #expect(linked.links["group"] == [group.href])
      #expect(linked.embedded.isEmpty)
      try app.refusal(
        try await app.send("POST", "people/groups", fields: ["displayName": "Team"]), 409, "Conflict", "AlreadyExists")
      let long = String(repeating: "n", count: 257)
      try app.refusal(
        try await app.send("POST", "people/groups", fields: ["displayName": long]), 400, "BadRequest",
        "ParameterValidationFailure")
      #expect(try await app.status("DELETE", group.href) == 204)
      #expect(try await app.status("DELETE", group.href) == 404)
      #expect(try await app.status("DELETE", "people/groups/default") == 404)
    }
  }

  @Test(arguments: Wire.all) func renaming(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let group = try await makeGroup("Team", app)
      let marker = try #require(group.properties.first { $0.value == ["please pass this in a PUT request"] }?.key)
      let body = app.format.body(["name": "Crew", "id": group["id"] ?? "", marker: "please pass this in a PUT request"])
      let etag = try #require(group["etag"])
      try app.refusal(try await app.send("PUT", group.href, body: body), 428, "PreconditionRequired")
      let renamed = try await app.send("PUT", group.href, body: body, headers: ["If-Match": etag])
      #expect(renamed.status == 204)
      #expect(try await app.get(group.href)["name"] == "Crew")
      try app.refusal(
        try await app.send("PUT", group.href, body: body, headers: ["If-Match": etag]), 412, "PreconditionFailed")
      _ = try await makeGroup("Team", app)
    }
  }

  @Test(arguments: Wire.all) func contacts(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let id = try #require(try await makeGroup("Team", app)["id"])
      let membership = try await add("sip:ERIN@contoso.test", to: id, app)
      #expect(membership.rel == "myGroupMembership")
      #expect(membership.link("contact") == app.base + "/people/erin@contoso.test")
      #expect(membership.link("group") == app.base + "/people/groups/" + id)
      _ = try await add("tel:+14255550199", app)
      _ = try await add("sip:pat@fabrikam.test", to: "pinned", app)
      _ = try await add("sip:erin@contoso.test", to: "pinned", app)
      let contacts = try await app.get("people/contacts")
      #expect(Set(ids(contacts)) == ["sip:erin@contoso.test", "tel:+14255550199", "sip:pat@fabrikam.test"])
      #expect(ids(contacts).count == 3)
      #expect(ids(try await app.get("people/groups/\(id)/contacts")) == ["sip:erin@contoso.test"])
      #expect(try await app.get("people/groups/pinned/contacts?expand=false").links["contact"]?.count == 2)
      #expect(try await app.get(Self.memberships).embedded["myGroupMembership"]?.count == 4)
      #expect(try await app.get("\(Self.memberships)?groupId=\(id)").embedded["myGroupMembership"]?.count == 1)
      #expect(try await app.get("people/groups/\(id)/memberships").child("myGroupMembership")?.href == membership.href)
      #expect(try await app.get(membership.href).links == membership.links)
      // What is in no other group goes to the default group when its own goes.
      _ = try await add("sip:dana@contoso.test", to: id, app)
      #expect(try await app.status("DELETE", "people/groups/" + id) == 204)
      #expect(
        ids(try await app.get("people/groups/default/contacts")) == ["tel:+14255550199", "sip:dana@contoso.test"])
      #expect(try await app.status("DELETE", membership.href) == 404)
      let pinned = app.base + "/\(Self.memberships)/pinned%2Cpat@fabrikam.test"
      #expect(try await app.status("DELETE", pinned) == 204)
      let all = Self.memberships + "/removeContactFromAllGroups"
      #expect(try await app.send("POST", all, fields: ["contactUri": "sip:erin@contoso.test"]).status == 204)
      #expect(try await app.send("POST", all, fields: ["contactUri": "sip:erin@contoso.test"]).status == 404)
      #expect(
        ids(try await app.get("people/contacts")) == ["tel:+14255550199", "sip:dana@contoso.test"])
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(
      wire,
      configure: {
        $0.limits.contactsPerUser = 1
        $0.limits.groupsPerUser = 1
      }
    ) { server in
      let app = try await server.application()
      for address in ["sip:nobody@contoso.test", "xyz", "ftp:x"] {
        let response = try await app.send("POST", Self.memberships, fields: ["contactUri": address])
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try Fault(response).parameters == ["contactUri"])
      }
      try app.refusal(
        try await app.send(
          "POST", Self.memberships, fields: ["contactUri": "sip:erin@contoso.test", "groupId": "none"]),
        404, "NotFound", "ResourceNotFound")
      _ = try await add("sip:erin@contoso.test", app)
      _ = try await add("sip:erin@contoso.test", to: "pinned", app)
      try app.refusal(
        try await app.send("POST", Self.memberships, fields: ["contactUri": "sip:dana@contoso.test"]), 403,
        "Forbidden", "LimitExceeded")
      _ = try await makeGroup("Team", app)
      try app.refusal(
        try await app.send("POST", "people/groups", fields: ["displayName": "More"]), 409, "Conflict", "TooManyGroups")
    }
  }

  @Test(arguments: Wire.all) func events(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let path = "people/contactsAndGroupsSubscription"
      #expect(try await app.get(path)["state"] == "Disconnected")
      #expect(try await app.get(path).link("stopSubscriptionToContactsAndGroups") == nil)
      _ = try await makeGroup("Unheard", app)
      let start = path + "/startOrRefreshSubscriptionToContactsAndGroups"
      try app.refusal(
        try await app.send("POST", start + "?duration=9"), 400, "BadRequest", "ParameterValidationFailure")
      let response = try await app.send("POST", start + "?duration=30")
      #expect(try Document(response)["state"] == "Connected")
      let reader = app.events
      let group = try await makeGroup("Team", app)
      _ = try await add("sip:erin@contoso.test", to: group["id"], app)
      #expect(try await app.status("DELETE", group.href) == 204)
      try await reader.until { $0.type == "deleted" && $0.rel == "group" }
      let seen = await reader.seen
      #expect(
        seen.map(\.description) == [
          "people: added group in myGroups", "people: added contact in myContacts", "people: added contact in group",
          "people: added contact in defaultGroup", "people: deleted group in myGroups",
        ])
      #expect(seen[0].resource?["name"] == "Team")
      #expect(seen[1].resource?["name"] == "Erin Example")
      let stop = try #require(try await app.get(path).link("stopSubscriptionToContactsAndGroups"))
      #expect(try await app.status("POST", stop) == 204)
      #expect(try await app.status("POST", stop) == 409)
    }
  }

  @Test(arguments: Wire.both) func distributionGroups(wire: Wire) async throws {
    try await withServer(wire) { server in
      let groups = server.server.context.groups
      try groups.addGroup(DistributionGroup(uri: "sip:sales@contoso.test", name: "Sales"))
      try groups.addGroup(DistributionGroup(uri: "sip:west@contoso.test", name: "West"))
      for member in ["sip:west@contoso.test", "sip:erin@contoso.test"] {
        try groups.addMember(member, to: "sip:sales@contoso.test")
      }
      try groups.addMember("sip:dana@contoso.test", to: "sip:west@contoso.test")
      let app = try await server.application()
      let sales = try await app.get("people/distributionGroups/sales@contoso.test")
      #expect(sales["uri"] == "sip:sales@contoso.test")
      #expect(sales.link("removeFromContactList") == nil)
      let expanded = try await app.get(try #require(sales.link("expandDistributionGroup")))
      #expect(ids(expanded) == ["sip:dana@contoso.test", "sip:erin@contoso.test"])
      #expect(ids(expanded, "distributionGroup") == ["sip:west@contoso.test"])
      #expect(try await app.status("POST", try #require(sales.link("addToContactList"))) == 204)
      let listed = try await app.get("people/groups")
      #expect(listed.embedded["distributionGroup"]?.map { $0["name"] } == ["Sales"])
      let remove = try #require(try await app.get(sales.href).link("removeFromContactList"))
      #expect(try await app.status("POST", remove) == 204)
      #expect(try await app.get("people/groups").embedded["distributionGroup"] == nil)
      #expect(try await app.status("POST", remove) == 404)
      try app.refusal(
        try await app.send(
          "POST", "people/addToContactList", fields: ["smtpAddress": "x@contoso.test", "displayName": "X"]),
        404, "NotFound", "ResourceNotFound")
      try app.refusal(
        try await app.send("POST", Self.memberships, fields: ["contactUri": "sip:sales@contoso.test"]), 400,
        "BadRequest", "ParameterValidationFailure")
    }
  }

  @Test(arguments: Wire.both) func aRestartKeepsThem(wire: Wire) async throws {
    try await withDataDirectory { data in
      let before = Promise<(App, String)>()
      try await withServer(wire, data: data, isNew: true) { server in
        try server.server.context.groups.addGroup(DistributionGroup(uri: "sip:sales@contoso.test", name: "Sales"))
        let app = try await server.application()
        let group = try await makeGroup("Team", app)
        _ = try await add("sip:erin@contoso.test", to: group["id"], app)
        _ = try await add("tel:+14255550199", app)
        _ = try await app.send(
          "POST", "people/addToContactList", fields: ["smtpAddress": "sales@contoso.test", "displayName": "Sales"])
        before.keep(.success((app, group.href)))
      }
      let (old, group) = try await before.value()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        try await isKept(group, app)
      }
    }
  }

  private func isKept(_ group: String, _ app: App) async throws {
    #expect(try await app.get(group)["name"] == "Team")
    #expect(Set(ids(try await app.get("people/contacts"))) == ["sip:erin@contoso.test", "tel:+14255550199"])
    #expect(try await app.get("people/groups").embedded["distributionGroup"]?.count == 1)
    #expect(try await app.status("DELETE", group) == 204)
  }

  @Test func subscriptionsEndOnTime() {
    let contacts = UserContacts()
    let minute: Int64 = 60_000
    #expect(ListSubscription.lasting(10, after: nil, now: 0) == 10 * minute)
    #expect(ListSubscription.lasting(60, after: nil, now: 0) == 60 * minute)
    #expect(ListSubscription.lasting(15, after: 10 * minute, now: 0) == 25 * minute)
    #expect(ListSubscription.lasting(25, after: 10 * minute, now: 0) == 30 * minute)
    #expect(ListSubscription.lasting(10, after: 60 * minute, now: 0) == 60 * minute)
    contacts.set(ListSubscription(end: 10 * minute), of: "a")
    #expect(contacts.expire(now: 7 * minute) == ([], []))
    #expect(contacts.expire(now: 8 * minute) == (["a"], []))
    #expect(contacts.expire(now: 9 * minute) == ([], []))
    #expect(contacts.expire(now: 10 * minute) == ([], ["a"]))
    #expect(contacts.subscription("a") == nil)
  }
}
