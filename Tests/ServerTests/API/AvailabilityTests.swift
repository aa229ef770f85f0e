import Foundation
import Testing
import UCWA

@testable import Server

/// makeMeAvailable and reportMyActivity.
@Suite(.timeLimit(.minutes(2))) struct AvailabilityTests {
  private static let settings = [
    "audioPreference": "PhoneAudio", "inactiveTimeout": "00:10:00", "phoneNumber": "tel : (425) 555-0129",
    "signInAs": "BeRightBack", "voipFallbackToPhoneAudioTimeOut": "PT10S",
  ]
  private static let lists = [
    "supportedMessageFormats": ["Plain", "Html"], "supportedModalities": ["PhoneAudio", "Messaging"],
  ]

  @Test(arguments: Wire.all) func onceOnly(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let before = try await app.get("me")
      let link = try #require(before.link("makeMeAvailable"))
      #expect(before.link("reportMyActivity") == nil)
      try app.refusal(
        try await app.send("POST", "me/reportMyActivity"), 409, "Conflict", "MakeMeAvailableRequired")
      let body = app.format.body(Self.settings, lists: Self.lists)
      #expect(try await app.send("POST", link, body: body).status == 204)
      let after = try await app.get("me")
      #expect(after.link("makeMeAvailable") == nil)
      let report = try #require(after.link("reportMyActivity"))
      #expect(try await app.status("POST", report) == 204)
      #expect(try await app.status("POST", "reportMyActivity") == 204)
      for path in [link, "communication/makeMeAvailable"] {
        try app.refusal(try await app.send("POST", path, body: body), 409, "Conflict", "AlreadyExists")
      }
      let communication = try await app.get("communication")
      #expect(communication["phoneNumber"] == "tel:+14255550129")
      #expect(communication.properties["supportedModalities"] == ["PhoneAudio", "Messaging"])
      #expect(communication.properties["supportedMessageFormats"] == ["Plain", "Html"])
      // The application is told that both have changed.
      let package = try Package(try await app.send("GET", "events?ack=1"))
      #expect(
        package.events.contains {
          $0.description == "me: updated me" && $0.resource?.link("reportMyActivity") == report
        })
      #expect(
        package.events.contains {
          $0.description == "communication: updated communication" && $0.resource?["etag"] == communication["etag"]
        })
      // Another application of the user has to do it for itself.
      let other = try await server.application(agent: "2")
      #expect(try await other.get("me").link("makeMeAvailable") != nil)
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let bad = try await app.send(
        "POST", "me/makeMeAvailable",
        body: app.format.body(
          ["inactiveTimeout": "soon", "signInAs": "Offline", "voipFallbackToPhoneAudioTimeOut": "-1"],
          lists: ["supportedModalities": ["Smoke"], "supportedMessageFormats": ["Morse"]]))
      try app.refusal(bad, 400, "BadRequest", "ParameterValidationFailure")
      #expect(
        Set(try Fault(bad).parameters) == [
          "inactiveTimeout", "signInAs", "voipFallbackToPhoneAudioTimeOut", "supportedModalities",
          "supportedMessageFormats",
        ])
      for number in ["12", "911"] {
        try app.refusal(
          try await app.send("POST", "me/makeMeAvailable", fields: ["phoneNumber": number]), 400, "BadRequest",
          "NormalizationFailed")
      }
      // Nothing was done: it can be done now. Some clients send no body at all.
      #expect(try await app.status("POST", "me/makeMeAvailable") == 204)
      let narrow = try await server.application(scopes: ["Conversations.Initiate"], agent: "2")
      for path in ["me/makeMeAvailable", "me/reportMyActivity"] {
        try narrow.refusal(try await narrow.send("POST", path), 403, "Forbidden")
      }
    }
  }

  /// Which telephone rings: the call's, else the application's, else the user's.
  @Test(arguments: Wire.both) func whichTelephoneRings(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let plain = try await app.start("+14255550121")
      #expect(try await app.get(plain)["phoneNumber"] == "tel:+14255550110")
      #expect(
        try await app.send(
          "POST", "me/makeMeAvailable",
          body: app.format.body(["phoneNumber": "+14255550129"], lists: ["supportedModalities": ["Messaging"]])
        ).status == 204)
      #expect(try await app.get("communication").link("startPhoneAudio") != nil)
      let own = try await app.start("+14255550121")
      #expect(try await app.get(own)["phoneNumber"] == "tel:+14255550129")
      let other = try await app.start("+14255550121", phone: "+14255550122")
      #expect(try await app.get(other)["phoneNumber"] == "tel:+14255550122")
    }
  }

  @Test(arguments: Wire.both) func afterARestart(wire: Wire) async throws {
    try await withDataDirectory { data in
      let promise = Promise<App>()
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application()
        #expect(try await app.send("POST", "me/makeMeAvailable", fields: Self.settings).status == 204)
        promise.keep(.success(app))
      }
      let old = try await promise.value()
      try await withServer(wire, data: data, isNew: false) { server in
        let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
        #expect(try await app.get("me").link("makeMeAvailable") == nil)
        #expect(try await app.get("communication")["phoneNumber"] == "tel:+14255550129")
        try app.refusal(try await app.send("POST", "me/makeMeAvailable"), 409, "Conflict", "AlreadyExists")
        #expect(try await app.status("POST", "me/reportMyActivity") == 204)
        let session = try server.session(app)
        #expect(session.profile.madeAvailable == .init(signInAs: .beRightBack, inactiveTimeout: 600))
      }
    }
  }

  /// Polls alone do not keep an application that made its user available.
  @Test(arguments: Wire.both) func withoutActivityItExpires(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.timeouts.applicationActivity = .seconds(1) }) { server in
      let app = try await server.application()
      let other = try await server.application(agent: "2")
      #expect(try await app.status("POST", "me/makeMeAvailable") == 204)
      let held = try app.client.begin(app.request("GET", "events?ack=1&medium=1800"))
      try app.refusal(try await held.response(), 410, "Gone", "InactiveApplicationExpired")
      try app.refusal(try await app.send("GET", app.base), 410, "Gone", "InactiveApplicationExpired")
      #expect(try await other.status("GET", other.base) == 200)
    }
  }
}
