import Synchronization
import Testing

@testable import SIP

@Suite struct DialogTests {
  @Test func unknownDialogsAreRefused() async throws {
    let server = try Party(), phone = RawPeer()
    for method in ["BYE", "INVITE", "UPDATE", "INFO", "OPTIONS", "CANCEL"] {
      phone.send(Requests.make(method, from: phone, to: server, toTag: "gone"), to: server.loop.port)
      #expect(await phone.receive("SIP/2.0 481") { $0.contains(method) } != nil, "\(method)")
    }
    #expect(server.events.isEmpty)
  }

  @Test func requestsOutOfOrderAreRefused() async throws {
    let caller = try Party(), phone = RawPeer()
    caller.acknowledges()
    caller.onRequest = { _, _, transaction, _ in try transaction.respond(200) }
    let dialog = try await caller.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    phone.send(invite.response("200 OK", headers: ["Contact: <\(phone.uri)>"]), to: caller.loop.port)
    #expect(await phone.receive("ACK") != nil)
    func request(_ method: String, _ cseq: Int) -> String {
      Requests.make(
        method, from: phone, to: caller, callID: dialog.callID, cseq: cseq, fromTag: "raw", toTag: dialog.localTag)
    }
    phone.send(request("INFO", 20), to: caller.loop.port)
    #expect(await phone.receive("SIP/2.0 200") != nil)
    phone.send(request("INFO", 19), to: caller.loop.port)
    #expect(await phone.receive("SIP/2.0 500") != nil)
    #expect(caller.count(.request(.info, inDialog: true)) == 1)
    let bye = request("BYE", 21)
    for _ in 0..<3 {
      phone.send(bye, to: caller.loop.port)
      #expect(await phone.receive("SIP/2.0 200") != nil)
    }
    #expect(caller.count(.request(.bye, inDialog: true)) == 1)
  }

