import Foundation
import SIP
import Store
import Testing
import UCWA

@testable import Server

/// Calls that come in, as the user's applications see them.
@Suite(.timeLimit(.minutes(2))) struct IncomingTests {
  static let work = "sip:+14255550100@workline.contoso.test;user=phone"

  static let begin = [
    "communication: added conversation Incoming in conversations",
    "communication: started phoneAudioInvitation Connecting",
    "conversation: added localParticipant",
    "conversation: updated phoneAudio Connecting",
  ]

  /// An application that takes phone audio.
  private func application(_ server: TestServer, agent: String = "Test") async throws -> App {
    let app = try await server.application(agent: agent)
    try await Self.take(app)
    return app
  }

  static func take(_ app: App) async throws {
    let body = app.format.body([:], lists: ["supportedModalities": ["PhoneAudio"]])
    #expect(try await app.send("POST", "me/makeMeAvailable", body: body).status == 204)
  }

  /// The user's phone is another number of the lab.
  static func setPhone(_ number: String, _ server: TestServer) throws {
    var user = try #require(try server.directory.user(uri: TestServer.dana))
    user.mobileNumber = number
    try server.directory.updateUser(user)
    server.refresh()
  }

  @Test(arguments: Wire.all) func answeredHeldAndStopped(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.conversationHistory = true }) { server in
      let app = try await application(server)
      let other = try await server.application(agent: "without phone audio")
      let events = app.events
      try await withCaller { caller in
        let content =
          "--x\r\nContent-Type: application/sdp\r\n\r\n\(SIPCaller.offer)\r\n"
          + "--x\r\nContent-Type: text/plain;charset=utf-8\r\n\r\na b\r\n--x--\r\n"
        try await caller.call(
          Self.work, at: server.server.sipAddress,
          headers: [SIPHeader("Subject", "Strategy"), SIPHeader("Priority", "urgent")],
          body: SIPBody(contentType: "multipart/mixed;boundary=x", bytes: Array(content.utf8)))
        let started = try #require(try await events.until { $0.type == "started" }.last)
        let ringing = try #require(started.resource)
        #expect(ringing["direction"] == "Incoming" && ringing["state"] == "Connecting")
        #expect(ringing["subject"] == "Strategy" && ringing["importance"] == "Urgent")
        #expect(ringing["to"] == "tel:+14255550100")
        #expect(ringing.link("customContent") == "data:text/plain;charset=utf-8,a+b")
        #expect(ringing.link("decline") == started.href + "/decline")
        #expect(ringing.link("cancel") == nil && ringing.link("accept") == nil)
        #expect(ringing.link("to") == app.base + "/people/dana@contoso.test")
        let from = try #require(ringing.child("from"))
        #expect(from["uri"] == "tel:+14255550177" && from["name"] == "Gale Example" && from["local"] == "false")
        #expect(from.href == ringing.link("from"))
        #expect(try await app.get(from.href)["uri"] == "tel:+14255550177")
        try await events.untilCompleted()
        // That a call is up changes the user's presence too.
        let steps = await events.seen.map(\.description).drop { $0 != Self.begin[0] }.filter { !$0.hasPrefix("me: ") }
        #expect(
          steps
            == Self.begin + CourseTests.alerting + CourseTests.ownPhoneAnswered + CourseTests.connected)
        let invitation = try await app.get(started.href)
        #expect(invitation["state"] == "Connected" && invitation.link("decline") == nil)
        #expect(invitation["phoneNumber"] == "tel:+14255550110")
        #expect(invitation.link("acceptedByContact") == app.base + "/people/dana@contoso.test")
        #expect(invitation.child("acceptedByParticipant")?["local"] == "true")
        #expect(try await app.get("me/presence")["availability"] == "Busy")
        let phoneAudio = try #require(invitation.link("phoneAudio"))
        #expect(try await app.status("POST", phoneAudio + "/holdPhoneAudio") == 204)
        try await events.until { $0.rel == "phoneAudio" && $0.resource?.link("resumePhoneAudio") != nil }
        #expect(caller.offers.last?.contains("a=inactive") == true)
        #expect(try await app.status("POST", phoneAudio + "/resumePhoneAudio") == 204)
        try await events.until { $0.rel == "phoneAudio" && $0.resource?.link("holdPhoneAudio") != nil }
        try app.refusal(try await app.send("POST", started.href + "/decline"), 409, "Conflict")
        #expect(try await app.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
        try await events.untilOver()
        try await eventually("the caller is told") { caller.isHungUp }
        #expect(await events.completions(started.href) == 1)
        #expect(server.waitingEvents(of: other).allSatisfy { $0.link.rel.text != "phoneAudioInvitation" })
        await server.settledLogs(app) { log in
          #expect(log["direction"] == "Incoming" && log["status"] == "Archived" && log["subject"] == "Strategy")
        }
      }
    }
  }

  @Test(arguments: Wire.all, [("Local", 486), ("Global", 603), ("CodecMismatch", 488), (nil, 603)])
  func declined(wire: Wire, row: (reason: String?, status: Int)) async throws {
    try await withServer(wire, configure: { $0.conversationHistory = true }) { server in
      try Self.setPhone("+14255550122", server)
      let app = try await application(server)
      let second = try await application(server, agent: "2")
      let (events, others) = (app.events, second.events)
      try await withCaller { caller in
        try await caller.call(Self.work, at: server.server.sipAddress)
        let started = try #require(try await events.until { $0.type == "started" }.last)
        try await caller.status(180)
        let fields = row.reason.map { ["reason": $0] } ?? [:]
        let answer = try await app.send(
          "POST", started.href + "/decline", body: fields.isEmpty ? "" : app.format.body(fields))
        #expect(answer.status == 204, "\(answer.text)")
        try await caller.status(row.status)
        let end = try await events.untilCompleted()
        #expect(end.status == "Failure" && end.code == "LocalFailure" && end.subcode == "Declined")
        #expect(end.message == "The call was declined by the application.")
        #expect(end.resource?["state"] == "Declined" && end.resource?.link("decline") == nil)
        // The user's other application hears the same.
        let theirs = try await others.untilCompleted()
        #expect(theirs.resource?["state"] == "Declined")
        try await events.untilOver()
        #expect(await events.completions(started.href) == 1)
        await server.settledLogs(app) { log in #expect(log["status"] == "Archived") }
        try await eventually("no call is left") { server.server.census().calls == 0 }
      }
    }
  }

  @Test(arguments: Wire.all) func missed(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.conversationHistory = true }) { server in
      try Self.setPhone("+14255550122", server)
      let app = try await application(server)
      let events = app.events
      try await withCaller { caller in
        try await caller.call(Self.work, at: server.server.sipAddress)
        try await caller.status(180)
        try await caller.cancel()
        let end = try await events.untilCompleted()
        #expect(end.code == "Informational" && end.subcode == "Missed")
        #expect(end.message == "The caller gave up before a phone was answered.")
        #expect(end.resource?["state"] == "Cancelled")
        await server.settledLogs(app) { log in
          #expect(log["direction"] == "Incoming" && log["status"] == "Missed")
        }
        #expect(try await app.get("communication/missedItems")["missedConversationsCount"] == "1")
      }
    }
  }

  @Test(arguments: Wire.both) func byAddressAndAnonymously(wire: Wire) async throws {
    try await withServer(wire) { server in
      try Self.setPhone("+14255550122", server)
      let app = try await application(server)
      let events = app.events
      try await withCaller { caller in
        try await caller.call(
          "sip:dana@contoso.test", at: server.server.sipAddress,
          headers: [
            SIPHeader("P-Asserted-Identity", "<sip:+14255550126@trunk.contoso.test>"), SIPHeader("Privacy", "id"),
          ])
        let started = try #require(try await events.until { $0.type == "started" }.last)
        #expect(started.resource?["to"] == "sip:dana@contoso.test")
        let from = try #require(started.resource?.child("from"))
        #expect(from["anonymous"] == "true" && from["uri"] == "sip:anonymous@anonymous.invalid")
        // stopPhoneAudio is the same as to decline.
        let phoneAudio = try #require(started.resource?.link("phoneAudio"))
        #expect(try await app.status("POST", phoneAudio + "/stopPhoneAudio") == 204)
        try await caller.status(603)
        try await events.untilOver()
      }
      try await withCaller { caller in
        try await caller.call(
          "sip:dana@contoso.test", at: server.server.sipAddress,
          headers: [SIPHeader("P-Asserted-Identity", "<sip:+14255550126@trunk.contoso.test>")])
        let started = try #require(try await events.until { $0.type == "started" }.last)
        let from = try #require(started.resource?.child("from"))
        #expect(from["name"] == "Erin Example" && from["uri"] == "tel:+14255550126")
        try await caller.cancel()
        try await events.untilOver()
      }
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await application(server)
      try app.refusal(
        try await app.send("POST", "communication/invitations/none/decline"), 404, "NotFound", "ResourceNotFound")
      let outgoing = try await app.start("+14255550120", phone: "+14255550122")
      try app.refusal(try await app.send("POST", outgoing + "/decline"), 409, "Conflict")
      try app.refusal(
        try await app.send("POST", outgoing + "/decline", fields: ["reason": "Boredom"]), 400, "BadRequest",
        "ParameterValidationFailure")
      let rows: [(uri: String, body: SIPBody?, headers: [SIPHeader], status: Int)] = [
        ("sip:+14255550178@workline.contoso.test", nil, [], 404), ("sip:nobody@contoso.test", nil, [], 404),
        ("sip:112@workline.contoso.test", nil, [], 404),
        (Self.work, SIPBody(contentType: "application/sdp", bytes: Array("v=0".utf8)), [], 488),
        (Self.work, nil, [SIPHeader("Require", "replaces")], 420),
        (Self.work, nil, [SIPHeader("Max-Forwards", "0")], 483),
      ]
      for row in rows {
        try await withCaller { caller in
          try await caller.call(row.uri, at: server.server.sipAddress, headers: row.headers, body: row.body)
          try await caller.status(row.status)
        }
      }
      // Nothing of them is left but the call that the user has placed.
      #expect(server.server.census().calls == 1)
      #expect(server.server.census().invitations == 1)
    }
  }

  @Test func aCallThatComesBackAndOneTooMany() async throws {
    let wire = Wire(way: .router, format: .json)
    try await withServer(wire, configure: { $0.limits.conversationsPerUser = 2 }) { server in
      // The work number is the phone that rings, and a number of the lab that rings for ever.
      var user = try #require(try server.directory.user(uri: TestServer.dana))
      user.workNumber = "+14255550122"
      user.incomingPhones = [.work]
      try server.directory.updateUser(user)
      server.refresh()
      let work = "sip:+14255550122@workline.contoso.test;user=phone"
      let rows = [("+14255550177", 180), ("+14255550177", 482), ("+14255550178", 180), ("+14255550179", 486)]
      let callers = try rows.map { _ in try SIPCaller() }
      defer { for caller in callers { caller.stop() } }
      for (caller, row) in zip(callers, rows) {
        try await caller.call(work, at: server.server.sipAddress, from: "<sip:\(row.0)@trunk.contoso.test>")
        try await caller.status(row.1)
      }
      #expect(server.server.census().calls == 2)
      for caller in [callers[0], callers[2]] { try await caller.cancel() }
      try await eventually("no call is left") { server.server.census().calls == 0 }
    }
  }

  @Test(arguments: Wire.both) func completedOnceAfterACrash(wire: Wire) async throws {
    try await withDataDirectory { data in
      // A phone that rings for ever: the call is not to be answered before the crash.
      let crashed = try await ServerProcess.start(data: data, phone: "+14255550122")
      let old = try await crashed.application(wire)
      try await Self.take(old)
      let events = old.events
      try await withCaller { caller in
        try await caller.call(Self.work, at: crashed.sip)
        let started = try #require(try await events.until { $0.type == "started" }.last)
        let process = crashed.process
        _ = try await onThread { process.kill() }
        try await withServer(wire, data: data, isNew: false) { server in
          let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
          let events = app.events
          let end = try await events.untilCompleted()
          #expect(end.href == started.href && end.code == "ServiceFailure")
          #expect(end.resource?["direction"] == "Incoming" && end.resource?["state"] == "Failed")
          #expect(end.resource?.child("from")?["uri"] == "tel:+14255550177")
          #expect(end.resource?.link("decline") == nil)
          try await events.untilOver()
        }
        try await withServer(wire, data: data, configure: { $0.timeouts.eventTimeout = .seconds(1) }, isNew: false) {
          server in
          let app = App(client: server.client, format: wire.format, token: old.token, base: old.base)
          let package = try await app.events.read()
          #expect(package.events.isEmpty)
        }
      }
    }
  }
}

extension TestServer {
  /// Looks at the user's last past call once it is kept.
  fileprivate func settledLogs(_ app: App, _ look: (Document) -> Void) async {
    do {
      try await eventually("the call is logged") { try await !app.logs().isEmpty }
      look(try #require(try await app.logs().first))
    } catch {
      Issue.record("\(error)")
    }
  }
}
