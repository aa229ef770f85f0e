import SIP
import Store
import Testing

@testable import Server

/// Calls that come in and ring elsewhere than with the user, as everybody's applications see them.
@Suite(.timeLimit(.minutes(2))) struct ForwardedCallTests {
  static let gus = "sip:gus@contoso.test"

  /// Changes what the directory says of a user.
  private func change(
    _ server: TestServer, _ uri: String = TestServer.dana, _ change: (inout Store.User) -> Void
  ) throws {
    var user = try #require(try server.directory.user(uri: uri))
    change(&user)
    try server.directory.updateUser(user)
    server.refresh()
  }

  private func application(_ server: TestServer, _ uri: String = TestServer.dana) async throws -> App {
    let app = try await server.application(uri)
    try await IncomingTests.take(app)
    return app
  }

  private func addGus(_ server: TestServer, phone: String = "+14255550120") throws {
    try server.add(
      Store.User(uri: Self.gus, name: "Gus Example", workNumber: "+14255550103", mobileNumber: phone))
    server.refresh()
  }

  @Test(arguments: Wire.all) func toAContactAtOnce(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.conversationHistory = true }) { server in
      try change(server) {
        ($0.forwarding.active, $0.forwarding.immediate) = (.immediateForward, .contact("tel:+14255550120"))
      }
      let app = try await application(server)
      let events = app.events
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        try await caller.status(200)
        #expect(caller.statuses == [181, 180, 200])
        let end = try await events.untilCompleted()
        #expect(end.status == "Failure" && end.code == "Informational" && end.subcode == "ConnectedElsewhere")
        #expect(end.message == "Somebody else took the call.")
        #expect(end.resource?["state"] == "Failed" && end.resource?.link("decline") == nil)
        #expect(end.resource?.link("acceptedByContact") == app.base + "/people/+14255550120")
        #expect(end.resource?["phoneNumber"] == nil)
        let seen = try await events.untilOver()
        #expect(seen.isEmpty == false)
        let states = await events.seen.filter { $0.rel == "phoneAudioInvitation" }.map { $0.resource?["state"] }
        #expect(states == ["Connecting", "Forwarded", "Failed"])
        // The call is others' and goes on without the user.
        let phoneAudio = try #require(end.resource?.link("phoneAudio"))
        try app.refusal(try await app.send("POST", phoneAudio + "/stopPhoneAudio"), 409, "Conflict")
        #expect(server.server.census().calls == 1)
        #expect(try await app.get("me/presence")["availability"] == "Online")
        try await eventually("the call is logged") { try await !app.logs().isEmpty }
        #expect(try await app.logs().first?["status"] == "Archived")
        try await caller.hangUp()
        try await eventually("no call is left") { server.server.census().calls == 0 }
        #expect(await events.completions(end.href) == 1)
      }
    }
  }

  @Test(arguments: Wire.all) func delegatesRingToo(wire: Wire) async throws {
    try await withServer(wire) { server in
      try addGus(server)
      try server.directory.addDelegate(Self.gus, of: TestServer.dana)
      try change(server) {
        $0.mobileNumber = "+14255550122"
        ($0.forwarding.active, $0.forwarding.simultaneous) = (.simultaneousRing, .delegates)
        ($0.forwarding.handlesUnanswered, $0.forwarding.unanswered) = (true, .contact("tel:+14255550129"))
      }
      // A delegate's own forwarding has no say in his delegator's calls.
      try change(server, Self.gus) {
        ($0.forwarding.active, $0.forwarding.immediate) = (.immediateForward, .contact("tel:+14255550121"))
      }
      let (dana, gus) = (try await application(server), try await application(server, Self.gus))
      let (events, others) = (dana.events, gus.events)
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        let his = try await others.untilCompleted()
        #expect(his.status == "Success")
        let incoming = try #require(his.resource)
        #expect(incoming["delegator"] == TestServer.dana && incoming["to"] == Self.gus)
        #expect(incoming.link("delegator") == gus.base + "/people/dana@contoso.test")
        #expect(incoming.link("forwardedBy") == nil)
        #expect(incoming.child("from")?["uri"] == "tel:+14255550177")
        #expect(incoming.child("from")?["name"] == "Gale Example")
        let end = try await events.untilCompleted()
        #expect(end.subcode == "ConnectedElsewhere")
        #expect(end.resource?.link("acceptedByContact") == dana.base + "/people/gus@contoso.test")
        // The one who has the call holds it and ends it.
        let phoneAudio = try #require(incoming.link("phoneAudio"))
        #expect(try await gus.status("POST", phoneAudio + "/holdPhoneAudio") == 204)
        try await others.until { $0.rel == "phoneAudio" && $0.resource?.link("resumePhoneAudio") != nil }
        #expect(caller.offers.last?.contains("a=inactive") == true)
        #expect(try await gus.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
        try await eventually("the caller is told") { caller.isHungUp }
        try await eventually("no call is left") { server.server.census().calls == 0 }
      }
    }
  }

  @Test(arguments: Wire.both) func declinedForOthersToTake(wire: Wire) async throws {
    try await withServer(wire) { server in
      try addGus(server, phone: "+14255550122")
      try server.server.context.groups.addGroup(DistributionGroup(uri: "sip:team@contoso.test", name: "Team"))
      _ = try server.server.context.groups.addMember(Self.gus, to: "sip:team@contoso.test")
      try change(server) {
        $0.mobileNumber = "+14255550122"
        $0.teamGroup = "sip:team@contoso.test"
        ($0.forwarding.active, $0.forwarding.simultaneous) = (.simultaneousRing, .team)
      }
      let (dana, gus) = (try await application(server), try await application(server, Self.gus))
      let (events, others) = (dana.events, gus.events)
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        let ringing = try #require(try await others.until { $0.type == "started" }.last)
        #expect(ringing.resource?.link("forwardedBy") == gus.base + "/people/dana@contoso.test")
        let mine = try #require(try await events.until { $0.resource?["state"] == "TeamRing" }.last)
        #expect(try await dana.send("POST", mine.href + "/decline", fields: ["reason": "Local"]).status == 204)
        #expect(try await events.untilCompleted().resource?["state"] == "Declined")
        // It rings on with the other.
        #expect(caller.statuses.allSatisfy { $0 < 200 })
        #expect(try await gus.send("POST", ringing.href + "/decline", fields: ["reason": "Global"]).status == 204)
        // One of the team does not speak for the user.
        try await caller.status(486)
        #expect(await events.completions(mine.href) == 1)
        try await eventually("no call is left") { server.server.census().calls == 0 }
      }
    }
  }

  @Test(arguments: Wire.both) func toTheVoicemail(wire: Wire) async throws {
    try await withServer(
      wire,
      configure: {
        $0.voicemailURI = "tel:+14255550129"
        $0.conversationHistory = true
      }
    ) { server in
      try change(server) {
        $0.mobileNumber = "+14255550121"
        $0.forwarding.handlesUnanswered = true
      }
      let app = try await application(server)
      let events = app.events
      for isUndisturbed in [false, true] {
        if isUndisturbed {
          let answer = try await app.send("POST", "me/presence", fields: ["availability": "DoNotDisturb"])
          #expect(answer.status == 204)
        }
        try await withCaller { caller in
          try await caller.call(IncomingTests.work, at: server.server.sipAddress)
          try await caller.status(200)
          let end = try await events.untilCompleted()
          #expect(end.subcode == "Missed" && end.message == "The voicemail took the call.")
          #expect(end.resource?.link("acceptedByContact") == nil)
          try await caller.hangUp()
        }
        try await eventually("no call is left") { server.server.census().calls == 0 }
      }
      try await eventually("both are missed") {
        try await app.get("communication/missedItems")["missedConversationsCount"] == "2"
      }
    }
  }

  /// The caller hears it ring twice, and in between that it is sent on.
  @Test func declinedAndTakenByTheVoicemail() async throws {
    let wire = Wire(way: .router, format: .json)
    try await withServer(wire, configure: { $0.voicemailURI = "tel:+14255550120" }) { server in
      try change(server) {
        $0.mobileNumber = "+14255550122"
        $0.forwarding.handlesUnanswered = true
      }
      let app = try await application(server)
      let events = app.events
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        let ringing = try #require(try await events.until { $0.resource?["state"] == "Alerting" }.last)
        try await caller.status(180)
        #expect(try await app.send("POST", ringing.href + "/decline", fields: ["reason": "Local"]).status == 204)
        try await caller.status(200)
        #expect(caller.statuses == [180, 181, 180, 200])
        #expect(try await events.untilCompleted().resource?["state"] == "Declined")
        // What the voicemail has taken is the caller's to end.
        try await caller.hangUp()
        try await eventually("no call is left") { server.server.census().calls == 0 }
        #expect(await events.completions(ringing.href) == 1)
      }
    }
  }

  @Test func givenUpWhileTheVoicemailIsCalled() async throws {
    let wire = Wire(way: .router, format: .json)
    try await withServer(wire, configure: { $0.voicemailURI = "tel:+14255550130" }) { server in
      try change(server) {
        $0.mobileNumber = "+14255550121"
        $0.forwarding.handlesUnanswered = true
      }
      let app = try await application(server)
      let events = app.events
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        try await caller.status(180)
        #expect(caller.statuses == [181, 180])
        try await caller.cancel()
        let end = try await events.untilCompleted()
        #expect(end.subcode == "Missed" && end.resource?["state"] == "Cancelled")
        try await caller.status(487)
      }
      try await eventually("no call is left") { server.server.census().calls == 0 }
    }
  }

  @Test(arguments: Wire.both) func notDisturbedNorInASecondCall(wire: Wire) async throws {
    try await withServer(wire) { server in
      try change(server) { $0.secondCall = .busy }
      let app = try await application(server)
      let events = app.events
      _ = try await app.start("+14255550120", phone: "+14255550110")
      try await events.untilCompleted()
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        try await caller.status(486)
        let end = try await events.untilCompleted()
        #expect(end.code == "LocalFailure" && end.subcode == "Busy" && end.message == "You are in another call.")
      }
      try change(server) { $0.secondCall = .ring }
      #expect(try await app.send("POST", "me/presence", fields: ["availability": "DoNotDisturb"]).status == 204)
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        try await caller.status(486)
        let end = try await events.untilCompleted()
        #expect(end.subcode == "DoNotDisturb" && end.message == "You do not want to be disturbed.")
      }
    }
  }

  @Test func inACircle() async throws {
    let wire = Wire(way: .router, format: .json)
    try await withServer(wire) { server in
      for (uri, next) in [(TestServer.dana, TestServer.erin), (TestServer.erin, TestServer.dana)] {
        try change(server, uri) {
          ($0.forwarding.active, $0.forwarding.immediate) = (.immediateForward, .contact(next))
        }
      }
      let app = try await application(server)
      let events = app.events
      try await withCaller { caller in
        try await caller.call(IncomingTests.work, at: server.server.sipAddress)
        try await caller.status(482)
        #expect(try await events.untilCompleted().message == "Nobody to whom the call was sent took it.")
      }
      // Who was told by others that he has sent it on before is asked no more either.
      for header in [
        SIPHeader("Diversion", "<sip:+14255550100@pbx.contoso.test>;reason=unconditional"),
        SIPHeader("History-Info", "<sip:dana@contoso.test>;index=1, <sip:x@contoso.test>;index=1.1"),
      ] {
        try await withCaller { caller in
          try await caller.call(IncomingTests.work, at: server.server.sipAddress, headers: [header])
          try await caller.status(482)
        }
      }
      try await eventually("no call is left") { server.server.census().calls == 0 }
    }
  }

  @Test(arguments: Wire.both) func sentOnAndTransferredByOthers(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await application(server)
      let events = app.events
      try await withCaller { caller in
        try await caller.call(
          IncomingTests.work, at: server.server.sipAddress,
          headers: [
            SIPHeader(
              "History-Info",
              "\"One, Two\" <sip:+14255550171@pbx.contoso.test>;index=1, <sip:erin@contoso.test>;index=1.1"),
            SIPHeader("History-Info", "<sip:+14255550100@pbx.contoso.test?Reason=SIP%3Bcause%3D302>;index=1.1.1"),
            SIPHeader("Referred-By", "<sip:+14255550172@pbx.contoso.test>"),
          ])
        let end = try await events.untilCompleted()
        #expect(end.status == "Success")
        #expect(end.resource?.link("forwardedBy") == app.base + "/people/erin@contoso.test")
        #expect(end.resource?.link("transferredBy") == app.base + "/people/+14255550172")
        #expect(end.resource?["privateLine"] == "false")
      }
    }
  }
}
