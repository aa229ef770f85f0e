import Testing

@testable import SIP

@Suite struct LifetimeTests {
  @Test func loopStopsWithEverythingAlive() async throws {
    let caller = try Party(), phone = try Party()
    phone.onRequest = { party, request, transaction, dialog in
      party.servers.append(transaction)
      if dialog == nil { party.dialogs.append(try SIPDialog.accept(transaction, request)) }
      try transaction.respond(party.dialogs.count % 2 == 0 ? 180 : 200)
    }
    for _ in 0..<10 { try await caller.calls(phone.uri) }
    let timer = try await caller.run { party in
      let timer = SIPTimer(on: party.loop)
      timer.start(after: .seconds(100))
      return timer
    }
    #expect(await caller.sees { $0.count == 10 })
    caller.loop.stop()
    phone.loop.stop()
    try await caller.run { party in
      #expect(party.clients.allSatisfy { $0.isFinal || $0.status < 200 })
      #expect(throws: SIPError.ended) { try party.dialogs[0].request(.bye) }
      #expect(throws: SIPError.ended) { try party.dialogs[0].acknowledge(inviteCSeq: 1) }
      #expect(throws: SIPError.ended) { try SIPDialog(on: party.loop, local: "<sip:a@b>", remote: "<sip:c@d>") }
      party.clients.forEach { $0.cancel() }
      #expect(party.loop.statistics().legs == 0)
      timer.cancel()
      timer.start(after: .seconds(1))
      party.dialogs[0].destroy()
      party.dialogs = []
      party.clients = []
    }
    try await phone.run { party in
      #expect(throws: SIPError.ended) { try party.servers[0].respond(200) }
      party.servers = []
      party.dialogs = []
    }
  }

  /// Everything that can be let go is let go, in its own callback, in every order.
  @Test(arguments: 0..<6) func anyOrderOfEnding(order: Int) async throws {
    let caller = try Party(SIPLoopConfiguration(t1: 20, timerB: 500)), phone = try Party()
    phone.answersCalls()
    caller.onResponse = { party, response, transaction in
      guard transaction.method == .invite else { return }
      let early = order < 2
      guard response.status == (early ? 180 : 200) else { return }
      if order >= 3 { try transaction.dialog.acknowledge(inviteCSeq: response.cseq) }
      switch order % 3 {
      case 0:
        party.clients = []
        transaction.dialog.destroy()
      case 1:
        transaction.dialog.destroy()
        party.clients = []
      default:
        transaction.cancel()
        party.dialogs = []
        transaction.dialog.destroy()
      }
      #expect(!response.callID.isEmpty && response.toTag != nil)
      party.dialogs = []
    }
    try await caller.calls(phone.uri)
    #expect(try await eventually { try await caller.run { $0.loop.statistics().legs == 0 } })
    if order < 3 {
      #expect(await phone.sees { $0.contains(.request(.bye, inDialog: true)) || $0.contains(.cancelled(reason: nil)) })
    }
  }

  @Test func objectsMayEndOnAnyThread() async throws {
    let caller = try Party(), phone = try Party()
    phone.answersCalls()
    caller.acknowledges()
    for _ in 0..<50 {
      let dialog = try await caller.run { party in
        let dialog = try SIPDialog(on: party.loop, local: "<sip:a@b>", remote: "<\(phone.uri)>")
        _ = try dialog.request(.invite)
        return dialog
      }
      withExtendedLifetime(dialog) {}
    }
    #expect(try await eventually { try await caller.run { $0.loop.statistics().legs == 0 } })
  }

  /// Timer D is 32 s whatever the configuration, so this one takes its time.
  @Test func nothingIsLeftOfAThousandCalls() async throws {
    let configuration = SIPLoopConfiguration(t1: 100, t4: 200, timerB: 3000)
    let caller = try Party(configuration), phone = try Party(configuration)
    phone.onRequest = { party, request, transaction, dialog in
      if dialog == nil {
        let dialog = try SIPDialog.accept(transaction, request)
        dialog.owner = dialog
      } else if request.method == .bye {
        dialog?.destroy()
      }
      try transaction.respond(200)
    }
    caller.onResponse = { party, response, transaction in
      if transaction.method == .bye { return transaction.dialog.destroy() }
      try transaction.dialog.acknowledge(inviteCSeq: response.cseq)
      _ = try transaction.dialog.request(.bye)
    }
    for _ in 0..<50 {
      try await caller.run { party in
        for _ in 0..<20 {
          let dialog = try SIPDialog(on: party.loop, local: "<sip:a@b>", remote: "<\(phone.uri)>")
          _ = try dialog.request(.invite, body: SIPBody(sdp: Party.offer))
        }
      }
    }
    #expect(await caller.sees(within: 20) { $0.count >= 2000 })
    for party in [caller, phone] {
      let isEmpty = try await eventually(within: 50) {
        try await party.run { party in
          let s = party.loop.statistics()
          return s.legs == 0 && s.clientTransactions == 0 && s.serverTransactions == 0
        }
      }
      let left = try await party.run { $0.loop.statistics() }
      #expect(isEmpty, "\(left)")
    }
    let failures = caller.events.filter { event in
      if case .response(_, let status, _, _) = event { status != 200 } else { false }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5))")
  }
}
