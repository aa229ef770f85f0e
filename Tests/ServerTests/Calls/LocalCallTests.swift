import Configuration
import SIP
import Store
import Testing

@testable import Server

/// Users of one server who call each other: each has a call of his own.
@Suite(.timeLimit(.minutes(2))) struct LocalCallTests {
  /// Dana's application and Erin's.
  private func applications(_ server: TestServer) async throws -> (dana: App, erin: App) {
    let dana = try await server.application()
    let erin = try await server.application(TestServer.erin)
    try await IncomingTests.take(erin)
    return (dana, erin)
  }

  static func setPhone(_ number: String, of uri: String, _ server: TestServer) throws {
    var user = try #require(try server.directory.user(uri: uri))
    user.mobileNumber = number
    try server.directory.updateUser(user)
    server.refresh()
  }

  @Test(arguments: Wire.all, [TestServer.erin, "+14255550126"])
  func bothSeeTheirSide(wire: Wire, to: String) async throws {
    try await withServer(wire) { server in
      let (dana, erin) = try await applications(server)
      let (events, others) = (dana.events, erin.events)
      let location = try await dana.start(to, phone: "+14255550140", ["subject": "Budget"])
      let theirs = try await others.untilCompleted()
      let ours = try await events.untilCompleted()
      #expect(ours.status == "Success" && theirs.status == "Success")
      let outgoing = try await dana.get(location)
      #expect(outgoing["direction"] == "Outgoing" && outgoing["state"] == "Connected")
      let accepted = try #require(outgoing.child("acceptedByParticipant"))
      #expect(accepted["name"] == "Erin Example" && accepted["local"] == "false")
      let incoming = try await erin.get(theirs.href)
      #expect(incoming["direction"] == "Incoming" && incoming["state"] == "Connected")
      #expect(incoming["subject"] == "Budget" && incoming["to"] == "sip:erin@contoso.test")
      #expect(incoming["phoneNumber"] == "tel:+14255550126")
      let from = try #require(incoming.child("from"))
      #expect(from["name"] == "Dana Example" && from["uri"] == TestServer.dana && from["local"] == "false")
      #expect(incoming.link("from") == from.href)
      for rel in ["forwardedBy", "transferredBy", "delegator", "onBehalfOf"] { #expect(incoming.link(rel) == nil) }
      #expect(server.server.census().calls == 2)

      // Each holds, resumes and stops his own.
      let (mine, hers) = (try #require(outgoing.link("phoneAudio")), try #require(incoming.link("phoneAudio")))
      for (app, events, call) in [(dana, events, mine), (erin, others, hers)] {
        #expect(try await app.status("POST", call + "/holdPhoneAudio") == 204)
        try await events.until { $0.rel == "phoneAudio" && $0.resource?.link("resumePhoneAudio") != nil }
        #expect(try await app.status("POST", call + "/resumePhoneAudio") == 204)
        try await events.until { $0.rel == "phoneAudio" && $0.resource?.link("holdPhoneAudio") != nil }
      }
      #expect(try await erin.status("POST", hers + "/stopPhoneAudio") == 204)
      try await others.untilOver()
      let over = try await events.untilOver()
      #expect(over.contains { $0.message == "The other side hung up." })
      #expect(await events.completions(location) == 1)
      #expect(await others.completions(theirs.href) == 1)
      try await eventually("no call is left") { server.server.census().calls == 0 }
    }
  }

  /// What leaves the server names an address that leads nowhere from here, as behind a router it may.
  @Test func behindAnAddressThatLeadsNowhere() async throws {
    let wire = Wire(way: .router, format: .json)
    try await withServer(wire, configure: { $0.sip.advertised = "192.0.2.10" }) { server in
      let (dana, erin) = try await applications(server)
      let (events, others) = (dana.events, erin.events)
      _ = try await dana.start(TestServer.erin, phone: "+14255550140")
      #expect(try await events.untilCompleted().status == "Success")
      let theirs = try await others.untilCompleted()
      #expect(theirs.status == "Success")
      let phoneAudio = try #require(theirs.resource?.link("phoneAudio"))
      #expect(try await erin.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
      try await events.untilOver()
      try await eventually("no call is left") { server.server.census().calls == 0 }
    }
  }

  @Test(arguments: Wire.both) func givenUpAndDeclined(wire: Wire) async throws {
    try await withServer(wire) { server in
      try Self.setPhone("+14255550122", of: TestServer.erin, server)
      let (dana, erin) = try await applications(server)
      let (events, others) = (dana.events, erin.events)
      let location = try await dana.start(TestServer.erin, phone: "+14255550140")
      try await others.until { $0.resource?["state"] == "Alerting" }
      try await events.until { $0.resource?["state"] == "Alerting" }
      #expect(try await dana.status("POST", location + "/cancel") == 204)
      let missed = try await others.untilCompleted()
      #expect(missed.subcode == "Missed" && missed.message == "The caller gave up before a phone was answered.")
      try await events.untilOver()
      for (reason, outcome) in [("Local", "Busy"), ("Global", "Declined")] {
        _ = try await dana.start(TestServer.erin, phone: "+14255550140")
        let ringing = try #require(try await others.until { $0.type == "started" }.last)
        #expect(try await erin.send("POST", ringing.href + "/decline", fields: ["reason": reason]).status == 204)
        let end = try await events.untilCompleted()
        #expect(end.code == "RemoteFailure" && end.subcode == outcome)
        try await events.untilOver()
        #expect(try await others.untilCompleted().resource?["state"] == "Declined")
      }
      try await eventually("no call is left") { server.server.census().calls == 0 }
    }
  }

  @Test(arguments: Wire.both) func onBehalfOfSomebody(wire: Wire) async throws {
    try await withServer(wire) { server in
      try server.add(
        Store.User(
          uri: "sip:gus@contoso.test", name: "Gus Example", workNumber: "+14255550103", mobileNumber: "+14255550127"))
      try server.directory.addDelegate(TestServer.dana, of: "sip:gus@contoso.test")
      server.refresh()
      let (dana, erin) = try await applications(server)
      let others = erin.events
      let answer = try await dana.send(
        "POST", "communication/startPhoneAudioOnBehalfOfDelegator",
        fields: ["to": TestServer.erin, "phoneNumber": "+14255550140", "delegator": "sip:gus@contoso.test"])
      #expect(answer.status == 201, "\(answer.text)")
      let end = try await others.untilCompleted()
      let incoming = try #require(end.resource)
      #expect(incoming.child("from")?["uri"] == TestServer.dana)
      #expect(incoming.link("onBehalfOf") == erin.base + "/people/gus@contoso.test")
      #expect(incoming.link("delegator") == nil && incoming.link("transferredBy") == nil)
    }
  }

  @Test(arguments: Wire.both) func transferredToAUser(wire: Wire) async throws {
    try await withServer(wire) { server in
      let (dana, erin) = try await applications(server)
      let (events, others) = (dana.events, erin.events)
      let phoneAudio = try await TakeoverTests.connected(dana, events)
      let operation = try #require(try await dana.get(phoneAudio).link("transferPhoneAudio"))
      #expect(try await dana.send("POST", operation, fields: ["to": TestServer.erin]).status == 204)
      try await events.untilOver()
      let end = try await others.untilCompleted()
      #expect(end.status == "Success")
      #expect(end.resource?.link("transferredBy") == erin.base + "/people/dana@contoso.test")
    }
  }

  @Test(arguments: [Configuration.LocalCalls.addresses, .none]) func toTheTrunk(extent: Configuration.LocalCalls)
    async throws
  {
    let wire = Wire(way: .router, format: .json)
    try await withServer(wire, configure: { $0.localCalls = extent }) { server in
      let (dana, erin) = try await applications(server)
      let events = dana.events
      _ = try await dana.start("+14255550126", phone: "+14255550140")
      #expect(try await events.untilCompleted().status == "Success")
      #expect(server.server.census().calls == 1)
      #expect(
        server.waitingEvents(of: erin, user: TestServer.erin).allSatisfy { $0.link.rel.text != "phoneAudioInvitation" })
      _ = try await dana.start(TestServer.erin, phone: "+14255550141")
      #expect(try await events.untilCompleted().status == "Success")
      #expect(server.server.census().calls == (extent == .addresses ? 3 : 2))
    }
  }

  /// Nobody but the server itself can say that a call is its own.
  @Test func theMarkCannotBeGuessed() async throws {
    let wire = Wire(way: .router, format: .json)
    var trunk = Configuration.Trunk()
    (trunk.name, trunk.host) = ("far", "192.0.2.1")
    try await withServer(wire, configure: { [trunk] in $0.trunks = [trunk] }) { server in
      try await withCaller { caller in
        try await caller.call(
          "sip:dana@contoso.test", at: server.server.sipAddress, headers: [SIPHeader(LocalCalls.header, "x;call")])
        try await caller.status(403)
      }
    }
  }
}
