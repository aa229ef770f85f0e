import Foundation
import SIP
import Store
import Testing

@testable import Server

/// Something going on while an application is looked at.
struct Scenario: Sendable, CustomTestStringConvertible {
  let name: String
  var user = TestServer.dana
  /// How somebody calls the user, after his application has said that it takes calls; nil if nobody does.
  var callsIn: (@Sendable (SIPCaller, TestServer) async throws -> Void)?
  /// Brings it about; what is not offered is left out.
  let prepare: @Sendable (App, EventRecorder) async throws -> Void

  var testDescription: String { name }

  static let fay = "sip:fay@contoso.test"

  static let all: [Scenario] = [
    Scenario(name: "nothing") { _, _ in },
    Scenario(name: "own phone rings") { app, events in
      _ = try await app.start("+14255550120", phone: "+14255550122", details)
      try await events.until { $0.rel == "phoneAudio" }
    },
    Scenario(name: "other side rings") { app, events in
      _ = try await app.start("+14255550122", phone: "+14255550140", details)
      try await events.until { $0.resource?["state"] == "Alerting" }
    },
    Scenario(name: "connected") { app, events in
      let response = try await app.send(
        "POST", "communication/startPhoneAudio",
        body: app.format.body(
          details.merging(["to": "+14255550126", "phoneNumber": "+14255550140"]) { $1 },
          customContent: "data:text/plain,a+b"))
      #expect(response.status == 201, "\(response.text)")
      try await events.until { $0.type == "completed" }
    },
    Scenario(name: "held") { app, events in
      let invitation = try await app.get(try await app.start("+14255550126", phone: "+14255550140", details))
      try await events.until { $0.type == "completed" }
      let call = try await app.get(try #require(invitation.link("phoneAudio")))
      #expect(try await app.status("POST", try #require(call.link("holdPhoneAudio"))) == 204)
      try await events.until { $0.rel == "phoneAudio" && $0.resource?.link("resumePhoneAudio") != nil }
    },
    Scenario(name: "connected after forwarding") { app, events in
      _ = try await app.start("+14255550125", phone: "+14255550140")
      try await events.until { $0.type == "completed" }
    },
    Scenario(name: "ended") { app, events in
      let invitation = try await app.get(try await app.start("+14255550129", phone: "+14255550140", details))
      try await events.until { $0.type == "completed" }
      let conversation = try #require(invitation.link("conversation"))
      #expect(try await app.status("POST", conversation + "/phoneAudio/stopPhoneAudio") == 204)
      try await events.until { $0.rel == "conversation" && $0.resource?["state"] == "Disconnected" }
    },
    Scenario(name: "failed") { app, events in
      _ = try await app.start("+14255550121", phone: "+14255550140")
      try await events.until { $0.rel == "conversation" && $0.resource?["state"] == "Disconnected" }
    },
    Scenario(name: "deleted") { app, events in
      let invitation = try await app.get(try await app.start("+14255550129", phone: "+14255550140", details))
      try await events.until { $0.type == "completed" }
      #expect(try await app.status("DELETE", try #require(invitation.link("conversation"))) == 204)
      try await events.until { $0.type == "deleted" && $0.rel == "conversation" }
    },
    Scenario(name: "available") { app, _ in try await makeAvailable(app) },
    Scenario(name: "with people") { app, _ in
      try await makeAvailable(app)
      try await addPeople(app)
    },
    Scenario(name: "on behalf of a delegator") { app, events in
      let fields = ["to": "+14255550126", "phoneNumber": "+14255550140", "delegator": gus]
      _ = try await app.call("communication/startPhoneAudioOnBehalfOfDelegator", details.merging(fields) { $1 })
      try await events.until { $0.type == "completed" }
    },
    Scenario(name: "added and connected") { app, events in
      _ = try await addCall(app, events, to: "+14255550126")
    },
    Scenario(name: "added and answered by somebody else") { app, events in
      let invitation = try await app.get(try await addCall(app, events, to: "+14255550125"))
      #expect(invitation.link("derivedConversation") != nil)
    },
    Scenario(
      name: "a call comes in",
      callsIn: { caller, server in
        try IncomingTests.setPhone("+14255550122", server)
        try await call(caller, server)
      },
      prepare: { _, events in try await events.until { $0.resource?["state"] == "Alerting" } }),
    Scenario(
      name: "connected to a caller", callsIn: call,
      prepare: { _, events in try await events.until { $0.type == "completed" } }),
    Scenario(
      name: "taken by somebody else",
      callsIn: { caller, server in
        var user = try #require(try server.directory.user(uri: TestServer.dana))
        (user.forwarding.active, user.forwarding.immediate) = (.immediateForward, .contact(TestServer.erin))
        try server.directory.updateUser(user)
        server.refresh()
        try await call(caller, server)
      },
      prepare: { _, events in
        try await events.until { $0.rel == "conversation" && $0.resource?["state"] == "Disconnected" }
      }),
    Scenario(name: "forwarded at once") { app, _ in
      try await forward(app, "immediateForwardSettings/immediateForwardToContact", TestServer.erin)
    },
    Scenario(name: "others ring as well, and unanswered calls go on") { app, _ in
      try await forward(app, "simultaneousRingSettings/simultaneousRingToContact", "+14255550120")
      try await forward(app, "unansweredCallSettings/unansweredCallToContact", "sip:pat@fabrikam.test")
    },
    Scenario(name: "without phone audio", user: fay) { app, _ in try await makeAvailable(app) },
  ]

  private static let details = ["operationId": "op", "subject": "Strategy", "importance": "Urgent", "threadId": "t"]

  /// Somebody calls the work number, sent on by one and transferred by another.
  private static let call: @Sendable (SIPCaller, TestServer) async throws -> Void = { caller, server in
    try await caller.call(
      IncomingTests.work, at: server.server.sipAddress,
      headers: [
        SIPHeader("Subject", "Strategy"), SIPHeader("Diversion", "<sip:+14255550171@pbx.contoso.test>"),
        SIPHeader("Referred-By", "<sip:+14255550172@pbx.contoso.test>"),
      ])
  }

  /// A call that fails, and another that is added to its conversation; gives the invitation of the second.
  private static func addCall(_ app: App, _ events: EventRecorder, to: String) async throws -> String {
    let first = try await app.get(try await app.start("+14255550121", phone: "+14255550129"))
    try await events.until { $0.rel == "conversation" && $0.resource?["state"] == "Disconnected" }
    let call = try await app.get(try #require(first.link("phoneAudio")))
    let invitation = try await app.call(
      try #require(call.link("addPhoneAudio")), ["to": to, "phoneNumber": "+14255550140", "operationId": "added"])
    try await events.until { $0.type == "completed" && $0.href == invitation }
    return invitation
  }

  private static func forward(_ app: App, _ operation: String, _ target: String) async throws {
    let response = try await app.forward(operation, ["target": target])
    #expect(response.status == 204, "\(response.text)")
  }

  /// makeMeAvailable, a presence, a note and a location of the user, as far as they are offered.
  static func makeAvailable(_ app: App) async throws {
    guard let available = try await app.get("me").link("makeMeAvailable") else { return }
    let response = try await app.send(
      "POST", available, body: #"{"supportedModalities":["PhoneAudio","Messaging"],"signInAs":"Online"}"#)
    #expect((200..<300).contains(response.status), "\(response.text)")
    let me = try await app.get("me")
    for (rel, body) in [
      ("presence", #"{"availability":"Busy"}"#), ("note", #"{"message":"In a meeting"}"#),
      ("location", #"{"location":"Building 7"}"#),
    ] {
      guard let href = me.link(rel) else { continue }
      let response = try await app.send("POST", href, body: body)
      #expect((200..<300).contains(response.status), "\(rel): \(response.text)")
    }
  }

  /// A distribution group that the search for Erin finds, as the administrator makes it.
  static func giveGroup(_ server: TestServer) throws {
    let groups = server.server.context.groups
    if try groups.group(uri: "sip:erins@contoso.test") != nil { return }
    try groups.addGroup(DistributionGroup(uri: "sip:erins@contoso.test", name: "Erin Team", number: "+14255550126"))
    try groups.addMember(TestServer.erin, to: "sip:erins@contoso.test")
  }

  static let gus = "sip:gus@contoso.test"

  /// A delegator and a delegate of Dana's, as the administrator makes them.
  static func giveDelegates(_ server: TestServer) throws {
    if try server.directory.user(uri: gus) == nil {
      try server.add(Store.User(uri: gus, name: "Gus Example", workNumber: "+14255550152"))
    }
    try server.directory.addDelegate(TestServer.dana, of: gus)
    try server.directory.addDelegate(TestServer.erin, of: TestServer.dana)
    server.refresh()
  }

  /// A team of Dana's, and targets of her call forwarding that were chosen before.
  static func giveForwarding(_ server: TestServer) throws {
    try giveGroup(server)
    try server.change { user in
      user.teamGroup = "sip:erins@contoso.test"
      user.forwarding.immediate = .contact("tel:+14255550120")
      user.forwarding.simultaneous = .contact("tel:+14255550110")
      user.forwarding.unanswered = .contact("sip:pat@fabrikam.test")
      user.forwarding.handlesUnanswered = true
    }
  }

  /// Photos of both users, as the administrator gives them.
  static func givePhotos(_ server: TestServer) throws {
    let photo = try Photo([0xFF, 0xD8, 0xFF, 0xE0])
    for user in [TestServer.dana, TestServer.erin] { try server.directory.setPhoto(photo, uri: user) }
    server.refresh()
  }

  /// Past calls: one that the user has missed, and one that he has made.
  static func giveLogs(_ server: TestServer) async throws {
    try await server.addLog()
    try await server.addLog(from: "tel:+14255550120", name: nil, isMissed: false)
  }

  /// A contact, a group and a subscription, as far as they are offered.
  static func addPeople(_ app: App) async throws {
    let people = try await app.get("people")
    let steps = [
      ("myGroups", "", #"{"displayName":"Friends"}"#), ("presenceSubscriptions", "", subscription),
      ("myGroupMemberships", "", #"{"contactUri":"sip:erin@contoso.test"}"#),
    ]
    for (rel, path, body) in steps {
      guard let href = people.link(rel) else { continue }
      let response = try await app.send("POST", href + path, body: body)
      // Where things are added differs by revision; the operations' own tests say what must work.
      guard response.status != 405 else { continue }
      #expect((200..<300).contains(response.status), "\(rel): \(response.text)")
    }
    let found = try await app.get(try #require(people.link("search")) + "?query=Erin")
    if let group = found.child("distributionGroup"), let add = group.link("addToContactList") {
      let body = #"{"displayName":"Erin Team","smtpAddress":"erins@contoso.test"}"#
      let response = try await app.send("POST", add, body: body)
      #expect((200..<300).contains(response.status), "\(response.text)")
    }
    let level = try await app.setPrivacy("Workgroup", of: "erin@contoso.test")
    #expect((200..<300).contains(level.status), "\(level.text)")
    guard let subscription = people.link("myContactsAndGroupsSubscription") else { return }
    let offered = try await app.get(subscription)
    guard let start = offered.link("startOrRefreshSubscriptionToContactsAndGroups") else { return }
    let response = try await app.send("POST", start, body: #"{"duration":11}"#)
    #expect((200..<300).contains(response.status), "\(response.text)")
  }

  private static let subscription = #"{"duration":11,"uris":["sip:erin@contoso.test"]}"#

  /// An event of high priority after all others, so that none waits any more.
  static func flush(_ app: App, _ events: EventRecorder) async throws {
    _ = try await app.start("+14255550121", phone: "+14255550123", ["operationId": "flush"])
    try await events.until { $0.type == "completed" && $0.resource?["operationId"] == "flush" }
  }
}
