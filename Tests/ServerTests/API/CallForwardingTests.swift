import Foundation
import Store
import Testing
import UCWA

@testable import Server

/// Where users let their calls go.
@Suite(.timeLimit(.minutes(2))) struct CallForwardingTests {
  private static let immediate = "immediateForwardSettings"
  private static let simultaneous = "simultaneousRingSettings"
  private static let unanswered = "unansweredCallSettings"

  // MARK: Reading

  @Test(arguments: Wire.all) func atFirstCallsRingTheOwnPhones(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let path = try #require(try await app.get("me").link("callForwardingSettings"))
      let settings = try await app.get(path)
      #expect(settings["activePeriod"] == "Always" && settings["activeSetting"] == "None")
      #expect(settings["unansweredCallHandling"] == "Disabled")
      #expect(settings.link("turnOffCallForwarding") == path + "/turnOffCallForwarding")
      for (rel, delay) in [(Self.immediate, nil), (Self.simultaneous, "0"), (Self.unanswered, "20")] {
        let part = try #require(settings.child(rel))
        #expect(part["target"] == "None" && part["ringDelay"] == delay && part.link("contact") == nil)
        let alone = try await app.get(part.href)
        #expect(alone.properties == part.properties && alone.links == part.links)
      }
      // What there is nobody for is not offered.
      let offered = settings.allLinks.map(\.rel).filter { $0.contains("To") }
      #expect(
        Set(offered) == ["immediateForwardToContact", "simultaneousRingToContact", "unansweredCallToContact"])
    }
  }

  @Test(arguments: Wire.both) func notWithoutPhoneAudio(wire: Wire) async throws {
    try await withServer(wire) { server in
      try server.change { $0.phoneAudioEnabled = false }
      let app = try await server.application()
      #expect(try await app.get("me").link("callForwardingSettings") == nil)
      try app.refusal(try await app.send("GET", App.forwarding), 403, "Forbidden")
      for operation in ["turnOffCallForwarding", Self.unanswered + "/resetUnansweredCallSettings"] {
        try app.refusal(try await app.forward(operation), 403, "Forbidden")
      }
      try app.refusal(
        try await app.forward(Self.immediate + "/immediateForwardToContact", ["target": "+14255550120"]), 403,
        "Forbidden")
    }
  }

  // MARK: At once

  @Test(arguments: Wire.all) func forwardedAtOnce(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.voicemailURI = TestServer.voicemail }) { server in
      let app = try await server.application()
      let path = App.forwarding + "/" + Self.immediate
      let operation = try #require(try await app.get(path).link("immediateForwardToContact"))
      #expect(try await app.send("POST", operation, fields: ["target": "(425) 555-0120"]).status == 204)
      let settings = try await app.get(App.forwarding)
      #expect(settings["activeSetting"] == "ImmediateForward")
      let part = try #require(settings.child(Self.immediate))
      #expect(part["target"] == "Contact")
      #expect(try await app.get(try #require(part.link("contact")))["uri"] == "tel:+14255550120")
      #expect(try server.forwarding().immediate == .contact("tel:+14255550120"))
      // By the query, and a colleague by his address.
      #expect(try await app.status("POST", operation + "?target=sip%3AErin%40contoso.test") == 204)
      #expect(try server.forwarding().immediate == .contact(TestServer.erin))
      #expect(try await app.get(path).link("contact")?.hasSuffix("/people/erin@contoso.test") == true)

      let voicemail = try #require(try await app.get(path).link("immediateForwardToVoicemail"))
      #expect(try await app.status("POST", voicemail) == 204)
      #expect(try await app.get(path)["target"] == "Voicemail")
      #expect(try await app.get(path).link("contact") == nil)
    }
  }

  @Test(arguments: Wire.all) func toTheDelegates(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for (part, operation) in [
        (Self.immediate, "immediateForwardToDelegates"), (Self.simultaneous, "simultaneousRingToDelegates"),
      ] {
        let path = App.forwarding + "/" + part
        try app.refusal(
          try await app.send("POST", path + "/" + operation), 403, "Forbidden", "NoDelegatesConfigured")
        try server.directory.addDelegate(TestServer.erin, of: TestServer.dana)
        try server.change(TestServer.erin) { $0.phoneAudioEnabled = false }
        #expect(try await app.get(path).link(operation) == nil)
        try app.refusal(
          try await app.send("POST", path + "/" + operation), 409, "Conflict", "NoDelegatesConfigured")
        try server.change(TestServer.erin) { $0.phoneAudioEnabled = true }
        #expect(try await app.status("POST", try #require(try await app.get(path).link(operation))) == 204)
        #expect(try await app.get(path)["target"] == "Delegates")
        try server.directory.removeDelegate(TestServer.erin, of: TestServer.dana)
        server.refresh()
      }
      #expect(try server.forwarding().active == .simultaneousRing)
      #expect(try server.forwarding().immediate == .delegates, "kept for the next time")
    }
  }

  @Test(arguments: Wire.both) func withoutVoicemail(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for operation in [
        Self.immediate + "/immediateForwardToVoicemail", Self.unanswered + "/unansweredCallToVoicemail",
      ] {
        let response = try await app.forward(operation)
        try app.refusal(response, 403, "Forbidden")
        #expect(try Fault(response).message.contains("voicemail"))
      }
      try app.refusal(
        try await app.putForwarding(["target": "Voicemail"], at: App.forwarding + "/" + Self.unanswered), 403,
        "Forbidden")
      try app.refusal(try await app.putForwarding(["unansweredCallHandling": "Enabled"]), 403, "Forbidden")
      // The defaults go nowhere.
      #expect(try await app.forward("turnOffCallForwarding").status == 204)
      #expect(try await app.forward(Self.unanswered + "/resetUnansweredCallSettings").status == 204)
      #expect(try server.forwarding() == CallForwarding())
    }
  }

  // MARK: As well

  @Test(arguments: Wire.all) func theTeamRingsAsWell(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let (path, operation) = (App.forwarding + "/" + Self.simultaneous, Self.simultaneous + "/simultaneousRingToTeam")
      try app.refusal(try await app.forward(operation), 403, "Forbidden", "NoTeamMembersConfigured")
      // Nobody but the user himself.
      try server.giveTeam([TestServer.dana])
      try app.refusal(try await app.forward(operation), 409, "Conflict", "NoTeamMembersConfigured")
      #expect(try await app.get(path).link("simultaneousRingToTeam") == nil)
      try server.server.context.groups.addMember(TestServer.erin, to: TestServer.team)
      server.refresh()
      let link = try #require(try await app.get(path).link("simultaneousRingToTeam"))
      for delay in ["56", "-1", "soon"] {
        let response = try await app.send("POST", link, fields: ["ringDelay": delay])
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try Fault(response).parameters == ["ringDelay"])
      }
      #expect(try await app.send("POST", link, fields: ["ringDelay": "10"]).status == 204)
      let settings = try await app.get(App.forwarding)
      #expect(settings["activeSetting"] == "SimultaneousRing")
      #expect(settings.child(Self.simultaneous)?["target"] == "Team")
      #expect(settings.child(Self.simultaneous)?["ringDelay"] == "10")
      // Without a delay it stays; a contact rings at once.
      #expect(try await app.status("POST", link) == 204)
      #expect(try server.forwarding().simultaneousDelay == 10)
      #expect(
        try await app.forward(Self.simultaneous + "/simultaneousRingToContact", ["target": "+14255550110"]).status
          == 204)
      #expect(try server.forwarding().simultaneousDelay == 0)
    }
  }

  @Test(arguments: Wire.all) func simultaneousRingIsReplaced(wire: Wire) async throws {
    try await withServer(wire) { server in
      try server.giveTeam()
      let app = try await server.application()
      let path = App.forwarding + "/" + Self.simultaneous
      let response = try await app.putForwarding(["target": "Contact"], at: path)
      try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
      #expect(try Fault(response).parameters == ["target"])
      try app.refusal(
        try await app.putForwarding(["target": "Delegates"], at: path), 403, "Forbidden", "NoDelegatesConfigured")
      let replaced = try await app.putForwarding(["target": "team", "ringDelay": "7"], at: path)
      #expect(replaced.status == 204)
      #expect(replaced.headers["ETag"] == "\"\(try await app.get(path)["etag"] ?? "")\"")
      #expect(try server.forwarding().simultaneous == .team && server.forwarding().simultaneousDelay == 7)
      #expect(try server.forwarding().active == .none, "a target alone turns nothing on")
      #expect(try await app.putForwarding(["activeSetting": "SimultaneousRing"]).status == 204)
      #expect(try await app.putForwarding(["ringDelay": "9"], at: path).status == 204)
      #expect(try server.forwarding().active == .simultaneousRing && server.forwarding().simultaneous == .team)
      // Nobody is left to ring.
      #expect(try await app.putForwarding(["target": "None"], at: path).status == 204)
      #expect(try server.forwarding().active == .none && server.forwarding().simultaneous == nil)
    }
  }

  // MARK: When nobody takes a call

  @Test(arguments: Wire.all) func unansweredCalls(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.voicemailURI = TestServer.voicemail }) { server in
      let app = try await server.application()
      let path = App.forwarding + "/" + Self.unanswered
      #expect(try await app.get(path)["target"] == "Voicemail")
      let toContact = try #require(try await app.get(path).link("unansweredCallToContact"))
      let fields = ["target": TestServer.erin, "ringDelay": "30"]
      #expect(try await app.send("POST", toContact, fields: fields).status == 204)
      let settings = try await app.get(App.forwarding)
      #expect(settings["unansweredCallHandling"] == "Enabled" && settings["activeSetting"] == "None")
      #expect(settings.child(Self.unanswered)?["target"] == "Contact")
      #expect(settings.child(Self.unanswered)?["ringDelay"] == "30")
      #expect(settings.child(Self.unanswered)?.link("contact")?.hasSuffix("/people/erin@contoso.test") == true)
      for delay in ["4", "61"] {
        let response = try await app.send("POST", toContact, fields: ["target": TestServer.erin, "ringDelay": delay])
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
      }
      let toVoicemail = try #require(try await app.get(path).link("unansweredCallToVoicemail"))
      #expect(try await app.status("POST", toVoicemail + "?ringDelay=15") == 204)
      #expect(try server.forwarding().unanswered == .voicemail && server.forwarding().unansweredDelay == 15)
      try app.refusal(
        try await app.putForwarding(["target": "Contact"], at: path), 400, "BadRequest", "ParameterValidationFailure")
      #expect(try await app.putForwarding(["ringDelay": "25"], at: path).status == 204)
      #expect(try server.forwarding().unansweredDelay == 25 && server.forwarding().handlesUnanswered)
      #expect(try await app.putForwarding(["target": "None"], at: path).status == 204)
      #expect(try !server.forwarding().handlesUnanswered)

      #expect(
        try await app.status("POST", try #require(try await app.get(path).link("resetUnansweredCallSettings"))) == 204)
      #expect(try await app.get(App.forwarding)["unansweredCallHandling"] == "Enabled")
      #expect(try server.forwarding().unansweredDelay == 20)
    }
  }

  @Test(arguments: Wire.both) func noneIsUnansweredWhileAllAreForwarded(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.voicemailURI = TestServer.voicemail }) { server in
      let app = try await server.application()
      let path = App.forwarding + "/" + Self.unanswered
      #expect(try await app.forward(Self.unanswered + "/unansweredCallToVoicemail").status == 204)
      #expect(try await app.forward(Self.immediate + "/immediateForwardToVoicemail").status == 204)
      #expect(try await app.get(App.forwarding)["unansweredCallHandling"] == "Disabled")
      #expect(try await app.get(path).link("unansweredCallToContact") == nil)
      #expect(try await app.get(path).link("unansweredCallToVoicemail") == nil)
      try app.refusal(try await app.forward(Self.unanswered + "/unansweredCallToVoicemail"), 403, "Forbidden")
      try app.refusal(
        try await app.forward(Self.unanswered + "/unansweredCallToContact", ["target": TestServer.erin]), 403,
        "Forbidden")
      try app.refusal(try await app.putForwarding(["ringDelay": "30"], at: path), 403, "Forbidden")
      // What was read comes back and changes nothing.
      let same = ["activePeriod": "Always", "activeSetting": "ImmediateForward", "unansweredCallHandling": "Disabled"]
      #expect(try await app.putForwarding(same).status == 204)
      #expect(try server.forwarding().handlesUnanswered, "for when it is turned off")
      try server.change { $0.forwarding.handlesUnanswered = false }
      try app.refusal(try await app.putForwarding(["unansweredCallHandling": "Enabled"]), 403, "Forbidden")
    }
  }

  // MARK: What is in force

  @Test(arguments: Wire.all) func whatIsInForceIsReplaced(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.voicemailURI = TestServer.voicemail }) { server in
      let app = try await server.application()
      let path = App.forwarding
      for setting in ["ImmediateForward", "SimultaneousRing"] {
        try app.refusal(try await app.putForwarding(["activeSetting": setting]), 409, "Conflict")
      }
      try server.change {
        $0.forwarding.immediate = .contact("tel:+14255550120")
        $0.forwarding.simultaneous = .delegates
      }
      try app.refusal(
        try await app.putForwarding(["activeSetting": "SimultaneousRing"]), 403, "Forbidden", "NoDelegatesConfigured")
      let response = try await app.putForwarding(["activeSetting": "immediateforward", "activePeriod": "WorkHours"])
      #expect(response.status == 204)
      #expect(try server.forwarding().active == .immediateForward && server.forwarding().period == .workHours)
      let settings = try await app.get(path)
      #expect(settings["activeSetting"] == "ImmediateForward" && settings["activePeriod"] == "Workhours")
      #expect(response.headers["ETag"] == "\"\(settings["etag"] ?? "")\"")
      #expect(
        try await app.send("GET", path, headers: ["If-None-Match": response.headers["ETag"] ?? ""]).status == 304)
      // What is left out stays, and None turns it off.
      #expect(try await app.putForwarding([:]).status == 204)
      #expect(try server.forwarding().active == .immediateForward && server.forwarding().period == .workHours)
      #expect(try await app.putForwarding(["activeSetting": "None"]).status == 204)
      #expect(try server.forwarding().active == .none)
      try app.refusal(
        try await app.putForwarding(["activePeriod": "Never"]), 400, "BadRequest", "ParameterValidationFailure")
    }
  }

  @Test(arguments: Wire.both) func onlyWhatWasReadIsReplaced(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for path in ["", "/" + Self.simultaneous, "/" + Self.unanswered].map({ App.forwarding + $0 }) {
        let current = try await app.get(path)
        let etag = "\"\(current["etag"] ?? "")\""
        let marker = try #require(current.properties.first { $0.value == [Resource.markerValue] }?.key)
        let body = app.format.body([marker: Resource.markerValue])
        try app.refusal(try await app.send("PUT", path, body: body), 428, "PreconditionRequired")
        let stale = try await app.send("PUT", path, body: body, headers: ["If-Match": "\"1\""])
        try app.refusal(stale, 412, "PreconditionFailed")
        let bare = try await app.send("PUT", path, body: app.format.body(["x": "y"]), headers: ["If-Match": etag])
        try app.refusal(bare, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try await app.send("PUT", path, body: body, headers: ["If-Match": etag]).status == 204)
      }
      try app.refusal(try await app.send("PUT", App.forwarding + "/" + Self.immediate), 405, "MethodNotAllowed")
    }
  }

  @Test(arguments: Wire.both) func turnedOff(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.voicemailURI = TestServer.voicemail }) { server in
      let app = try await server.application()
      try server.change {
        $0.forwarding.active = .immediateForward
        $0.forwarding.period = .workHours
        $0.forwarding.immediate = .contact("tel:+14255550120")
        $0.forwarding.unanswered = .contact(TestServer.erin)
      }
      let off = try #require(try await app.get(App.forwarding).link("turnOffCallForwarding"))
      #expect(try await app.status("POST", off) == 204)
      let settings = try await app.get(App.forwarding)
      #expect(settings["activeSetting"] == "None" && settings["activePeriod"] == "Always")
      #expect(settings["unansweredCallHandling"] == "Enabled")
      #expect(settings.child(Self.unanswered)?["target"] == "Voicemail")
      #expect(settings.child(Self.immediate)?["target"] == "Contact", "kept for the next time")
    }
  }

  /// The next call goes where the user has just said.
  @Test(arguments: Wire.both) func theNextCallFollows(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      try await IncomingTests.take(app)
      let events = app.events
      let target = ["target": "+1 425 555 0120"]
      #expect(try await app.forward(Self.immediate + "/immediateForwardToContact", target).status == 204)
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        try await caller.status(200)
        #expect(caller.statuses == [181, 180, 200])
        let end = try await events.untilCompleted()
        #expect(end.resource?.link("acceptedByContact") == app.base + "/people/+14255550120")
        try await caller.hangUp()
        try await eventually("no call is left") { server.server.census().calls == 0 }
      }
    }
  }

  // MARK: Who learns of it

  @Test(arguments: Wire.both) func nobodyIsTold(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let target = ["target": "+14255550120"]
      #expect(try await app.forward(Self.immediate + "/immediateForwardToContact", target).status == 204)
      server.refresh()
      try server.change { $0.title = "Head of Examples" }
      _ = try await app.start("+14255550121", phone: "+14255550129")
      let events = app.events
      try await events.untilCompleted()
      let told = await events.seen.filter { $0.sender == "me" }
      #expect(told.map { $0.resource?["title"] } == ["Head of Examples"], "once, of the title")
    }
  }

  @Test(arguments: Wire.both) func aDirectoryOfANewerVersion(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let current = try await app.get(App.forwarding)
      let marker = try #require(current.properties.first { $0.value == [Resource.markerValue] }?.key)
      let version = try await Fault.schemaVersion(of: server)
      try await Fault.inFile(of: server, "PRAGMA user_version = \(version + 1)")
      server.refresh()
      try app.refusal(
        try await app.send("GET", App.forwarding), 500, "ServiceFailure", "InvalidExchangeServerVersion")
      let put = try await app.send(
        "PUT", App.forwarding, body: app.format.body([marker: Resource.markerValue]),
        headers: ["If-Match": "\"\(current["etag"] ?? "")\""])
      try app.refusal(put, 500, "ServiceFailure", "InvalidExchangeServerVersion")
      try app.refusal(try await app.forward("turnOffCallForwarding"), 503, "ServiceUnavailable")
    }
  }
}
