import Foundation
import Store
import Testing

@testable import Server

/// startPhoneAudioOnBehalfOfDelegator: who may, as whom, and what is seen of it.
@Suite(.timeLimit(.minutes(2))) struct OnBehalfTests {
  private static let path = "communication/startPhoneAudioOnBehalfOfDelegator"
  private static let gus = Scenario.gus
  private static let hal = "sip:hal@contoso.test"

  private func addHal(_ server: TestServer, mayCall: Bool = true) throws {
    var hal = Store.User(uri: Self.hal, name: "Hal Example", workNumber: "+14255550153")
    hal.phoneAudioEnabled = mayCall
    try server.add(hal)
    try server.directory.addDelegate(TestServer.dana, of: Self.hal)
    server.refresh()
  }

  @Test(arguments: Wire.all) func theInvitationNamesTheDelegator(wire: Wire) async throws {
    try await withServer(wire) { server in
      try Scenario.giveDelegates(server)
      let app = try await server.application()
      let start = try #require(try await app.get("communication").link("startPhoneAudioOnBehalfOfDelegator"))
      let events = app.events
      let location = try await app.call(
        start,
        [
          "to": "+14255550120", "operationId": "1", "subject": "S", "importance": "Urgent", "threadId": "t",
          "delegator": Self.gus,
        ])
      let invitation = try await app.get(location)
      #expect(invitation["delegator"] == Self.gus)
      #expect(invitation.link("delegator") == app.base + "/people/gus@contoso.test")
      #expect(try await app.get(try #require(invitation.link("delegator")))["name"] == "Gus Example")
      // The caller's own telephone rings, and he is the one who invites.
      #expect(invitation["phoneNumber"] == "tel:+14255550110")
      #expect(invitation.child("from")?["uri"] == TestServer.dana)
      #expect(invitation["subject"] == "S")
      #expect(invitation["importance"] == "Urgent")
      #expect(invitation["threadId"] == "t")
      #expect(invitation["operationId"] == "1")
      #expect(try await events.untilCompleted().status == "Success")
      for event in await events.seen where event.rel == "phoneAudioInvitation" {
        #expect(event.resource?["delegator"] == Self.gus)
      }
      #expect(
        await events.seen.map(\.description)
          == CourseTests.begin + CourseTests.ownPhoneAnswered + CourseTests.alerting + CourseTests.connected)
      // A call of one's own says nothing of it.
      let own = try await app.get(try await app.start("+14255550122", phone: "+14255550140"))
      #expect(own["delegator"] == nil && own.link("delegator") == nil)
    }
  }

  @Test(arguments: Wire.all) func onWhoseBehalf(wire: Wire) async throws {
    try await withServer(wire) { server in
      try Scenario.giveDelegates(server)
      let app = try await server.application()
      var fields = ["to": "+14255550122", "phoneNumber": "+14255550140"]
      func delegator() async throws -> String? { try await app.get(try await app.call(Self.path, fields))["delegator"] }
      #expect(try await delegator() == Self.gus, "the only one there is")
      for name in ["gus", "GUS@contoso.test", "sip : gus@contoso.test"] {
        fields["delegator"] = name
        #expect(try await delegator() == Self.gus, "\(name)")
      }
      try addHal(server)
      fields["delegator"] = nil
      let several = try await app.send("POST", Self.path, fields: fields)
      try app.refusal(several, 400, "BadRequest", "ParameterValidationFailure")
      #expect(try Fault(several).parameters == ["delegator"])
      fields["delegator"] = "hal"
      #expect(try await delegator() == Self.hal)
      for wrong in ["sip:", "sip:@contoso.test", "http://contoso.test"] {
        fields["delegator"] = wrong
        let response = try await app.send("POST", Self.path, fields: fields)
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try Fault(response).parameters == ["delegator"], "\(wrong)")
      }
    }
  }

  /// 403: who is no delegate, of nobody or not of the one named, and who is unknown; nothing rings.
  @Test(arguments: Wire.all) func whoMayNot(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let fields = ["to": "+14255550120", "delegator": TestServer.erin]
      func refused(_ fields: [String: String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try app.refusal(
          try await app.send("POST", Self.path, fields: fields), 403, "Forbidden", sourceLocation: sourceLocation)
      }
      #expect(try await app.get("communication").link("startPhoneAudioOnBehalfOfDelegator") == nil)
      try await refused(fields)
      try await refused(["to": "+14255550120"])
      try Scenario.giveDelegates(server)
      // Erin is Dana's delegate, not the other way round; nobody is his own; a stranger is told nothing else.
      for other in [TestServer.erin, TestServer.dana, "sip:nobody@contoso.test", "nobody", "sip:gus@fabrikam.test"] {
        try await refused(["to": "+14255550120", "delegator": other])
      }
      // A delegator who may not call cannot be called for, and as the only one offers no link.
      var gus = try #require(try server.directory.user(uri: Self.gus))
      gus.phoneAudioEnabled = false
      try server.directory.updateUser(gus)
      server.refresh()
      #expect(try await app.get("communication").link("startPhoneAudioOnBehalfOfDelegator") == nil)
      try await refused(["to": "+14255550120", "delegator": Self.gus])
      try await refused(["to": "+14255550120"])
      gus.phoneAudioEnabled = true
      try server.directory.updateUser(gus)
      // Nor may a delegate who may not call himself.
      var dana = try #require(try server.directory.user(uri: TestServer.dana))
      dana.phoneAudioEnabled = false
      try server.directory.updateUser(dana)
      server.refresh()
      #expect(try await app.get("communication").link("startPhoneAudioOnBehalfOfDelegator") == nil)
      try await refused(["to": "+14255550120"])
      #expect(try await app.get("communication/conversations").links["conversation"] == nil)
      #expect(server.server.labStatistics.isEmpty, "nothing has rung")
    }
  }

  /// What the administrator changes takes effect while the application runs, which is told.
  @Test(arguments: Wire.all) func theAdministratorsChangesAreTold(wire: Wire) async throws {
    try await withServer(wire) { server in
      try Scenario.giveDelegates(server)
      let app = try await server.application()
      let subscription = "people/contactsAndGroupsSubscription/startOrRefreshSubscriptionToContactsAndGroups"
      #expect(try await app.status("POST", subscription + "?duration=30") == 200)
      let groups = try await app.get("people/groups")
      let delegators = try #require(groups.child("delegatorsGroup"))
      #expect(groups.child("delegatesGroup")?["id"] == "delegates")
      #expect(delegators["name"] == "Delegators")
      #expect(try await app.get(delegators.href).properties == delegators.properties)
      let members = try await app.get(try #require(delegators.link("groupContacts")))
      #expect(members.embedded["contact"]?.map { $0["uri"] } == [Self.gus])
      let linked = try await app.get("people/groups?expand=false")
      #expect(linked.link("delegatorsGroup") == delegators.href)
      let watch = try await app.send("POST", try #require(delegators.link("subscribeToGroupPresence")) + "&duration=11")
      #expect(watch.status == 201)

      let events = app.events
      try server.directory.removeDelegate(TestServer.dana, of: Self.gus)
      try addHal(server, mayCall: false)
      try server.directory.removeDelegate(TestServer.dana, of: Self.hal)
      try server.directory.removeUser(uri: TestServer.erin)
      server.refresh()
      try await events.until { $0.rel == "delegatorsGroup" && $0.type == "deleted" }
      // What waits for its turn goes out before an event that does not.
      let ours = ["communication", "contact", "delegatesGroup", "delegatorsGroup"]
      let told = await events.seen.filter {
        ours.contains($0.rel) && $0.collection != "subscribedContacts"
      }.map(\.description)
      #expect(
        told == [
          "communication: updated communication", "people: added contact in delegatorsGroup",
          "people: deleted contact in delegatorsGroup", "people: deleted contact in delegatesGroup",
          "people: deleted delegatesGroup in myGroups", "people: deleted contact in delegatorsGroup",
          "people: deleted delegatorsGroup in myGroups",
        ])
      let update = try #require(await events.seen.first { $0.rel == "communication" }?.resource)
      #expect(update.link("startPhoneAudioOnBehalfOfDelegator") == nil && update.link("startPhoneAudio") != nil)
      #expect(try await app.status("GET", delegators.href) == 404)
      #expect(try await app.status("GET", try #require(delegators.link("groupContacts"))) == 404)
      #expect(try await app.get("people/groups").child("delegatesGroup") == nil)
      try app.refusal(try await app.send("POST", Self.path, fields: ["to": "+14255550120"]), 403, "Forbidden")
    }
  }

  /// A thread goes on, also where a call of one's own began it.
  @Test(arguments: Wire.both) func aThreadGoesOn(wire: Wire) async throws {
    try await withServer(wire) { server in
      try Scenario.giveDelegates(server)
      let app = try await server.application()
      let events = app.events
      let first = try await app.get(try await app.start("+14255550121", phone: "+14255550129", ["threadId": "t"]))
      try await events.untilOver()
      let fields = ["to": "+14255550122", "phoneNumber": "+14255550140", "threadId": "t"]
      let second = try await app.get(try await app.call(Self.path, fields))
      #expect(second.link("conversation") == first.link("conversation"))
      try app.refusal(
        try await app.send("POST", Self.path, fields: fields), 409, "Conflict", "ThreadIdAlreadyExists")
    }
  }
}
