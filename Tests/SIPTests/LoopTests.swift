import Testing

@testable import SIP

@Suite struct LoopTests {
  @Test func takenPortIsNamed() async throws {
    let first = try Party()
    #expect(throws: SIPError.addressInUse(host: "127.0.0.1", port: first.loop.port)) {
      _ = try SIPLoop(SIPLoopConfiguration(port: first.loop.port))
    }
  }

  @Test(arguments: ["192.0.2.1", "not an address", ""]) func foreignAddressIsRefused(host: String) {
    let error = #expect(throws: SIPError.self) { _ = try SIPLoop(SIPLoopConfiguration(host: host)) }
    if case .cannotBind? = error {} else { Issue.record("\(String(describing: error))") }
  }

  @Test(arguments: ["0.0.0.0", "::"]) func everyAddressIsBound(host: String) async throws {
    let phone = try Party(SIPLoopConfiguration(host: host)), caller = RawPeer()
    phone.answersCalls()
    caller.send(Requests.invite(from: caller, to: phone), to: phone.loop.port)
    if host == "0.0.0.0" {
      let ok = RawMessage(try #require(await caller.receive("SIP/2.0 200")))
      #expect(!ok.value("Contact").contains("0.0.0.0"))
    }
    #expect(phone.loop.contact.contains(":\(phone.loop.port)>") && !phone.loop.contact.contains(host + "]"))
  }

  @Test func largeRequestsGoOverUDPWhereThereIsNoTCP() async throws {
    let caller = try Party(), phone = RawPeer()
    try await caller.run { party in
      let dialog = try SIPDialog(on: party.loop, local: "<sip:a@b>", remote: "<\(phone.uri)>")
      _ = try dialog.request(.invite, body: SIPBody(sdp: [UInt8](repeating: 97, count: 4000)))
    }
    #expect(await phone.receive("INVITE")?.hasSuffix("aaaa") == true)
  }

  @Test func portIsFreeAfterStop() async throws {
    let loop = try SIPLoop(SIPLoopConfiguration())
    loop.stop()
    loop.stop()
    let again = try SIPLoop(SIPLoopConfiguration(port: loop.port))
    again.stop()
  }

  /// A dialog that is restored before the port is read takes the BYE that has come meanwhile.
  @Test func whatWasPostedComesBeforeAnyMessage() async throws {
    let phone = try Party(opens: false)
    phone.onRequest = { _, _, transaction, _ in try transaction.respond(200) }
    let caller = try Party()
    let state = SIPDialogState(
      callID: "kept", local: "<sip:a@contoso.test>", localTag: "1", remote: "<sip:b@contoso.test>", remoteTag: "2",
      remoteTarget: phone.uri, localCSeq: 7)
    try await caller.run { party in
      let dialog = try SIPDialog.restore(state, on: party.loop)
      party.dialogs.append(dialog)
      _ = try dialog.request(.bye)
    }
    let other = SIPDialogState(
      callID: "kept", local: "<sip:b@contoso.test>", localTag: "2", remote: "<sip:a@contoso.test>", remoteTag: "1",
      remoteTarget: caller.uri)
    phone.loop.post { try? phone.dialogs.append(SIPDialog.restore(other, on: phone.loop)) }
    phone.loop.open()
    phone.loop.open()
    #expect(await caller.sees(.bye, 200))
    #expect(await phone.sees(.request(.bye, inDialog: true)))
  }

  @Test(arguments: [true, false]) func aLoopThatIsStoppedBeforeItReadsEnds(opens: Bool) throws {
    let loop = try SIPLoop(SIPLoopConfiguration(), opens: opens)
    loop.stop()
    try SIPLoop(SIPLoopConfiguration(port: loop.port)).stop()
  }

  @Test func advertisedHostStandsInViaAndContact() async throws {
    let caller = try Party(SIPLoopConfiguration(advertisedHost: "pbx.contoso.test")), phone = RawPeer()
    try await caller.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    #expect(invite.value("Via").contains("pbx.contoso.test:\(caller.loop.port)"))
    #expect(invite.value("Contact") == "<sip:workline@pbx.contoso.test:\(caller.loop.port)>")
    #expect(invite.value("User-Agent") == "Workline")
    #expect(invite.value("Allow").contains("UPDATE"))
  }

  @Test func postedWorkRunsInOrderThreadByThread() async throws {
    let loop = try SIPLoop(SIPLoopConfiguration())
    let seen = Shared<[[Int]]>(Array(repeating: [], count: 4))
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<4 {
        group.addTask {
          for number in 0..<1000 { loop.post { seen.withLock { $0[thread].append(number) } } }
        }
      }
    }
    loop.stop()
    loop.post { seen.withLock { $0[0].append(1000) } }
    seen.withLock { seen in
      #expect(seen[0] == Array(0...1000))
      for thread in 1..<4 { #expect(seen[thread] == Array(0..<1000)) }
    }
  }

  actor Resident {
    let loop: SIPLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    var count = 0
    init(_ loop: SIPLoop) { self.loop = loop }
    func add() -> Bool {
      count += 1
      return loop.isOnLoop
    }
    nonisolated func addFromTheLoop() { assumeIsolated { $0.count += 1 } }
  }

  @Test func anActorLivesOnTheLoop() async throws {
    let loop = try SIPLoop(SIPLoopConfiguration())
    let resident = Resident(loop)
    for _ in 0..<100 { #expect(await resident.add()) }
    await withCheckedContinuation { continuation in
      loop.post {
        resident.addFromTheLoop()
        continuation.resume()
      }
    }
    #expect(await resident.count == 101)
    loop.stop()
    #expect(await resident.add())
  }

  /// The shape the server has: calls in an actor on the loop's thread, entered without a hop.
  actor Shard: SIPLoopDelegate {
    let loop: SIPLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private var dialogs: [UInt64: SIPDialog] = [:]
    private(set) var statuses: [Int] = []
    init(_ loop: SIPLoop) { self.loop = loop }
    func call(_ uri: String) throws {
      let dialog = try SIPDialog(on: loop, local: "<sip:a@b>", remote: "<\(uri)>")
      dialogs[1] = dialog
      _ = try dialog.request(.options, key: 1)
    }
    private func received(_ response: SIPMessageView, _ transaction: SIPClientTransaction) {
      statuses.append(response.status)
      dialogs[transaction.key]?.destroy()
    }
    nonisolated func sipLoop(_ loop: SIPLoop, received response: SIPMessageView, on transaction: SIPClientTransaction) {
      assumeIsolated { $0.received(response, transaction) }
    }
    nonisolated func sipLoop(
      _ loop: SIPLoop, received request: SIPMessageView, as transaction: SIPServerTransaction, in dialog: SIPDialog?
    ) {}
  }

  @Test func anActorMayBeTheDelegate() async throws {
    let phone = try Party()
    phone.answersCalls()
    let shard = Shard(try SIPLoop(SIPLoopConfiguration()))
    shard.loop.setDelegate(shard)
    try await shard.call(phone.uri)
    #expect(await eventually { await shard.statuses == [200] })
    shard.loop.stop()
  }

  @Test func timersFireInOrderOnceUnlessCancelled() async throws {
    let party = try Party()
    let timers = try await party.run { party in
      (1...500).map { key in
        let timer = SIPTimer(on: party.loop, key: UInt64(key))
        timer.start(after: .milliseconds(key % 50 + 1))
        if key % 5 == 0 { timer.cancel() }
        return timer
      }
    }
    #expect(await party.sees { $0.count == 400 })
    let keys = party.events.map { if case .timer(let key) = $0 { key } else { UInt64(0) } }
    #expect(Set(keys).count == 400 && keys.allSatisfy { $0 % 5 != 0 })
    try await party.run { _ in timers[0].start(after: .zero) }
    #expect(await party.sees { $0.count == 401 })
  }

  @Test func traceShowsEveryMessageBothWays() async throws {
    let messages = Shared<[SIPTraceMessage]>([])
    let caller = try Party(SIPLoopConfiguration(trace: { message in messages.withLock { $0.append(message) } }))
    let phone = try Party()
    phone.answersCalls()
    caller.acknowledges()
    try await caller.calls(phone.uri)
    #expect(await phone.sees(.acknowledged(body: [])))
    let lines = messages.withLock { $0 }.map { message in
      let text = String(decoding: message.bytes, as: UTF8.self)
      #expect(message.peer == "127.0.0.1:\(phone.loop.port)" && message.transport == .udp)
      return "\(message.direction) \(text.prefix(11))"
    }
    #expect(lines.first == "sent INVITE sip:")
    #expect(lines.contains("received SIP/2.0 180") && lines.contains("received SIP/2.0 200"))
    #expect(lines.last?.hasPrefix("sent ACK sip:") == true)
    let invite = messages.withLock { String(decoding: $0[0].bytes, as: UTF8.self) }
    #expect(invite.hasSuffix("\r\n\r\n" + String(decoding: Party.offer, as: UTF8.self)))
  }

  @Test func headersAreReadAsTheyStand() async throws {
    let server = try Party(), phone = RawPeer()
    server.onRequest = { _, request, transaction, _ in
      #expect(request.fromDisplayName == "Dana \"D\" Example")
      #expect(request.fromURI == "sip:dana@contoso.test;user=phone")
      #expect(request.toDisplayName == nil)
      #expect(request.contactURI == "sip:dana@127.0.0.1:\(phone.port)")
      #expect(request.assertedIdentityURI == "sip:+14255550100@contoso.test")
      #expect(request.assertedIdentityDisplayName == "Example User")
      #expect(request.header(named: "x-own") == "one; two")
      #expect(request.headers(named: "Diversion") == ["<sip:a@contoso.test>;reason=no-answer", "<sip:b@contoso.test>"])
      #expect(request.header(named: "Reason") == "Q.850;cause=16")
      #expect(request.header(named: "Session-Expires")?.hasPrefix("1800") == true)
      #expect(request.header(named: "Subject") == "Lunch")
      #expect(request.header(named: "Alert-Info") == "<urn:x>")
      #expect(request.header(named: "Missing") == nil)
      #expect(request.contentType == "application/sdp" && request.body == Array("v=0\r\n".utf8))
      #expect(request.requestURI == server.uri)
      #expect(request.sourceAddress == "127.0.0.1:\(phone.port)" && request.transport == .udp)
      try transaction.respond(486, "Quite Busy", headers: [SIPHeader("X-Own", "a\r\nEvil: yes")])
    }
    let text = Requests.make(
      "INVITE", from: phone, to: server,
      headers: [
        "Contact: <sip:dana@127.0.0.1:\(phone.port)>", "P-Asserted-Identity: <tel:+14255550100>",
        "P-Asserted-Identity: \"Example User\" <sip:+14255550100@contoso.test>", "X-Own: one; two",
        "Diversion: <sip:a@contoso.test>;reason=no-answer", "Diversion: <sip:b@contoso.test>",
        "Reason: Q.850;cause=16", "Session-Expires: 1800;refresher=uac", "Subject: Lunch", "Alert-Info: <urn:x>",
        "Content-Type: application/sdp",
      ], body: "v=0\r\n"
    ).replacing("\"Raw\" <\(phone.uri)>", with: "\"Dana \\\"D\\\" Example\" <sip:dana@contoso.test;user=phone>")
    phone.send(text, to: server.loop.port)
    let busy = RawMessage(try #require(await phone.receive("SIP/2.0 486 Quite Busy")))
    #expect(busy.value("Evil").isEmpty && busy.value("X-Own") == "a  Evil: yes")
  }

  @Test func tokensDiffer() {
    #expect(Set((0..<10_000).map { _ in SIPToken.tag() }).count == 10_000)
    #expect(SIPToken.tag().utf8.count == 13 && SIPToken.callID().utf8.count == 26)
    #expect(SIPToken.branch().hasPrefix("z9hG4bK"))
  }
}
