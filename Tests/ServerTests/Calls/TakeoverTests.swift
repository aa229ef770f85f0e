import Foundation
import Testing

/// replaceWithPhoneAudio as an application sees it.
@Suite(.timeLimit(.minutes(2))) struct TakeoverTests {
  static let other = "+14255550120"
  static let phone = "+14255550140"
  static let newPhone = "+14255550141"

  /// A call that is up: the place of its phoneAudio.
  static func connected(_ app: App, _ events: EventReader, to other: String = Self.other) async throws -> String {
    let location = try await app.start(other, phone: phone)
    try await events.untilCompleted()
    return try #require(try await app.get(location).link("phoneAudio"))
  }

  @Test(arguments: Wire.all) func movedToAnotherPhone(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let phoneAudio = try await Self.connected(app, events)
      let operation = try #require(try await app.get(phoneAudio).link("replaceWithPhoneAudio"))
      #expect(operation == phoneAudio + "/replaceWithPhoneAudio")
      let fields = ["operationId": "move", "phoneNumber": Self.newPhone, "to": Self.other]
      let response = try await app.send("POST", operation, fields: fields)
      #expect(response.status == 201)
      let location = try #require(response.headers["Location"])
      // The same again is the same operation.
      let repeated = try await app.send("POST", operation, fields: fields)
      #expect(repeated.status == 201 && repeated.headers["Location"] == location)
      let done = try await events.untilCompleted()
      #expect(done.href == location && done.status == "Success")
      let invitation = try await app.get(location)
      #expect(invitation["state"] == "Connected" && invitation["phoneNumber"] == "tel:" + Self.newPhone)
      #expect(invitation.link("replacesPhoneAudio") == phoneAudio && invitation.link("cancel") == nil)
      #expect(invitation["operationId"] == "move" && invitation["to"] == "tel:" + Self.other)
      let call = try await app.get(phoneAudio)
      #expect(call["state"] == "Connected" && call.link("holdPhoneAudio") != nil)
      #expect(call.link("replaceWithPhoneAudio") != nil)
      #expect(try await app.status("POST", try #require(call.link("stopPhoneAudio"))) == 204)
      try await events.untilOver()
      // Readable until the conversation goes.
      #expect(try await app.status("GET", location) == 200)
      #expect(try await app.status("DELETE", try #require(invitation.link("conversation"))) == 204)
      #expect(try await app.status("GET", location) == 404)
    }
  }

  @Test(arguments: Wire.all) func aBusyPhoneLeavesTheCallAsItWas(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let phoneAudio = try await Self.connected(app, events)
      let fields = ["phoneNumber": "+14255550121", "to": Self.other]
      #expect(try await app.send("POST", phoneAudio + "/replaceWithPhoneAudio", fields: fields).status == 201)
      let done = try await events.untilCompleted()
      #expect(done.status == "Failure" && done.message?.hasPrefix("Your phone is busy") == true)
      let call = try await app.get(phoneAudio)
      #expect(call["state"] == "Connected" && call.link("replaceWithPhoneAudio") != nil)
    }
  }

  @Test(arguments: Wire.all) func cancelled(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let phoneAudio = try await Self.connected(app, events)
      let fields = ["phoneNumber": "+14255550122", "to": Self.other]
      let response = try await app.send("POST", phoneAudio + "/replaceWithPhoneAudio", fields: fields)
      let invitation = try await app.get(try #require(response.headers["Location"]))
      // One change at a time, and none is offered meanwhile.
      let call = try await app.get(phoneAudio)
      for rel in ["replaceWithPhoneAudio", "transferPhoneAudio", "holdPhoneAudio", "resumePhoneAudio"] {
        #expect(call.link(rel) == nil, "\(rel)")
      }
      try app.refusal(
        try await app.send("POST", phoneAudio + "/replaceWithPhoneAudio", fields: fields), 409, "Conflict")
      #expect(try await app.status("POST", try #require(invitation.link("cancel"))) == 204)
      let done = try await events.untilCompleted()
      #expect(done.status == "Failure" && done.resource?["state"] == "Cancelled")
      try app.refusal(try await app.send("POST", try #require(invitation.link("cancel"))), 409, "Conflict")
      #expect(try await app.get(phoneAudio)["state"] == "Connected")
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let phoneAudio = try await Self.connected(app, events)
      let operation = phoneAudio + "/replaceWithPhoneAudio"
      func refused(_ fields: [String: String], _ status: Int, _ code: String, _ subcode: String? = nil) async throws {
        try app.refusal(try await app.send("POST", operation, fields: fields), status, code, subcode)
      }
      try await refused(["phoneNumber": Self.phone, "to": Self.other], 409, "Conflict")
      try await refused(
        ["phoneNumber": Self.newPhone, "to": "+14255550126"], 400, "BadRequest", "ParameterValidationFailure")
      try await refused(["phoneNumber": Self.newPhone], 400, "BadRequest", "ParameterValidationFailure")
      try await refused(["phoneNumber": "+1", "to": Self.other], 400, "BadRequest", "NormalizationFailed")
      #expect(try await app.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
      try await events.untilOver()
      try await refused(["phoneNumber": Self.newPhone, "to": Self.other], 409, "Conflict")
      #expect(try await app.get(phoneAudio).link("replaceWithPhoneAudio") == nil)
      try app.refusal(
        try await app.send(
          "POST", "communication/conversations/none/phoneAudio/replaceWithPhoneAudio",
          fields: ["phoneNumber": Self.newPhone, "to": Self.other]), 404, "NotFound", "ConversationNotFound")
    }
  }
}
