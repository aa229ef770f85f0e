import Foundation
import Store
import Testing

/// What the resources of an application hold, and that no link is dead.
@Suite(.timeLimit(.minutes(2))) struct ResourceTests {
  @Test(arguments: Wire.all) func meAndPhones(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let me = try await app.get("me")
      #expect(me.rel == "me")
      #expect(me["name"] == "Dana Example")
      #expect(me["uri"] == TestServer.dana)
      #expect(me["workPhoneNumber"] == "tel:+14255550100")
      #expect(me["mobilePhoneNumber"] == "tel:+14255550110")
      #expect(me["homePhoneNumber"] == nil)
      let phones = try await app.get(try #require(me.link("phones")))
      #expect(phones.embedded["phone"]?.map { $0["type"] } == ["work", "mobile", "home", "other"])
      let work = try await app.get("me/phones/work")
      #expect(work["number"] == "tel:+14255550100")
      #expect(work["includeInContactCard"] == "true")
      let home = try await app.get("me/phones/home")
      #expect(home["number"] == nil)
      #expect(home["includeInContactCard"] == "false")
      try app.refusal(try await app.send("GET", "me/phones/fax"), 404, "NotFound", "ResourceNotFound")
    }
  }

  @Test(arguments: Wire.all) func people(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      #expect(try await app.get("people").rel == "people")
      for id in ["erin@contoso.test", "sip:erin@contoso.test", "ERIN@contoso.test", "erin%40contoso.test"] {
        let erin = try await app.get("people/" + id)
        #expect(erin["name"] == "Erin Example")
        #expect(erin["uri"] == TestServer.erin)
        #expect(erin["workPhoneNumber"] == "tel:+14255550126")
      }
      let byNumber = try await app.get("people/+14255550126")
      #expect(byNumber["name"] == "Erin Example")
      #expect(byNumber.link("contactPresence") == app.base + "/people/erin@contoso.test/contactPresence")
      let number = try await app.get("people/+14255550120")
      #expect(number["uri"] == "tel:+14255550120")
      #expect(number["type"] == "Phone")
      #expect(try await app.get("people/pat@fabrikam.test")["sourceNetwork"] == "Federated")
      try app.refusal(try await app.send("GET", "people/nobody@contoso.test"), 404, "NotFound", "ResourceNotFound")
      try app.refusal(try await app.send("GET", "people/xyz"), 404, "NotFound", "ResourceNotFound")
    }
  }

  @Test(arguments: Wire.all) func communication(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let response = try await app.send("GET", "communication")
      let communication = try Document(response)
      #expect(communication.link("conversations") == app.base + "/communication/conversations")
      #expect(communication.link("startPhoneAudio") == app.base + "/communication/startPhoneAudio")
      #expect(communication["phoneNumber"] == "tel:+14255550110")
      #expect(communication.properties["supportedModalities"] == ["PhoneAudio"])
      let etag = try #require(communication["etag"])
      #expect(!etag.isEmpty && etag.allSatisfy(\.isNumber))
      let marker = try #require(
        communication.properties.first { $0.value == ["please pass this in a PUT request"] }?.key)
      if wire.format == .json {
        #expect(response.text.hasPrefix("{\"\(marker)\":"), "the marker comes first")
        #expect(response.text.contains("\"etag\":\"\(etag)\""), "a string, not a number")
        #expect(response.text.contains("\"revision\":\"2\""))
      }
      #expect(try await app.get(app.base).child("communication")?.properties[marker] != nil)
    }
  }

  @Test(arguments: Wire.all) func withoutPhoneAudio(wire: Wire) async throws {
    try await withServer(wire) { server in
      var fay = User(uri: "sip:fay@contoso.test", name: "Fay Example", mobileNumber: "+14255550112")
      fay.phoneAudioEnabled = false
      try server.add(fay)
      let app = try await server.application("sip:fay@contoso.test")
      let communication = try await app.get("communication")
      #expect(communication.link("startPhoneAudio") == nil)
      #expect(communication.properties["supportedModalities"] ?? [] == [])
      try app.refusal(
        try await app.send("POST", "communication/startPhoneAudio", fields: ["to": "+14255550120"]), 403, "Forbidden")
    }
  }

  /// Follows every link and every embedded resource from the application on, in each state of a call.
  @Test(arguments: Wire.all) func noLinkIsDead(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      _ = try await walk(app)
      _ = try await app.start("+14255550122", ["operationId": "a"])
      _ = try await events.until { $0.rel == "phoneAudioInvitation" }
      var rels = try await walk(app)
      #expect(rels.isSuperset(of: ["conversation", "phoneAudio", "localParticipant", "participants"]))
      _ = try await events.until { $0.resource?["state"] == "Alerting" }
      rels = try await walk(app)
      #expect(rels.contains("participantAudio"))
      _ = try await app.start("+14255550129", ["operationId": "b"])
      try await events.untilCompleted()
      rels = try await walk(app, and: await events.seen)
      #expect(rels.isSuperset(of: ["participant", "stopPhoneAudio", "cancel", "contact", "me", "phones"]))
      for conversation in try await app.get("communication/conversations").links["conversation"] ?? [] {
        #expect(try await app.status("DELETE", conversation) == 204)
      }
      _ = try await walk(app)
    }
  }

  /// Links that are operations: not followed, but their path must know POST and nothing else.
  private static let operations: Set<String> = [
    "startPhoneAudio", "cancel", "stopPhoneAudio", "addPhoneAudio", "replaceWithPhoneAudio", "transferPhoneAudio",
    "holdPhoneAudio", "resumePhoneAudio",
    "makeMeAvailable", "reportMyActivity", "decline", "changeNumber", "changeVisibility", "batch",
    "startOrRefreshSubscriptionToContactsAndGroups",
    "stopSubscriptionToContactsAndGroups", "removeContactFromAllGroups", "subscribeToGroupPresence",
    "addToContactList", "removeFromContactList", "addToPresenceSubscription", "resetContactPrivacyRelationship",
    "turnOffCallForwarding", "immediateForwardToContact", "immediateForwardToDelegates", "immediateForwardToVoicemail",
    "simultaneousRingToContact", "simultaneousRingToDelegates", "simultaneousRingToTeam", "unansweredCallToContact",
    "unansweredCallToVoicemail", "resetUnansweredCallSettings",
  ]

  private func walk(_ app: App, and events: [TestEvent] = []) async throws -> Set<String> {
    var waiting = [(rel: "application", href: app.base)]
    // Of events only the newest look at a resource still holds.
    var newest: [String: Document] = [:]
    for event in events { if let resource = event.resource { newest[event.href] = resource } }
    waiting += newest.values.flatMap(\.allLinks).filter { !Self.operations.contains($0.rel) }
    var visited: Set<String> = []
    var rels: Set<String> = []
    while let (rel, href) = waiting.popLast() {
      rels.insert(rel)
      guard visited.insert(href).inserted, rel != "events", !href.hasPrefix("data:") else { continue }
      #expect(href.hasPrefix(app.base), "\(rel) \(href)")
      // A search that asks for nothing is refused.
      let response = try await app.send("GET", rel == "search" && !href.contains("?") ? href + "?query=e" : href)
      if Self.operations.contains(rel) {
        #expect(response.status == 405, "\(rel)")
        #expect(response.headers["Allow"] == "POST", "\(rel)")
        continue
      }
      guard response.status == 200 else {
        Issue.record("\(rel) \(href): \(response.status) \(response.text)")
        continue
      }
      let document = try Document(response)
      #expect(document.href == href || rel == "search", "self of \(rel)")
      waiting += document.allLinks
    }
    return rels
  }
}
