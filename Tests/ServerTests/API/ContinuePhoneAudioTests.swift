import Foundation
import Store
import Testing
import UCWA

@testable import Server

/// continuePhoneAudio: a past call's other party is called again, in its thread.
@Suite(.timeLimit(.minutes(2))) struct ContinuePhoneAudioTests {
  private static let path = "communication/conversationLogs"

  @Test(arguments: Wire.all) func theThreadGoesOn(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.conversationHistory = true }) { server in
      let app = try await server.application()
      let events = app.events
      let details = ["subject": "Q3", "threadId": "thread 1", "importance": "Urgent"]
      let first = try await app.get(try await app.start("+14255550121", phone: "+14255550129", details))
      try await events.untilLogged()
      let log = try #require(try await app.logs().first)
      let link = try #require(log.link("continuePhoneAudio"))
      let again = try await app.send(
        "POST", link, fields: ["phoneNumber": "(425) 555-0122", "operationId": "again"])
      #expect(again.status == 201, "\(again.text)")
      let location = try #require(again.headers["Location"])
      let second = try await app.get(location)
      #expect(second["to"] == "tel:+14255550121")
      #expect(second["phoneNumber"] == "tel:+14255550122")
      #expect(second["operationId"] == "again")
      #expect(second["subject"] == "Q3")
      #expect(second["threadId"] == "thread 1")
      #expect(second["importance"] == "Normal", "it was urgent then")
      #expect(second.link("conversation") == first.link("conversation"))
      // While the thread has a call, another one is neither offered nor begun.
      #expect(try await app.get(log.href).link("continuePhoneAudio") == nil)
      try app.refusal(try await app.send("POST", link), 409, "Conflict", "ThreadIdAlreadyExists")
      // The same request again starts nothing new; the operation's name is taken for others.
      let repeated = try await app.send(
        "POST", link, fields: ["phoneNumber": "(425) 555-0122", "operationId": "again"])
      #expect(repeated.status == 201)
      #expect(repeated.headers["Location"] == location)
      let other = try await server.addLog()
      let fields = ["phoneNumber": "(425) 555-0122", "operationId": "again"]
      try app.refusal(
        try await app.send("POST", Self.path + "/\(other)/continuePhoneAudio", fields: fields), 409, "Conflict",
        "AlreadyExists")
      try app.refusal(
        try await app.send(
          "POST", "communication/startPhoneAudio", fields: fields.merging(["to": "+14255550121"]) { $1 }),
        409, "Conflict", "AlreadyExists")
      #expect(try await app.status("POST", location + "/cancel") == 204)
      try await events.untilLogged()
      #expect(try await app.get(log.href).link("continuePhoneAudio") == link)
      // The thread goes on also when its conversation is gone.
      #expect(try await app.status("DELETE", try #require(first.link("conversation"))) == 204)
      let third = try await app.send("POST", link, fields: ["phoneNumber": "+14255550129"])
      let invitation = try await app.get(try #require(third.headers["Location"]))
      #expect(invitation["threadId"] == "thread 1")
      #expect(invitation.link("conversation") != first.link("conversation"))
    }
  }

  /// A missed call is returned, to a user by his address and to a telephone by its number.
  @Test(arguments: Wire.both) func missedCallsAreReturned(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for (party, name) in [(TestServer.erin, "Erin Example"), ("tel:+14255550129", nil)] {
        let events = app.events
        let id = try await server.addLog(from: party, name: name)
        let log = try await app.get(Self.path + "/" + id)
        let response = try await app.send(
          "POST", try #require(log.link("continuePhoneAudio")), fields: ["phoneNumber": "+14255550140"])
        let invitation = try await app.get(try #require(response.headers["Location"], "\(response.text)"))
        #expect(invitation["to"] == party)
        #expect(invitation["threadId"] == "thread-" + id)
        try await events.until { $0.type == "completed" && $0.href == invitation.href }
        #expect(try await app.get(invitation.href)["state"] == "Connected")
      }
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire) { server in
      let groups = server.server.context.groups
      try groups.addGroup(DistributionGroup(uri: "sip:sales@contoso.test", name: "Sales", number: nil))
      let app = try await server.application()
      func link(_ party: String) async throws -> (offered: String?, path: String) {
        let id = try await server.addLog(from: party)
        let log = try await app.get(Self.path + "/" + id)
        return (log.link("continuePhoneAudio"), log.href + "/continuePhoneAudio")
      }
      // Whom nobody can call: no link, and the error that startPhoneAudio has.
      for (party, status, code, subcode) in [
        ("sip:nobody@contoso.test", 404, "NotFound", "DestinationNotFound" as String?),
        ("sip:sales@contoso.test", 404, "NotFound", "DestinationNotFound"), ("tel:911", 403, "Forbidden", nil),
      ] {
        let (offered, path) = try await link(party)
        #expect(offered == nil, "\(party)")
        try app.refusal(try await app.send("POST", path), status, code, subcode)
      }
      let (_, path) = try await link("tel:+14255550120")
      let long = try await app.send("POST", path, fields: ["operationId": String(repeating: "x", count: 51)])
      try app.refusal(long, 400, "BadRequest", "ParameterValidationFailure")
      #expect(try Fault(long).parameters == ["operationId"])
      try app.refusal(
        try await app.send("POST", path, fields: ["phoneNumber": "12"]), 400, "BadRequest", "NormalizationFailed")
      // A telephone cannot call itself: 409 without a subcode.
      try app.refusal(try await app.send("POST", path, fields: ["phoneNumber": "+14255550120"]), 409, "Conflict")
      let narrow = try await server.application(scopes: ["User.ReadWrite"], agent: "Narrow")
      try narrow.refusal(
        try await narrow.send("POST", path.replacing(app.base, with: narrow.base)), 403, "Forbidden")
      #expect(server.server.labStatistics.isEmpty, "nothing has rung")
      #expect(try await app.get("communication/conversations").links["conversation"] == nil)
    }
  }

  @Test(arguments: Wire.all) func tooManyGroups(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.ringGroups = 1 }) { server in
      let groups = server.server.context.groups
      try groups.addGroup(DistributionGroup(uri: "sip:sales@contoso.test", name: "Sales", number: "+14255550126"))
      try groups.addGroup(DistributionGroup(uri: "sip:east@contoso.test", name: "East"))
      try groups.addMember("sip:east@contoso.test", to: "sip:sales@contoso.test")
      let app = try await server.application()
      let id = try await server.addLog(from: "sip:sales@contoso.test", name: "Sales")
      let log = try await app.get(Self.path + "/" + id)
      #expect(log.link("continuePhoneAudio") == nil)
      try app.refusal(
        try await app.send("POST", log.href + "/continuePhoneAudio"), 409, "Conflict", "TooManyGroups")
    }
  }

  /// 500 CallbackChannelError: the journal's file takes no invitation.
  @Test(arguments: Wire.all) func whatCannotBeRecordedIsNotBegun(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let id = try await server.addLog()
      try await Fault.inFile(
        of: server,
        """
        CREATE TRIGGER fault BEFORE INSERT ON record WHEN NEW.kind = \(RecordKind.invitation.rawValue)
        BEGIN SELECT RAISE(ABORT, 'no room'); END
        """)
      let log = try await app.get(Self.path + "/" + id)
      let link = try #require(log.link("continuePhoneAudio"))
      try app.refusal(try await app.send("POST", link), 500, "ServiceFailure", "CallbackChannelError")
      #expect(server.server.labStatistics.isEmpty, "nothing has rung")
      #expect(try await app.get(log.href).link("continuePhoneAudio") == link)
    }
  }

  /// Who may not place calls reads his past calls, and is offered none of them again.
  @Test(arguments: Wire.both) func withoutPhoneAudio(wire: Wire) async throws {
    try await withServer(wire) { server in
      let fay = "sip:fay@contoso.test"
      var user = Store.User(uri: fay, name: "Fay Example", mobileNumber: "+14255550112")
      user.phoneAudioEnabled = false
      try server.add(user)
      let app = try await server.application(fay, agent: "Fay")
      let id = try await server.addLog(of: fay)
      let log = try await app.get(Self.path + "/" + id)
      #expect(log.link("markAsRead") != nil)
      #expect(log.link("continuePhoneAudio") == nil)
      try app.refusal(try await app.send("POST", log.href + "/continuePhoneAudio"), 403, "Forbidden")
    }
  }
}
