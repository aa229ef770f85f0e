import Testing

@testable import SIP

@Suite struct CallTests {
  @Test(arguments: [SIPTransport.udp, .tcp]) func callAndHangUp(over transport: SIPTransport) async throws {
    let caller = try Party(), phone = try Party()
    phone.answersCalls()
    caller.acknowledges()
    let dialog = try await caller.calls(transport == .tcp ? phone.tcpURI : phone.uri)
    #expect(await caller.sees(.invite, 180))
    #expect(await caller.sees(.invite, 200))
    #expect(await phone.sees(.acknowledged(body: [])))
    _ = try await caller.run { _ in try dialog.request(.bye).cseq }
    #expect(await caller.sees(.bye, 200))
    #expect(await phone.sees(.request(.bye, inDialog: true)))
  }

  @Test func ipv6() async throws {
    let caller = try Party(SIPLoopConfiguration(host: "::1")), phone = try Party(SIPLoopConfiguration(host: "::1"))
    phone.answersCalls()
    caller.acknowledges()
    let dialog = try await caller.calls(phone.uri)
    #expect(await phone.sees(.acknowledged(body: [])))
    _ = try await caller.run { _ in try dialog.request(.bye).cseq }
    #expect(await caller.sees(.bye, 200))
  }

  @Test(arguments: [SIPTransport.udp, .tcp]) func phoneHangsUp(over transport: SIPTransport) async throws {
    let caller = try Party(), phone = try Party()
    phone.answersCalls()
    caller.acknowledges()
    caller.onRequest = { _, _, transaction, _ in try transaction.respond(200) }
    try await caller.calls(transport == .tcp ? phone.tcpURI : phone.uri)
    #expect(await phone.sees(.acknowledged(body: [])))
    try await phone.run { _ = try $0.dialogs[0].request(.bye) }
    #expect(await phone.sees(.bye, 200))
    #expect(await caller.sees(.request(.bye, inDialog: true)))
  }

  @Test func offerInTheAnswerIsAnsweredInTheAck() async throws {
    let caller = try Party(), phone = try Party()
    phone.answersCalls()
    caller.onResponse = { _, response, transaction in
      guard response.status == 200 else { return }
      #expect(response.body == Party.answer)
      #expect(response.contentType == "application/sdp")
      try transaction.dialog.acknowledge(inviteCSeq: response.cseq, body: SIPBody(sdp: Party.offer))
    }
    try await caller.calls(phone.uri, body: false)
    #expect(await phone.sees(.acknowledged(body: Party.offer)))
  }

  @Test func bothSidesReinvite() async throws {
    let caller = try Party(), phone = try Party()
    phone.answersCalls()
    caller.acknowledges()
    phone.acknowledges()
    caller.onRequest = { _, request, transaction, _ in
      #expect(request.method != .invite || !request.hasBody)
      try transaction.respond(200, body: request.method == .invite ? SIPBody(sdp: Party.offer) : nil)
    }
    let dialog = try await caller.calls(phone.uri)
    #expect(await phone.sees(.acknowledged(body: [])))
    try await caller.run { _ in _ = try dialog.request(.invite, body: SIPBody(sdp: Party.offer)) }
    #expect(await phone.sees { $0.count { $0 == .acknowledged(body: []) } == 2 })
    try await phone.run { party in
      _ = try party.dialogs[0].request(.invite)
      _ = try party.dialogs[0].request(.update)
      _ = try party.dialogs[0].request(.info, body: SIPBody(contentType: "application/dtmf-relay", bytes: [49]))
      _ = try party.dialogs[0].request(.options)
    }
    for method in [SIPMethod.invite, .update, .info, .options] {
      #expect(await phone.sees(method, 200), "\(method)")
      #expect(await caller.sees(.request(method, inDialog: true)), "\(method)")
    }
    #expect(await caller.sees(.acknowledged(body: [])))
  }

  @Test func optionsOutsideDialogs() async throws {
    let server = try Party(), trunk = try Party()
    trunk.onRequest = { _, _, transaction, dialog in
      #expect(dialog == nil)
      try transaction.respond(200)
    }
    try await server.run { party in
      let ping = try SIPDialog(on: party.loop, local: "<sip:ping@contoso.test>", remote: "<\(trunk.uri)>")
      _ = try ping.request(.options)
    }
    #expect(await server.sees(.options, 200))
  }

  @Test func requestNobodyKeepsIsAnswered500() async throws {
    let caller = try Party(), phone = try Party()
    try await caller.calls(phone.uri)
    #expect(await caller.sees(.invite, 500))
  }

  @Test func everyReasonARequestCanFailHere() async throws {
    let caller = try Party()
    try await caller.run { party in
      #expect(throws: SIPError.self) { try SIPDialog(on: party.loop, local: "<<", remote: "<sip:a@127.0.0.1>") }
      #expect(throws: SIPError.self) { try SIPDialog(on: party.loop, local: "<sip:a@127.0.0.1>", remote: "") }
      let dialog = try SIPDialog(on: party.loop, local: "<sip:a@127.0.0.1>", remote: "<sip:b@127.0.0.1>")
      #expect(throws: SIPError.self) { try dialog.request(.ack) }
      #expect(throws: SIPError.self) { try dialog.request(.cancel) }
      #expect(throws: SIPError.self) { try dialog.request(.invite, requestURI: "tel:+14255550100") }
      #expect(throws: SIPError.self) { try dialog.request(.invite, requestURI: "no uri at all") }
      #expect(throws: SIPError.self) { try dialog.request(.invite, nextHop: "sip:") }
      dialog.destroy()
      dialog.destroy()
      #expect(throws: SIPError.ended) { try dialog.request(.bye) }
      #expect(throws: SIPError.ended) { try dialog.acknowledge(inviteCSeq: 1) }
    }
  }

  @Test func nextHopDecidesUntilThereIsADialog() async throws {
    let caller = try Party(), proxy = RawPeer(), phone = RawPeer()
    caller.acknowledges()
    let dialog = try await caller.calls("sip:b@contoso.test", nextHop: "sip:127.0.0.1:\(proxy.port)")
    let invite = RawMessage(try #require(await proxy.receive("INVITE")))
    #expect(invite.firstLine == "INVITE sip:b@contoso.test SIP/2.0")
    proxy.send(invite.response("200 OK", headers: ["Contact: <\(phone.uri)>"]), to: caller.loop.port)
    #expect(await phone.receive("ACK") != nil)
    try await caller.run { _ in _ = try dialog.request(.bye, nextHop: "sip:127.0.0.1:\(proxy.port)") }
    #expect(await phone.receive("BYE") != nil)
  }

  @Test func aHostThatDoesNotExistIsALocalFailure() async throws {
    let caller = try Party(SIPLoopConfiguration(t1: 50, timerB: 3000))
    try await caller.calls("sip:b@host.invalid")
    #expect(
      await caller.sees(within: 20) {
        $0.contains { if case .response(.invite, 400..., local: true, _) = $0 { true } else { false } }
      })
  }
}
