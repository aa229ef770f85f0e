import Foundation
import Store
import Testing

@testable import Server

/// addPhoneAudio: a call in a conversation whose call is over.
@Suite(.timeLimit(.minutes(2))) struct AddPhoneAudioTests {
  private static let anywhere = "communication/phoneAudio/addPhoneAudio"

  /// A conversation whose call to a busy telephone has failed; its path.
  private func conversation(
    _ app: App, _ events: EventReader, to: String = "+14255550121", _ more: [String: String] = [:]
  ) async throws -> String {
    let invitation = try await app.get(
      try await app.start(to, phone: to == "+14255550129" ? "+14255550140" : "+14255550129", more))
    let href = try #require(invitation.link("conversation"))
    if to == "+14255550121" {
      try await events.until { $0.href == href && $0.resource?["state"] == "Disconnected" }
    } else {
      try await events.until { $0.type == "completed" && $0.href == invitation.href }
      #expect(try await app.status("POST", href + "/phoneAudio/stopPhoneAudio") == 204)
      try await events.until { $0.href == href && $0.resource?["state"] == "Disconnected" }
    }
    return href
  }

  /// Of what is there already only the state matters: an event that waits gives way to a later one of its resource.
  private static let passing: Set = [
    "communication: updated conversation Connecting", "conversation: updated localParticipant",
    "conversation: updated phoneAudio Connecting",
  ]

  private static func steps(_ events: ArraySlice<TestEvent>) -> [String] {
    events.map(\.description).filter { !passing.contains($0) }
  }

  private static let begin = [
    "communication: started phoneAudioInvitation Connecting", "conversation: added participantAudio",
  ]

  @Test(arguments: Wire.all) func theConversationGoesOn(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let details = ["subject": "S", "importance": "Urgent", "threadId": "t", "operationId": "1"]
      let conversation = try await conversation(app, events, details)
      let add = try #require(try await app.get(conversation + "/phoneAudio").link("addPhoneAudio"))
      #expect(add == conversation + "/phoneAudio/addPhoneAudio")
      let before = await events.seen.count
      let location = try await app.call(
        add, ["to": "+14255550129", "phoneNumber": "+14255550140", "operationId": "2"])
      #expect(location.hasPrefix(app.base + "/communication/invitations/"))
      let invitation = try await app.get(location)
      #expect(invitation.link("conversation") == conversation)
      #expect(invitation["threadId"] == "t")
      #expect(invitation["subject"] == "S")
      #expect(invitation["importance"] == "Urgent")
      #expect(invitation["operationId"] == "2")
      #expect(invitation["to"] == "tel:+14255550129")
      #expect(try await events.untilCompleted().href == location)
      #expect(Self.steps(await events.seen[before...]) == Self.begin + CourseTests.connected)
      let call = try await app.get(conversation + "/phoneAudio")
      #expect(call["state"] == "Connected")
      #expect(call.link("addPhoneAudio") == nil)
      #expect(try await app.get(location).link("derivedConversation") == nil)
      #expect(try await app.status("POST", try #require(call.link("stopPhoneAudio"))) == 204)
      try await events.untilOver()
      #expect(try await app.get(conversation + "/phoneAudio").link("addPhoneAudio") == add)
      #expect(try await app.get("communication/conversations").links["conversation"]?.count == 1)
    }
  }

  /// 409 AlreadyExists while phone audio is there: set up, up, and held; the link is not there either.
  @Test(arguments: Wire.all) func notWhileThereIsPhoneAudio(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let fields = ["to": "+14255550126", "phoneNumber": "+14255550141"]
      func refused(_ conversation: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(
          try await app.get(conversation + "/phoneAudio").link("addPhoneAudio") == nil, sourceLocation: sourceLocation)
        try app.refusal(
          try await app.send("POST", conversation + "/phoneAudio/addPhoneAudio", fields: fields), 409, "Conflict",
          "AlreadyExists", sourceLocation: sourceLocation)
      }
      let ringing = try await app.get(try await app.start("+14255550120", phone: "+14255550122"))
      try await refused(try #require(ringing.link("conversation")))
      let up = try await app.get(try await app.start("+14255550126", phone: "+14255550140"))
      let conversation = try #require(up.link("conversation"))
      try await events.until { $0.type == "completed" && $0.href == up.href }
      try await refused(conversation)
      #expect(try await app.status("POST", conversation + "/phoneAudio/holdPhoneAudio") == 204)
      try await events.until { $0.rel == "phoneAudio" && $0.resource?.link("resumePhoneAudio") != nil }
      try await refused(conversation)
      #expect(try await app.get("communication/conversations").links["conversation"]?.count == 2)
    }
  }

  /// 403, no link and none in what embeds it, for a user who may not call any more; 404 for a conversation that is gone.
  @Test(arguments: Wire.all) func whoMayNot(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let conversation = try await conversation(app, app.events)
      let add = conversation + "/phoneAudio/addPhoneAudio"
      var dana = try #require(try server.directory.user(uri: TestServer.dana))
      dana.phoneAudioEnabled = false
      try server.directory.updateUser(dana)
      server.refresh()
      try app.refusal(try await app.send("POST", add, fields: ["to": "+14255550129"]), 403, "Forbidden")
      try app.refusal(try await app.send("POST", Self.anywhere, fields: ["to": "+14255550129"]), 403, "Forbidden")
      #expect(try await app.get(conversation + "/phoneAudio").link("addPhoneAudio") == nil)
      #expect(try await app.get(conversation).child("phoneAudio")?.link("addPhoneAudio") == nil)
      let all = try await app.get("communication/conversations")
      #expect(all.child("conversation")?.child("phoneAudio")?.link("addPhoneAudio") == nil)
      dana.phoneAudioEnabled = true
      try server.directory.updateUser(dana)
      server.refresh()
      #expect(try await app.get(conversation).child("phoneAudio")?.link("addPhoneAudio") == add)
      #expect(try await app.status("DELETE", conversation) == 204)
      try app.refusal(
        try await app.send("POST", add, fields: ["to": "+14255550129"]), 404, "NotFound", "ConversationNotFound")
    }
  }

  /// What the administrator takes away during a call is not offered after it, and what he gives back is.
  @Test(arguments: Wire.all) func theOfferFollowsThePolicy(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let invitation = try await app.get(try await app.start("+14255550129", phone: "+14255550140"))
      try await events.untilCompleted()
      let call = try #require(invitation.link("phoneAudio"))
      var dana = try #require(try server.directory.user(uri: TestServer.dana))
      for isAllowed in [false, true] {
        dana.phoneAudioEnabled = isAllowed
        try server.directory.updateUser(dana)
        server.refresh()
        if !isAllowed {
          #expect(try await app.status("POST", call + "/stopPhoneAudio") == 204)
          let end = try #require(try await events.untilOver().first { $0.rel == "phoneAudio" && $0.code != nil })
          #expect(end.resource?["state"] == "Disconnected")
          #expect(end.resource?.link("addPhoneAudio") == nil)
        }
        #expect((try await app.get(call).link("addPhoneAudio") != nil) == isAllowed)
        let all = try await app.get("communication/conversations")
        #expect((all.child("conversation")?.child("phoneAudio")?.link("addPhoneAudio") != nil) == isAllowed)
      }
    }
  }

  /// The path without a conversation, as in the reference's sample: the newest with whom is called, else the newest.
  @Test(arguments: Wire.all) func withoutAConversation(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let fields = ["phoneNumber": "+14255550122"]
      func add(_ to: String, operation: String? = nil) async throws -> String? {
        var fields = fields
        fields["to"] = to
        fields["operationId"] = operation
        return try await app.get(try await app.call(Self.anywhere, fields)).link("conversation")
      }
      func refused() async throws {
        try app.refusal(
          try await app.send("POST", Self.anywhere, fields: ["to": "+14255550120"]), 404, "NotFound",
          "ConversationNotFound")
      }
      try await refused()
      let withOther = try await conversation(app, events, to: "+14255550129")
      let first = try await conversation(app, events)
      let second = try await conversation(app, events)
      #expect(try await add("+14255550129", operation: "1") == withOther, "older, but with the one who is called")
      #expect(try await add("+14255550129", operation: "1") == withOther, "a repeat is no second one")
      #expect(try await add("+14255550129") == second, "the newest of the others")
      #expect(try await add("+14255550121") == first)
      try await refused()
      #expect(try await app.get("communication/conversations").links["conversation"]?.count == 3)
    }
  }

  /// Two additions at the same moment: one of them takes the conversation.
  @Test(arguments: Wire.both) func atTheSameMoment(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let conversation = try await conversation(app, app.events)
      let exchanges = try (0..<6).map { index in
        let fields = ["to": "+14255550120", "phoneNumber": "+14255550122", "operationId": "\(index)"]
        return try app.client.begin(
          app.request("POST", conversation + "/phoneAudio/addPhoneAudio", body: wire.format.body(fields)))
      }
      var responses: [TestResponse] = []
      for exchange in exchanges { responses.append(try await exchange.response()) }
      #expect(responses.count { $0.status == 201 } == 1)
      #expect(try responses.filter { $0.status != 201 }.allSatisfy { try Fault($0).subcode == "AlreadyExists" })
    }
  }

  // MARK: Somebody else answers

  static let derived = [
    "communication: updated phoneAudioInvitation Forwarded",
    "communication: added conversation Connected in conversations", "conversation: added localParticipant",
    "conversation: added participantAudio", "conversation: added participant in participants",
    "conversation: added participantAudio", "conversation: deleted participantAudio",
    "conversation: updated phoneAudio Disconnected Informational/DerivedConversation",
    "communication: updated conversation Disconnected", "conversation: updated phoneAudio Connected",
    "communication: completed phoneAudioInvitation Connected Success",
  ]

  @Test(arguments: Wire.all) func somebodyElseAnswers(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let old = try await conversation(app, events, ["subject": "S", "threadId": "t"])
      let before = await events.seen.count
      let location = try await app.call(
        old + "/phoneAudio/addPhoneAudio",
        ["to": "+14255550125", "phoneNumber": "+14255550140", "operationId": "1"])
      try await events.untilCompleted()
      #expect(Self.steps(await events.seen[before...]) == Self.begin + Self.derived)
      let invitation = try await app.get(location)
      let new = try #require(invitation.link("derivedConversation"))
      #expect(new != old)
      #expect(invitation.link("derivedPhoneAudio") == new + "/phoneAudio")
      #expect(invitation.link("conversation") == old)
      #expect(invitation["threadId"] == "t")
      #expect(invitation.child("acceptedByParticipant")?["uri"] == "tel:+14255550126")
      let accepted = try #require(invitation.child("acceptedByParticipant"))
      #expect(accepted.href.hasPrefix(new + "/participants/"))
      #expect(try await app.get(accepted.href)["uri"] == "tel:+14255550126")
      #expect(try await app.get(old)["state"] == "Disconnected")
      #expect(try await app.get(old + "/phoneAudio").link("addPhoneAudio") != nil)
      #expect(try await app.get(old + "/participants").links["participant"] == nil)
      #expect(try await app.status("GET", old + "/localParticipant/participantAudio") == 404)
      let conversation = try await app.get(new)
      #expect(conversation["state"] == "Connected")
      #expect(conversation["subject"] == "S")
      #expect(conversation["threadId"] != "t" && conversation["threadId"]?.isEmpty == false)
      for event in await events.seen.suffix(10) where event.type != "deleted" {
        #expect(event.resource?.href == event.href, "\(event)")
      }

      let space = server.server.context.accounts.space(TestServer.dana)
      #expect(space.isInCall)

      // Every operation is the new conversation's.
      for operation in ["holdPhoneAudio", "stopPhoneAudio"] {
        try app.refusal(try await app.send("POST", old + "/phoneAudio/" + operation), 409, "Conflict")
      }
      try app.refusal(try await app.send("POST", location + "/cancel"), 409, "Conflict")
      for (operation, next) in [("holdPhoneAudio", "resumePhoneAudio"), ("resumePhoneAudio", "holdPhoneAudio")] {
        #expect(try await app.status("POST", new + "/phoneAudio/" + operation) == 204)
        try await events.until { $0.rel == "phoneAudio" && $0.resource?.link(next) == new + "/phoneAudio/" + next }
      }
      #expect(try await app.status("POST", new + "/phoneAudio/stopPhoneAudio") == 204)
      let end = try await events.untilOver()
      #expect(end.map(\.description).suffix(5) == CourseTests.disconnected.suffix(5))
      #expect(end.last?.href == new)
      #expect(end.allSatisfy { $0.sender == "communication" || $0.senderHref == new })
      #expect(await events.completions(location) == 1)

      #expect(!space.isInCall)

      // The invitation goes with the conversation that it led to.
      #expect(try await app.status("DELETE", old) == 204)
      #expect(try await app.get(location)["state"] == "Connected")
      #expect(try await app.status("DELETE", new) == 204)
      #expect(try await app.status("GET", location) == 404)
      #expect(space.invitationCount == 0)
    }
  }

  /// Another phone of the user takes over the call where it is, and it is given away there.
  @Test(arguments: Wire.both) func theNewConversationsCallIsMovedAndTransferred(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let old = try await conversation(app, events)
      let added = try await app.call(
        old + "/phoneAudio/addPhoneAudio", ["to": "+14255550125", "phoneNumber": "+14255550140"])
      try await events.until { $0.type == "completed" && $0.href == added }
      let new = try #require(try await app.get(added).link("derivedConversation"))
      let moved = try await app.call(
        new + "/phoneAudio/replaceWithPhoneAudio",
        ["to": "+14255550126", "phoneNumber": "+14255550141", "operationId": "move"])
      let done = try await events.until { $0.type == "completed" && $0.href == moved }.last
      #expect(done?.status == "Success")
      let invitation = try await app.get(moved)
      #expect(invitation.link("conversation") == new)
      #expect(invitation.link("replacesPhoneAudio") == new + "/phoneAudio")
      #expect(invitation["threadId"] == (try await app.get(new))["threadId"])
      #expect(
        try await app.send("POST", new + "/phoneAudio/transferPhoneAudio", fields: ["to": "+14255550127"]).status == 204
      )
      #expect(try await events.untilOver().last?.href == new)
      #expect(try await app.status("DELETE", new) == 204)
      for gone in [added, moved] { #expect(try await app.status("GET", gone) == 404) }
      #expect(try await app.get(old)["state"] == "Disconnected")
    }
  }

  /// Only an addition makes a new conversation: a call that is started names who answered, and no more.
  @Test(arguments: Wire.both) func aStartStaysWhereItIs(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let location = try await app.start("+14255550125", phone: "+14255550140")
      try await events.untilCompleted()
      let invitation = try await app.get(location)
      #expect(invitation.link("derivedConversation") == nil && invitation.link("derivedPhoneAudio") == nil)
      #expect(invitation.child("acceptedByParticipant")?["uri"] == "tel:+14255550126")
      #expect(try await app.get("communication/conversations").links["conversation"]?.count == 1)
    }
  }

  /// A user who is invited by his address and answers with his number is no other.
  @Test(arguments: Wire.both) func aUserIsTheSameByHisNumber(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let old = try await conversation(app, events)
      let location = try await app.call(
        old + "/phoneAudio/addPhoneAudio", ["to": TestServer.erin, "phoneNumber": "+14255550140"])
      try await events.untilCompleted()
      let invitation = try await app.get(location)
      #expect(invitation.link("derivedConversation") == nil)
      #expect(invitation.child("acceptedByParticipant")?["uri"] == TestServer.erin)
      #expect(invitation.child("acceptedByParticipant")?.link("contact") == invitation.link("to"))
    }
  }
}
