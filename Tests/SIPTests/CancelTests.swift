import Testing

@testable import SIP

@Suite struct CancelTests {
  @Test func afterRinging() async throws {
    let caller = try Party(), phone = try Party()
    phone.onRequest = { party, request, transaction, _ in
      party.servers.append(transaction)
      party.dialogs.append(try SIPDialog.accept(transaction, request))
      try transaction.respond(180)
    }
    try await caller.calls(phone.uri)
    #expect(await caller.sees(.invite, 180))
    try await caller.run { $0.clients[0].cancel(headers: [SIPHeader("Reason", "SIP;cause=200;text=\"elsewhere\"")]) }
    #expect(await caller.sees(.invite, 487))
    #expect(
      await phone.sees {
        $0.contains { if case .cancelled(let reason?) = $0 { reason.contains("200") } else { false } }
      })
    try await phone.run { party in
      #expect(party.servers[0].isOver)
      #expect(throws: SIPError.ended) { try party.servers[0].respond(200) }
    }
  }

  @Test func waitsForTheFirstProvisionalResponse() async throws {
    let caller = try Party(), phone = RawPeer()
    try await caller.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    try await caller.run { $0.clients[0].cancel() }
    #expect(await phone.receive("INVITE") != nil, "repeated, so that a lost INVITE is not a call for ever")
    #expect(phone.waiting("CANCEL") == 0)
    phone.send(invite.response("180 Ringing"), to: caller.loop.port)
    let cancel = RawMessage(try #require(await phone.receive("CANCEL")))
    #expect(cancel.branch == invite.branch)
    #expect(cancel.cseq == invite.cseq)
    phone.send(cancel.response("200 OK"), to: caller.loop.port)
    phone.send(invite.response("487 Request Terminated"), to: caller.loop.port)
    #expect(await phone.receive("ACK") != nil)
    #expect(await caller.sees(.invite, 487))
  }

  @Test func answerCrossesCancel() async throws {
    let caller = try Party(), phone = RawPeer()
    caller.acknowledges()
    let dialog = try await caller.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    phone.send(invite.response("180 Ringing"), to: caller.loop.port)
    #expect(await caller.sees(.invite, 180))
    try await caller.run { $0.clients[0].cancel() }
    let cancel = RawMessage(try #require(await phone.receive("CANCEL")))
    phone.send(
      invite.response("200 OK", headers: ["Contact: <\(phone.uri)>"], body: "v=0\r\n"), to: caller.loop.port)
    phone.send(cancel.response("481 No Transaction"), to: caller.loop.port)
    #expect(await caller.sees(.invite, 200))
    #expect(await phone.receive("ACK") != nil)
    try await caller.run { _ in _ = try dialog.request(.bye) }
    let bye = RawMessage(try #require(await phone.receive("BYE")))
    phone.send(bye.response("200 OK"), to: caller.loop.port)
    #expect(await caller.sees(.bye, 200))
  }

  @Test func nothingEverAnswersACancelledInvite() async throws {
    let caller = try Party(SIPLoopConfiguration(t1: 20, timerB: 400)), phone = RawPeer()
    try await caller.calls(phone.uri)
    #expect(await phone.receive("INVITE") != nil)
    try await caller.run { $0.clients[0].cancel() }
    #expect(
      await caller.sees { $0.contains { if case .response(.invite, 408, local: true, _) = $0 { true } else { false } } }
    )
  }

  @Test func destroyingTheDialogCancels() async throws {
    let caller = try Party(), phone = RawPeer()
    let dialog = try await caller.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    phone.send(invite.response("180 Ringing"), to: caller.loop.port)
    #expect(await caller.sees(.invite, 180))
    try await caller.run { _ in dialog.destroy() }
    #expect(await phone.receive("CANCEL") != nil)
    let ok = invite.response("200 OK", headers: ["Contact: <\(phone.uri)>"])
    phone.send(ok, to: caller.loop.port)
    #expect(await phone.receive("ACK") != nil)
    let bye = RawMessage(try #require(await phone.receive("BYE")))
    phone.send(bye.response("200 OK"), to: caller.loop.port)
    #expect(try await eventually { try await caller.run { $0.loop.statistics().legs == 0 } })
    #expect(!caller.events.contains { if case .response(.invite, 200, _, _) = $0 { true } else { false } })
  }
}
