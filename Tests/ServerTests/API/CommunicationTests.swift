import Foundation
import Testing
import UCWA

/// Reading and replacing `communication`: etag, conditions, marker, and what is set.
@Suite(.timeLimit(.minutes(2))) struct CommunicationTests {
  private static func marker(_ communication: Document) -> String {
    communication.properties.first { $0.value == [Resource.markerValue] }?.key ?? ""
  }

  private func put(
    _ app: App, _ fields: [String: String], etag: String? = nil, lists: [String: [String]] = [:], marker: Bool = true
  ) async throws -> TestResponse {
    let current = try await app.get("communication")
    var fields = fields
    if marker { fields[Self.marker(current)] = Resource.markerValue }
    return try await app.send(
      "PUT", "communication", body: app.format.body(fields, lists: lists),
      headers: ["If-Match": etag ?? current["etag"] ?? ""])
  }

  @Test(arguments: Wire.all) func whatIsSetIsReadAgain(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let before = try await app.get("communication")
      let response = try await put(
        app,
        [
          "audioPreference": "VoipAudio", "conversationHistory": "enabled", "lisLocation": "Building 7",
          "lisQueryResult": "Failed", "phoneNumber": "(425) 555-0111", "publishEndpointLocation": "true",
          "videoBasedScreenSharing": "Disabled", "etag": "1", "unknown": "x",
        ], lists: ["supportedModalities": ["Messaging", "PhoneAudio"], "supportedMessageFormats": ["plain"]])
      #expect(response.status == 204, "\(response.text)")
      let after = try await app.get("communication")
      #expect(response.headers["ETag"] == "\"\(after["etag"] ?? "")\"")
      #expect(after["etag"] != before["etag"])
      #expect(after["audioPreference"] == "VoipAudio")
      #expect(after["conversationHistory"] == "Enabled")
      #expect(after["lisLocation"] == "Building 7")
      #expect(after["lisQueryResult"] == "Failed")
      #expect(after["phoneNumber"] == "tel:+14255550111")
      #expect(after["publishEndpointLocation"] == "true")
      #expect(after["videoBasedScreenSharing"] == "Disabled")
      #expect(after.properties["supportedModalities"] == ["Messaging", "PhoneAudio"])
      #expect(after.properties["supportedMessageFormats"] == ["Plain"])
      // What is left out goes back to its default.
      #expect(try await put(app, [:]).status == 204)
      #expect(try await app.get("communication").properties == before.properties)
    }
  }

  @Test(arguments: Wire.all) func conditions(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let first = try #require(try await app.get("communication")["etag"])
      try app.refusal(
        try await app.send("PUT", "communication", fields: ["phoneNumber": "+14255550111"]), 428,
        "PreconditionRequired")
      try app.refusal(try await put(app, [:], etag: "\"17\""), 412, "PreconditionFailed")
      for form in [first, "\"\(first)\"", "W/\"\(first)\"", "\"17\", \"\(first)\"", "*"] {
        #expect(try await put(app, [:], etag: form).status == 204, "\(form)")
        let known = try await app.send("GET", "communication", headers: ["If-None-Match": form])
        #expect(known.status == 304)
        #expect(known.body.isEmpty)
        #expect(known.headers["ETag"] == "\"\(first)\"")
      }
      #expect(try await put(app, ["phoneNumber": "+14255550111"], etag: first).status == 204)
      try app.refusal(try await put(app, [:], etag: first), 412, "PreconditionFailed")
      let fresh = try await app.send("GET", "communication", headers: ["If-None-Match": "\"\(first)\""])
      #expect(fresh.status == 200)
      #expect(fresh.headers["ETag"] == "\"\(try Document(fresh)["etag"] ?? "")\"")
      #expect(try await app.send("HEAD", "communication").headers["ETag"] == fresh.headers["ETag"])
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let before = try await app.get("communication")
      let none = try await put(app, [:], marker: false)
      try app.refusal(none, 400, "BadRequest", "ParameterValidationFailure")
      #expect(try Fault(none).parameters == [Self.marker(before)])
      let bad = try await put(
        app, ["audioPreference": "Loud", "phoneNumber": String(repeating: "1", count: 101)],
        lists: ["supportedModalities": ["Smoke"]])
      try app.refusal(bad, 400, "BadRequest", "ParameterValidationFailure")
      #expect(Set(try Fault(bad).parameters) == ["audioPreference", "phoneNumber", "supportedModalities"])
      let long = try await put(app, ["lisLocation": String(repeating: "x", count: 4097)])
      try app.refusal(long, 400, "BadRequest", "ParameterValidationFailure")
      for number in ["12", "911", "tel:nobody"] {
        try app.refusal(
          try await put(app, ["phoneNumber": number]), 400, "BadRequest", "NormalizationFailed")
      }
      #expect(try await app.get("communication").properties == before.properties)
    }
  }

  /// The application is told with medium priority, and not of a PUT that changes nothing.
  @Test(arguments: Wire.both) func theApplicationIsTold(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      #expect(try await put(app, [:]).status == 204)
      #expect(try await put(app, ["phoneNumber": "+14255550111"]).status == 204)
      let package = try Package(try await app.send("GET", "events?ack=1"))
      #expect(package.events.map(\.description) == ["communication: updated communication"])
      let event = try #require(package.events.first)
      #expect(event.resource?["phoneNumber"] == "tel:+14255550111")
      let current = try await app.get("communication")
      #expect(event.resource?["etag"] == current["etag"])
    }
  }

  /// The telephone that was set rings, and what the application set outlives the server.
  @Test(arguments: Wire.both) func theNumberRingsAlsoAfterARestart(wire: Wire) async throws {
    try await withDataDirectory { data in
      let promise = Promise<App>()
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application()
        #expect(
          try await put(app, ["phoneNumber": "+14255550129"], lists: ["supportedModalities": ["Messaging"]]).status
            == 204)
        promise.keep(.success(app))
      }
      let before = try await promise.value()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: before.token, base: before.base)
        let communication = try await app.get("communication")
        #expect(communication["phoneNumber"] == "tel:+14255550129")
        #expect(communication.properties["supportedModalities"] == ["Messaging"])
        // With Messaging only, calls can still be started.
        #expect(communication.link("startPhoneAudio") != nil)
        let invitation = try await app.start("+14255550121")
        #expect(try await app.get(invitation)["phoneNumber"] == "tel:+14255550129")
        let own = try await app.start("+14255550121", phone: "+14255550122")
        #expect(try await app.get(own)["phoneNumber"] == "tel:+14255550122")
      }
    }
  }

  /// A conversation begins and ends without a change of what holds it.
  @Test(arguments: Wire.both) func callsLeaveTheEtagAlone(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let before = try await app.get("communication")["etag"]
      _ = try await app.start("+14255550121", phone: "+14255550129")
      try await app.events.untilCompleted()
      #expect(try await app.get("communication")["etag"] == before)
      #expect(try await app.get(app.base).child("communication")?["etag"] == before)
    }
  }
}