  @Test func routesAreUsedInOrder() async throws {
    let caller = try Party(), proxy = RawPeer()
    caller.acknowledges()
    let dialog = try await caller.calls(proxy.uri)
    let invite = RawMessage(try #require(await proxy.receive("INVITE")))
    let routes = ["<sip:far.contoso.test;lr>", "<sip:127.0.0.1:\(proxy.port);lr;id=near>"]
    proxy.send(
      invite.response(
        "200 OK",
        headers: ["Record-Route: \(routes[0])", "Record-Route: \(routes[1])", "Contact: <sip:b@contoso.test>"]),
      to: caller.loop.port)
    let ack = RawMessage(try #require(await proxy.receive("ACK")))
    #expect(ack.firstLine == "ACK sip:b@contoso.test SIP/2.0")
    #expect(ack.values("Route").joined(separator: ",") == "\(routes[1]),\(routes[0])")
    let state = try #require(try await caller.run { _ in dialog.state })
    #expect(state.routes == [routes[1], routes[0]])
    try await caller.run { _ in _ = try dialog.request(.bye) }
    let bye = RawMessage(try #require(await proxy.receive("BYE")))
    #expect(bye.values("Route").joined(separator: ",") == "\(routes[1]),\(routes[0])")
    #expect(bye.cseq == invite.cseq + 1)
  }

  @Test func strictRoutersGetTheirOwnURI() async throws {
    let caller = try Party(), proxy = RawPeer()
    caller.acknowledges()
    try await caller.calls(proxy.uri)
    let invite = RawMessage(try #require(await proxy.receive("INVITE")))
    let near = "sip:127.0.0.1:\(proxy.port)"
    proxy.send(
      invite.response(
        "200 OK",
        headers: [
          "Record-Route: <sip:far.contoso.test;lr>", "Record-Route: <\(near)>", "Contact: <sip:b@contoso.test>",
        ]),
      to: caller.loop.port)
    let ack = RawMessage(try #require(await proxy.receive("ACK")))
    #expect(ack.firstLine == "ACK \(near) SIP/2.0")
    #expect(ack.values("Route").joined(separator: ",") == "<sip:far.contoso.test;lr>,<sip:b@contoso.test>")
  }

  @Test(arguments: ["INVITE", "UPDATE"]) func targetFollowsTheContact(method: String) async throws {
    let caller = try Party(), phone = RawPeer(), moved = RawPeer()
    caller.acknowledges()
    caller.onRequest = { _, _, transaction, _ in try transaction.respond(200) }
    let dialog = try await caller.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    phone.send(invite.response("200 OK", headers: ["Contact: <\(phone.uri)>"]), to: caller.loop.port)
    #expect(await phone.receive("ACK") != nil)
    phone.send(
      Requests.make(
        method, from: phone, to: caller, callID: dialog.callID, fromTag: "raw", toTag: dialog.localTag,
        headers: ["Contact: <\(moved.uri)>"]), to: caller.loop.port)
    #expect(await phone.receive("SIP/2.0 200") != nil)
    try await caller.run { _ in _ = try dialog.request(.bye) }
    #expect(await moved.receive("BYE") != nil)
  }

  @Test(arguments: [false, true]) func goesOnAfterARestart(byeFromPeer: Bool) async throws {
    let phone = try Party()
    phone.answersCalls()
    var caller: Party? = try Party()
    caller?.acknowledges()
    let port = caller?.loop.port ?? 0
    let dialog = try await caller?.calls(phone.uri)
    #expect(await phone.sees(.acknowledged(body: [])))
    let state = try #require(try await caller?.run { _ in dialog?.state })
    caller?.loop.stop()
    #expect(try await caller?.run { _ in dialog?.state == nil } == true)
    caller = nil
    let again = try Party(SIPLoopConfiguration(port: port))
    again.onRequest = { _, _, transaction, dialog in
      #expect(dialog != nil)
      try transaction.respond(200)
    }
    let restored = try await again.run { party in try SIPDialog.restore(state, on: party.loop) }
    #expect(try await again.run { _ in restored.state } == state)
    if byeFromPeer {
      try await phone.run { _ = try $0.dialogs[0].request(.bye) }
      #expect(await phone.sees(.bye, 200))
      #expect(await again.sees(.request(.bye, inDialog: true)))
    } else {
      try await again.run { _ in _ = try restored.request(.bye) }
      #expect(await again.sees(.bye, 200))
    }
  }

  @Test func restoredDialogKeepsItsRoutes() async throws {
    let server = try Party(), proxy = RawPeer()
    let state = SIPDialogState(
      callID: "saved", local: "\"Dana\" <sip:work@contoso.test>", localTag: "l", remote: "<sip:b@contoso.test>",
      remoteTag: "r", routes: ["<sip:127.0.0.1:\(proxy.port);lr>", "<sip:far.contoso.test;lr>"],
      remoteTarget: "sip:b@contoso.test:5070", localCSeq: 41, remoteCSeq: 7)
    let dialog = try await server.run { party in try SIPDialog.restore(state, on: party.loop) }
    try await server.run { _ in _ = try dialog.request(.bye) }
    let bye = RawMessage(try #require(await proxy.receive("BYE")))
    #expect(bye.firstLine == "BYE sip:b@contoso.test:5070 SIP/2.0")
    #expect(bye.values("Route").joined(separator: ", ") == state.routes.joined(separator: ", "))
    #expect(bye.cseq == 42)
    #expect(bye.value("From") == "\"Dana\" <sip:work@contoso.test>;tag=l")
    #expect(bye.value("To") == "<sip:b@contoso.test>;tag=r")
  }

  @Test func inviteFromBeforeARestartIsCancelled() async throws {
    let phone = RawPeer()
    var caller: Party? = try Party()
    let port = caller?.loop.port ?? 0
    let dialog = try await caller?.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    let state = try #require(try await caller?.run { _ in dialog?.state })
    caller?.loop.stop()
    caller = nil
    let again = try Party(SIPLoopConfiguration(port: port))
    let restored = try await again.run { try SIPDialog.restore(state, on: $0.loop) }
    try await again.run { _ in try restored.cancelSaved(inviteCSeq: state.localCSeq, branch: invite.branch) }
    let cancel = RawMessage(try #require(await phone.receive("CANCEL")))
    #expect(cancel.branch == invite.branch && cancel.cseq == invite.cseq)
    #expect(cancel.firstLine.split(separator: " ")[1] == invite.firstLine.split(separator: " ")[1])
    phone.send(cancel.response("200 OK"), to: port)
    phone.send(invite.response("487 Request Terminated"), to: port)
    let ack = RawMessage(try #require(await phone.receive("ACK")))
    #expect(ack.branch == invite.branch && ack.value("To").hasSuffix("tag=raw"))
    #expect(await again.sees(.stray(.invite, 487, inDialog: true)))
  }

  @Test func repeatedAnswerAfterARestartIsStray() async throws {
    let phone = RawPeer()
    var caller: Party? = try Party()
    caller?.acknowledges()
    let port = caller?.loop.port ?? 0
    let dialog = try await caller?.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    let ok = invite.response("200 OK", headers: ["Contact: <\(phone.uri)>"])
    phone.send(ok, to: port)
    #expect(await phone.receive("ACK") != nil)
    let state = try #require(try await caller?.run { _ in dialog?.state })
    caller?.loop.stop()
    caller = nil
    let again = try Party(SIPLoopConfiguration(port: port))
    again.onStray = { _, stray, dialog in try dialog?.acknowledge(inviteCSeq: stray.cseq) }
    let restored = try await again.run { try SIPDialog.restore(state, on: $0.loop) }
    phone.send(ok, to: port)
    #expect(await phone.receive("ACK") != nil)
    #expect(await again.sees(.stray(.invite, 200, inDialog: true)))
    #expect(restored.callID == state.callID)
  }

  @Test func theFirstNumberIsKnownBefore() async throws {
    let caller = try Party(), phone = RawPeer()
    let dialog = try await caller.run { party in
      try SIPDialog(on: party.loop, local: "<sip:a@contoso.test>", remote: "<\(phone.uri)>", localCSeq: 41)
    }
    #expect(try await caller.run { _ in dialog.localCSeq } == 41)
    try await caller.run { _ in _ = try dialog.request(.invite, requestURI: phone.uri) }
    #expect(RawMessage(try #require(await phone.receive("INVITE"))).cseq == 42)
    #expect(try await caller.run { _ in dialog.localCSeq } == 42)
  }

  @Test func answerAfterARestartIsAcknowledgedAndEnded() async throws {
    let phone = RawPeer()
    var caller: Party? = try Party()
    let port = caller?.loop.port ?? 0
    let dialog = try await caller?.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    let state = try #require(try await caller?.run { _ in dialog?.state })
    #expect(state.remoteTag == nil)
    caller?.loop.stop()
    caller = nil
    let again = try Party(SIPLoopConfiguration(port: port))
    again.onStray = { _, stray, dialog in
      try dialog?.establish(by: stray)
      try dialog?.acknowledge(inviteCSeq: stray.cseq)
      _ = try dialog?.request(.bye)
    }
    let restored = try await again.run { try SIPDialog.restore(state, on: $0.loop) }
    phone.send(invite.response("200 OK", headers: ["Contact: <\(phone.uri);here>"]), to: port)
    let ack = RawMessage(try #require(await phone.receive("ACK")))
    #expect(ack.cseq == invite.cseq && ack.value("To").hasSuffix("tag=raw"))
    let bye = RawMessage(try #require(await phone.receive("BYE")))
    #expect(bye.firstLine == "BYE \(phone.uri);here SIP/2.0" && bye.cseq == invite.cseq + 1)
    #expect(try await again.run { _ in restored.isEstablished })
  }

  @Test func callerFromBeforeARestartIsAnswered() async throws {
    let server = try Party(), phone = RawPeer()
    let head = Mutex("")
    server.onRequest = { _, request, _, _ in head.withLock { $0 = request.head } }
    let text = Requests.make("INVITE", from: phone, to: server)
    phone.send(text, to: server.loop.port)
    #expect(await eventually { !head.withLock { $0.isEmpty } })
    let saved = head.withLock { $0 }
    try await server.run { try $0.loop.answer(saved: saved, 503, localTag: "ours") }
    let request = RawMessage(text)
    let response = RawMessage(try #require(await phone.receive("SIP/2.0 503")))
    #expect(response.value("To").hasSuffix(";tag=ours"))
    for name in ["From", "Call-ID", "CSeq"] { #expect(response.value(name) == request.value(name)) }
    #expect(response.branch == request.branch)
  }

  @Test(arguments: ["", "INVITE", "INVITE sip:a@contoso.test SIP/2.0\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n"])
  func whatIsNoRequestIsNotAnswered(head: String) async throws {
    let server = try Party()
    await #expect(throws: SIPError.self) {
      try await server.run { try $0.loop.answer(saved: head, 503, localTag: "ours") }
    }
  }
}
