import Foundation
import Store
import Testing

@testable import Server

/// Errors of the pages on phone audio that need a fault, or a request no other test sends. docs/compatibility.md names
/// the test of each row.
@Suite("The errors of the pages on phone audio", .timeLimit(.minutes(2)))
struct ErrorRowTests {
  private static let path = "communication/startPhoneAudio"

  /// 409 without a subcode: both ends are one telephone, however it is named.
  @Test(arguments: Wire.all) func aTelephoneCannotCallItself(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for (to, phone) in [
        ("+14255550120", "(425) 555-0120"), ("sip:+14255550120@contoso.test;user=phone", "tel:+14255550120"),
        (TestServer.erin, "+14255550126"),
      ] {
        let response = try await app.send("POST", Self.path, fields: ["to": to, "phoneNumber": phone])
        try app.refusal(response, 409, "Conflict")
        #expect(try Fault(response).message.contains("cannot call itself"))
      }
      // The user's default telephone counts as well.
      try app.refusal(try await app.send("POST", Self.path, fields: ["to": "+14255550110"]), 409, "Conflict")
      #expect(try await app.get("communication/conversations").links["conversation"] == nil)
      #expect(server.server.labStatistics.isEmpty, "nothing has rung")
      // An extension behind the same number is another telephone.
      _ = try await app.start("+14255550120;ext=7", phone: "+14255550120")
    }
  }

  private static let delegate = "communication/startPhoneAudioOnBehalfOfDelegator"

  /// The paths of the other two operations that start calls, of a user who may: the conversation's call is over.
  private func others(_ server: TestServer, _ app: App) async throws -> [String] {
    try Scenario.giveDelegates(server)
    _ = try await app.start("+14255550121", phone: "+14255550129")
    try await app.events.untilOver()
    let conversation = try #require(try await app.get("communication/conversations").link("conversation"))
    return [Self.delegate, conversation + "/phoneAudio/addPhoneAudio"]
  }

  /// 400 NormalizationFailed, 409 without a subcode (one telephone for both ends) and 409 TooManyGroups, of the other
  /// operations that start calls: nothing more rings than before.
  @Test(arguments: Wire.all) func whomTheOtherStartsCannotCall(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.ringGroups = 1 }) { server in
      let app = try await server.application()
      let groups = server.server.context.groups
      for name in ["sales", "west"] {
        try groups.addGroup(DistributionGroup(uri: "sip:\(name)@contoso.test", name: name, number: "+14255550150"))
      }
      try groups.addMember("sip:west@contoso.test", to: "sip:sales@contoso.test")
      for path in try await others(server, app) {
        let rung = server.server.labStatistics.count
        for fields in [["to": "12"], ["to": "+14255550120", "phoneNumber": "12"]] {
          try app.refusal(
            try await app.send("POST", path, fields: fields), 400, "BadRequest", "NormalizationFailed")
        }
        let missing = try await app.send("POST", path, fields: ["phoneNumber": "+14255550120"])
        try app.refusal(missing, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try Fault(missing).parameters == ["to"])
        try app.refusal(
          try await app.send("POST", path, fields: ["to": "sip:sales@contoso.test"]), 409, "Conflict", "TooManyGroups")
        try app.refusal(
          try await app.send("POST", path, fields: ["to": "+14255550120", "phoneNumber": "(425) 555-0120"]), 409,
          "Conflict")
        try app.refusal(try await app.send("POST", path, fields: ["to": "911"]), 403, "Forbidden")
        try app.refusal(
          try await app.send("POST", path, fields: ["to": "sip:nobody@contoso.test"]), 404, "NotFound",
          "DestinationNotFound")
        #expect(server.server.labStatistics.count == rung)
      }
    }
  }

  /// 409 AlreadyExists: an operationId that names another operation, be it the same content under another operation;
  /// a repeat is given the first answer.
  @Test(arguments: Wire.all) func theOtherStartsAreDoneOnce(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let paths = try await others(server, app)
      for (index, path) in paths.enumerated() {
        let fields = ["to": "+14255550122", "phoneNumber": "+14255550140", "operationId": "op\(index)"]
        let invitation = try await app.call(path, fields)
        #expect(try await app.call(path, fields) == invitation)
        try app.refusal(
          try await app.send("POST", path, fields: fields.merging(["to": "+14255550123"]) { $1 }), 409, "Conflict",
          "AlreadyExists")
        for other in paths + [Self.path] where other != path {
          try app.refusal(try await app.send("POST", other, fields: fields), 409, "Conflict", "AlreadyExists")
        }
      }
      #expect(try await app.get("communication/conversations").links["conversation"]?.count == 2)
    }
  }

  /// 500 CallbackChannelError of the other operations that start calls.
  @Test(arguments: Wire.all) func theOtherStartsAreRecordedFirst(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for (index, path) in try await others(server, app).enumerated() {
        let phone = "+1425555014\(index)"
        let fields = ["to": "+14255550122", "phoneNumber": phone, "operationId": "op\(index)"]
        try await Fault.inFile(of: server, RecordFault.begin)
        try app.refusal(
          try await app.send("POST", path, fields: fields), 500, "ServiceFailure", "CallbackChannelError")
        #expect(!server.server.labStatistics.contains { $0.number == phone }, "nothing has rung")
        try await Fault.inFile(of: server, RecordFault.end)
        // Neither the operation nor the conversation's place is taken.
        _ = try await app.call(path, fields)
      }
    }
  }

  /// 500 CallbackChannelError: the journal's file takes no invitation.
  @Test(arguments: Wire.all) func whatCannotBeRecordedIsNotBegun(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      try await Fault.inFile(of: server, RecordFault.begin)
      let fields = ["to": "+14255550120", "operationId": "op"]
      try app.refusal(
        try await app.send("POST", Self.path, fields: fields), 500, "ServiceFailure", "CallbackChannelError")
      #expect(try await app.get("communication/conversations").links["conversation"] == nil)
      #expect(server.server.labStatistics.isEmpty, "nothing has rung")
      try await Fault.inFile(of: server, RecordFault.end)
      // The refused operation was not begun: its id may be used.
      _ = try await app.start("+14255550120", fields)
    }
  }

  /// SQL that makes the file refuse what a call would begin with.
  private enum RecordFault {
    static let begin = """
      CREATE TRIGGER fault BEFORE INSERT ON record WHEN NEW.kind = \(RecordKind.invitation.rawValue)
      BEGIN SELECT RAISE(ABORT, 'no room'); END
      """
    static let end = "DROP TRIGGER fault"
  }

  /// 500 InvalidExchangeServerVersion: a newer program brought the directory's file up to date while this one runs.
  @Test(arguments: Wire.all) func aDirectoryOfANewerVersionIsNotRead(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let invitation = try await app.start("+14255550129", phone: "+14255550140")
      try await events.untilCompleted()
      let version = try await Fault.schemaVersion(of: server)
      try await Fault.inFile(of: server, "PRAGMA user_version = \(version + 1)")
      server.refresh()
      for path in [invitation, app.base, "me", "people", "communication", "communication/conversations"] {
        try app.refusal(try await app.send("GET", path), 500, "ServiceFailure", "InvalidExchangeServerVersion")
      }
      // The call goes on, its events come, and it can be ended.
      let conversation = try #require(await events.seen.first { $0.rel == "conversation" }?.href)
      #expect(try await app.status("POST", conversation + "/phoneAudio/stopPhoneAudio") == 204)
      try await events.untilOver()
      try await Fault.inFile(of: server, "PRAGMA user_version = \(version)")
      server.refresh()
      #expect(try await app.get(invitation)["state"] == "Connected")
    }
  }

  /// 400 without a subcode: what HTTP does not allow, here an encoding of the body that is not known.
  @Test(arguments: Wire.all.filter { $0.way == .live }) func anInvitationByBadHTTP(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let invitation = try await app.start("+14255550120")
      let response = try await app.send(
        "GET", invitation, headers: ["Transfer-Encoding": "gzip"])
      try app.refusal(response, 400, "BadRequest")
    }
  }

  /// 400 ParameterValidationFailure: the parameters of a read are in its header fields.
  @Test(arguments: Wire.all) func anInvitationOfNoVersion(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let invitation = try await app.start("+14255550120")
      let header = "X-MS-RequiresMinResourceVersion"
      for version in ["two", "1.x", "nan", "-inf"] {
        let response = try await app.send("GET", invitation, headers: [header: version])
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try Fault(response).parameters == [header])
      }
    }
  }

  /// 404: an invitation that never was, and one whose conversation was deleted.
  @Test(arguments: Wire.all) func anInvitationThatIsGone(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let invitation = try await app.start("+14255550120")
      let conversation = try #require(try await app.get(invitation).link("conversation"))
      #expect(try await app.status("DELETE", conversation) == 204)
      for path in [invitation, "communication/invitations/x"] {
        try app.refusal(try await app.send("GET", path), 404, "NotFound", "ResourceNotFound")
      }
    }
  }

  /// 409 without a subcode: what other invitations can do and this kind cannot.
  @Test(arguments: Wire.all) func anInvitationCannotBeAccepted(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let invitation = try await app.start("+14255550120", phone: "+14255550122")
      try app.refusal(try await app.send("POST", invitation + "/accept"), 409, "Conflict")
      #expect(try await app.get(invitation)["state"] == "Connecting")
      try app.refusal(
        try await app.send("POST", "communication/invitations/x/accept"), 404, "NotFound", "ResourceNotFound")
    }
  }
}
