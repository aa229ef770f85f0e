import Foundation
import Testing

/// A call's course as its application sees it: events in their order, and what a GET says at each stage.
@Suite(.timeLimit(.minutes(2))) struct CourseTests {
  static let begin = [
    "communication: added conversation Connecting in conversations",
    "communication: started phoneAudioInvitation Connecting",
    "conversation: added localParticipant",
    "conversation: updated phoneAudio Connecting",
  ]
  static let ownPhoneAnswered = [
    "conversation: updated localParticipant",
    "conversation: added participantAudio",
  ]
  static let alerting = ["communication: updated phoneAudioInvitation Alerting"]
  static let connected = [
    "conversation: added participant in participants",
    "conversation: added participantAudio",
    "conversation: updated phoneAudio Connected",
    "communication: updated conversation Connected",
    "communication: completed phoneAudioInvitation Connected Success",
  ]
  static let disconnected = [
    "conversation: deleted participantAudio",
    "conversation: deleted participant in participants",
    "conversation: deleted participantAudio",
    "conversation: updated phoneAudio Disconnected Informational/CallTerminated",
    "communication: updated conversation Disconnected",
  ]

  /// The events of a call that ended before it was up.
  static func failed(_ state: String, _ reason: String, ownPhoneWasUp: Bool) -> [String] {
    ["communication: completed phoneAudioInvitation \(state) Failure \(reason)"]
      + (ownPhoneWasUp ? ["conversation: deleted participantAudio"] : [])
      + ["conversation: updated phoneAudio Disconnected \(reason)", "communication: updated conversation Disconnected"]
  }

  @Test(arguments: Wire.all) func connectedAndStopped(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let location = try await app.start("+14255550120", phone: "+14255550140", ["operationId": "1", "subject": "S"])
      try await events.untilCompleted()
      let invitation = try await app.get(location)
      #expect(try await app.status("POST", try #require(invitation.link("phoneAudio")) + "/stopPhoneAudio") == 204)
      let end = try #require(try await events.untilOver().first { $0.rel == "phoneAudio" })
      #expect(end.message == "The call was ended by the application.")
      let seen = await events.seen
      #expect(
        seen.map(\.description)
          == Self.begin + Self.ownPhoneAnswered + Self.alerting + Self.connected + Self.disconnected)
      for event in seen {
        #expect(
          event.senderHref
            == (event.sender == "communication" ? app.base + "/communication" : invitation.link("conversation")))
        if event.rel == "phoneAudioInvitation" {
          #expect(event.href == location)
          #expect(event.resource?["operationId"] == "1")
          #expect(event.resource?.href == location)
        }
        // The key under which a resource is embedded is the link's rel, so that a client finds it.
        if event.type != "deleted" { #expect(event.resource?.href == event.href, "\(event)") }
      }
      // What can be stopped now cannot be stopped again.
      try app.refusal(
        try await app.send("POST", try #require(invitation.link("phoneAudio")) + "/stopPhoneAudio"), 409, "Conflict")
      try app.refusal(try await app.send("POST", location + "/cancel"), 409, "Conflict")
      #expect(await events.completions(location) == 1)
    }
  }

  @Test(arguments: Wire.both) func theOtherSideHangsUp(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      _ = try await app.start("+14255550127", phone: "+14255550140")
      let end = try #require(try await events.untilOver().first { $0.rel == "phoneAudio" && $0.code != nil })
      #expect(end.message == "The other side hung up.")
      #expect(
        await events.seen.map(\.description)
          == Self.begin + Self.ownPhoneAnswered + Self.alerting + Self.connected + Self.disconnected)
    }
  }

  @Test(arguments: Wire.both) func theOwnPhoneHangsUp(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      _ = try await app.start("+14255550129", phone: "+14255550127")
      let end = try #require(try await events.untilOver().first { $0.rel == "phoneAudio" && $0.code != nil })
      #expect(end.message == "Your phone hung up.")
      #expect(
        await events.seen.map(\.description)
          == Self.begin + Self.ownPhoneAnswered + Self.connected + Self.disconnected)
    }
  }

  /// A row of the lab's list: what comes between the own phone's answer and the end, and how it ends.
  struct Row: Sendable, CustomTestStringConvertible {
    var number: String
    var steps: [String] = []
    var state = "Connected"
    var reason: String?
    var says = ""
    var answeredBy: String?
    var testDescription: String { number }
  }

  static let targets = [
    Row(number: "+14255550120", steps: ["Alerting"]),
    Row(number: "+14255550121", state: "Failed", reason: "RemoteFailure/Busy", says: "The other side is busy"),
    Row(
      number: "+14255550122", steps: ["Alerting"], state: "Failed", reason: "RemoteFailure/Timeout",
      says: "The other side did not answer within 1 seconds."),
    Row(
      number: "+14255550123", state: "Declined", reason: "RemoteFailure/Declined",
      says: "The other side declined the call (SIP 603"),
    Row(
      number: "+14255550124", state: "Failed", reason: "RemoteFailure/DestinationNotFound",
      says: "The other side is not a known number (SIP 404"),
    Row(number: "+14255550125", steps: ["Forwarded"], answeredBy: "+14255550126"),
    Row(number: "+14255550126", steps: ["Alerting"]),
    Row(number: "+14255550127", steps: ["Alerting"]),
    Row(number: "+14255550128", steps: ["Alerting"]),
    Row(number: "+14255550129"),
    Row(number: "+14255550130", steps: ["Alerting"]),
    Row(number: "+14255550131", steps: ["Alerting"]),
    Row(number: "+14255550199", steps: ["Alerting"]),
  ]

  @Test(arguments: Wire.both, targets) func everyLabNumberAsTarget(wire: Wire, row: Row) async throws {
    // 0130 rings for 5 s.
    let ring = row.number == "+14255550122" ? 1 : 60
    try await withServer(wire, configure: { $0.timeouts.ringTarget = .seconds(ring) }) { server in
      let app = try await server.application()
      let events = app.events
      let location = try await app.start(
        row.number, phone: row.number == "+14255550129" ? "+14255550140" : "+14255550129", ["operationId": "1"])
      let end = try await events.untilCompleted()
      #expect(end.message?.hasPrefix(row.says) ?? row.says.isEmpty, "\(end.message ?? "")")
      let invitation = try await app.get(location)
      #expect(invitation["state"] == row.state)
      #expect(invitation.link("cancel") == nil)
      let steps = row.steps.map { "communication: updated phoneAudioInvitation \($0)" }
      if let reason = row.reason {
        try await events.untilOver()
        #expect(invitation.embedded["acceptedByParticipant"] == nil)
        #expect(
          await events.seen.map(\.description)
            == Self.begin + Self.ownPhoneAnswered + steps + Self.failed(row.state, reason, ownPhoneWasUp: true))
      } else {
        #expect(await events.seen.map(\.description) == Self.begin + Self.ownPhoneAnswered + steps + Self.connected)
        let accepted = try #require(invitation.child("acceptedByParticipant"))
        #expect(accepted["uri"] == "tel:" + (row.answeredBy ?? row.number))
        // The directory's name for whom it knows by the number that was called, else the one the network asserts.
        let lab = "Lab " + (row.answeredBy ?? row.number).suffix(4)
        #expect(accepted["name"] == (row.number == "+14255550126" ? "Erin Example" : lab))
        #expect(end.resource?.child("acceptedByParticipant")?["uri"] == accepted["uri"])
        let participants = try await app.get(try #require(invitation.link("conversation")) + "/participants")
        #expect(participants.embedded["participant"]?.map(\.href) == [accepted.href])
      }
      #expect(await events.completions(location) == 1)
    }
  }

  static let ownPhones = [
    Row(number: "+14255550120"),
    Row(number: "+14255550121", state: "Failed", reason: "LocalFailure/Busy", says: "Your phone is busy (SIP 486"),
    Row(
      number: "+14255550122", state: "Failed", reason: "LocalFailure/Timeout",
      says: "Your phone did not answer within 1 seconds."),
    Row(
      number: "+14255550123", state: "Declined", reason: "LocalFailure/Declined",
      says: "Your phone declined the call (SIP 603"),
    Row(
      number: "+14255550124", state: "Failed", reason: "LocalFailure/Unreachable",
      says: "Your phone is not a known number (SIP 404"),
    Row(number: "+14255550125"),
    Row(number: "+14255550127"),
    Row(number: "+14255550128"),
    Row(number: "+14255550130"),
    Row(number: "+14255550131"),
  ]

  @Test(arguments: Wire.both, ownPhones) func everyLabNumberAsOwnPhone(wire: Wire, row: Row) async throws {
    let ring = row.number == "+14255550122" ? 1 : 30
    try await withServer(wire, configure: { $0.timeouts.ringOwnPhone = .seconds(ring) }) { server in
      let app = try await server.application()
      let events = app.events
      let location = try await app.start("+14255550129", phone: row.number)
      let end = try await events.untilCompleted()
      #expect(end.message?.hasPrefix(row.says) ?? row.says.isEmpty, "\(end.message ?? "")")
      #expect(try await app.get(location)["state"] == row.state)
      if let reason = row.reason {
        try await events.untilOver()
        #expect(
          await events.seen.map(\.description)
            == Self.begin + Self.failed(row.state, reason, ownPhoneWasUp: false))
      } else {
        #expect(await events.seen.map(\.description) == Self.begin + Self.ownPhoneAnswered + Self.connected)
      }
    }
  }

  @Test(arguments: Wire.both) func theOwnPhoneHangsUpWhileTheOtherRings(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let location = try await app.start("+14255550122", phone: "+14255550127")
      let end = try await events.untilCompleted()
      #expect(end.message == "Your phone hung up before the other side answered.")
      try await events.untilOver()
      #expect(
        await events.seen.map(\.description) == Self.begin + Self.ownPhoneAnswered + Self.alerting
          + Self.failed("Cancelled", "Informational/Canceled", ownPhoneWasUp: true))
      #expect(try await app.get(location)["state"] == "Cancelled")
    }
  }

  /// How an application ends a call.
  enum Ending: String, Sendable, CaseIterable {
    case cancel, stop, deleteConversation

    func status(_ app: App, _ invitation: Document) async throws -> Int {
      let conversation = invitation.link("conversation") ?? ""
      return switch self {
      case .cancel: try await app.status("POST", invitation.href + "/cancel")
      case .stop: try await app.status("POST", conversation + "/phoneAudio/stopPhoneAudio")
      case .deleteConversation: try await app.status("DELETE", conversation)
      }
    }
  }

  @Test(arguments: Wire.both, Ending.allCases) func endedWhileTheOwnPhoneRings(wire: Wire, ending: Ending) async throws
  {
    try await withServer(wire) { server in
      try await end(server, ending, phone: "+14255550122", target: "+14255550120", at: "started", [])
    }
  }

  @Test(arguments: Wire.both, Ending.allCases) func endedWhileTheOtherRings(wire: Wire, ending: Ending) async throws {
    try await withServer(wire) { server in
      try await end(
        server, ending, phone: "+14255550129", target: "+14255550122", at: "Alerting",
        Self.ownPhoneAnswered + Self.alerting)
    }
  }

  private func end(
    _ server: TestServer, _ ending: Ending, phone: String, target: String, at stage: String, _ middle: [String]
  ) async throws {
    let app = try await server.application()
    let events = app.events
    let location = try await app.start(target, phone: phone)
    try await events.until { $0.type == stage || $0.resource?["state"] == stage }
    let invitation = try await app.get(location)
    #expect(invitation.link("cancel") == location + "/cancel")
    #expect(try await ending.status(app, invitation) == 204)
    try await events.untilOver()
    var wanted =
      Self.begin + middle + Self.failed("Cancelled", "Informational/Canceled", ownPhoneWasUp: !middle.isEmpty)
    if ending == .deleteConversation {
      wanted.append("communication: deleted conversation in conversations")
      try await events.until { $0.type == "deleted" && $0.rel == "conversation" }
    }
    #expect(await events.seen.map(\.description) == wanted)
    if ending == .deleteConversation {
      #expect(try await app.status("GET", location) == 404)
      #expect(try await ending.status(app, invitation) == 404)
    } else {
      #expect(try await app.get(location)["state"] == "Cancelled")
      #expect(try await app.get(location).link("cancel") == nil)
      #expect(try await ending.status(app, invitation) == 409)
    }
  }

  @Test(arguments: Wire.both) func theConversationIsDeletedWhileTheCallIsUp(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let location = try await app.start("+14255550129", phone: "+14255550140")
      try await events.untilCompleted()
      let conversation = try #require(try await app.get(location).link("conversation"))
      // The invitation is complete: it cannot be cancelled any more, the call can be stopped.
      try app.refusal(try await app.send("POST", location + "/cancel"), 409, "Conflict")
      #expect(try await app.status("DELETE", conversation) == 204)
      try await events.until { $0.type == "deleted" && $0.rel == "conversation" }
      #expect(
        await events.seen.map(\.description) == Self.begin + Self.ownPhoneAnswered + Self.connected
          + Self.disconnected + ["communication: deleted conversation in conversations"])
      for path in ["", "/phoneAudio", "/participants", "/localParticipant"] {
        #expect(try await app.status("GET", conversation + path) == 404)
      }
      #expect(try await app.status("DELETE", conversation) == 404)
      #expect(try await app.get("communication/conversations").links["conversation"] == nil)
    }
  }

  @Test(arguments: Wire.all) func resourcesAtEachStage(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let location = try await app.start(
        // An extension, since a telephone cannot call itself.
        "+14255550130", phone: "+14255550130;ext=1", ["subject": "S", "importance": "Urgent"])
      let invitation = try await app.get(location)
      let conversation = try #require(invitation.link("conversation"))
      #expect(invitation.child("from")?["uri"] == TestServer.dana)
      #expect(invitation.link("from") == conversation + "/localParticipant")
      #expect(invitation.link("to")?.hasPrefix(app.base + "/people/") == true)
      #expect(invitation.link("accept") == nil)
      #expect(invitation.link("decline") == nil)

      func look() async throws -> (conversation: Document, phoneAudio: Document, local: Document) {
        (
          try await app.get(conversation), try await app.get(conversation + "/phoneAudio"),
          try await app.get(conversation + "/localParticipant")
        )
      }
      var now = try await look()
      #expect(now.conversation["state"] == "Connecting")
      #expect(now.conversation.properties["activeModalities"] == ["Audio"])
      #expect(now.conversation["subject"] == "S")
      #expect(now.conversation["importance"] == "Urgent")
      #expect(now.conversation["participantCount"] == "0")
      #expect(now.phoneAudio["state"] == "Connecting")
      #expect(now.phoneAudio.link("stopPhoneAudio") == conversation + "/phoneAudio/stopPhoneAudio")
      for rel in ["addPhoneAudio", "holdPhoneAudio", "resumePhoneAudio"] { #expect(now.phoneAudio.link(rel) == nil) }
      #expect(now.local.link("participantAudio") == nil)
      #expect(now.local["workPhoneNumber"] == "tel:+14255550100")
      #expect(try await app.status("GET", conversation + "/localParticipant/participantAudio") == 404)

      try await events.until { $0.resource?["state"] == "Alerting" }
      now = try await look()
      let audio = try #require(now.local.link("participantAudio"))
      #expect(try await app.get(audio)["audioDirection"] == "Inactive")
      #expect(try await app.get(conversation + "/participants").links["participant"] == nil)

      try await events.untilCompleted()
      now = try await look()
      #expect(now.conversation["state"] == "Connected")
      #expect(now.conversation["participantCount"] == "1")
      #expect(now.conversation.child("phoneAudio")?["state"] == "Connected")
      let messaging = try await app.get(try #require(now.conversation.link("messaging")))
      #expect(messaging["state"] == "Disconnected", "there are no messages while there is a call")
      #expect(Set(messaging.links.keys).subtracting(["self"]) == ["conversation"])
      #expect(now.phoneAudio["state"] == "Connected")
      #expect(now.phoneAudio.link("stopPhoneAudio") != nil)
      #expect(try await app.get(audio)["audioDirection"] == "SendReceive")
      let other = try #require(try await app.get(conversation + "/participants").link("participant"))
      let participant = try await app.get(other)
      #expect(participant["uri"] == "tel:+14255550130")
      #expect(participant["local"] == "false")
      #expect(participant.link("conversation") == conversation)
      #expect(try await app.get(try #require(participant.link("participantAudio"))).link("participant") == other)

      #expect(try await app.status("POST", conversation + "/phoneAudio/stopPhoneAudio") == 204)
      try await events.untilOver()
      now = try await look()
      #expect(now.conversation["state"] == "Disconnected")
      #expect(now.conversation.properties["activeModalities"] ?? [] == [])
      #expect(now.phoneAudio["state"] == "Disconnected")
      #expect(now.phoneAudio.link("stopPhoneAudio") == nil)
      #expect(now.local.link("participantAudio") == nil)
      for path in [audio, other, other + "/participantAudio"] { #expect(try await app.status("GET", path) == 404) }
    }
  }

  @Test(arguments: Wire.both) func anApplicationsEndCancelsWhatHasNotReachedTheOther(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application(agent: "1")
      let other = try await server.application(agent: "2")
      let up = try await app.start("+14255550129", phone: "+14255550140")
      try await app.events.untilCompleted()
      let conversation = try #require(try await app.get(up).link("conversation"))
      _ = try await app.start("+14255550120", phone: "+14255550122")
      #expect(try await app.status("DELETE", app.base) == 204)
      // What is left belongs to the user: his other application sees it and ends it.
      let events = other.events
      let cancelled = try await events.untilCompleted()
      #expect(cancelled.code == "Informational")
      #expect(cancelled.subcode == "Canceled")
      let path = conversation.replacing(app.base, with: other.base)
      #expect(try await other.get(path)["state"] == "Connected")
      #expect(try await other.status("POST", path + "/phoneAudio/stopPhoneAudio") == 204)
      try await events.until { $0.href == path && $0.resource?["state"] == "Disconnected" }
    }
  }
}
