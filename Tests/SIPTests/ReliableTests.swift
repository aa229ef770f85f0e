import Testing

@testable import SIP

/// Reliable provisional responses and PRACK (RFC 3262), towards a peer that says exactly what the test wants.
@Suite struct ReliableTests {
  /// A reliable response with the RSeq.
  private static func reliable(
    _ invite: RawMessage, _ sequence: Int, tag: String = "one", at uri: String, more: [String] = [], body: String = ""
  ) -> String {
    invite.response(
      "183 Session Progress", tag: tag,
      headers: ["Contact: <\(uri)>", "Require: 100rel", "RSeq: \(sequence)"] + more, body: body)
  }

  private static func count(_ party: Party) -> Int {
    party.events.count { if case .response(.invite, 183, _, _) = $0 { true } else { false } }
  }

  /// Acknowledges each reliable response by PRACK and each 2xx by ACK.
  private static func acknowledges(_ party: Party, body: [UInt8]? = nil) {
    party.onResponse = { party, response, transaction in
      guard transaction.method == .invite else { return }
      if let sequence = response.reliableSequence, let tag = response.toTag {
        party.clients.append(
          try transaction.dialog.acknowledge(reliable: sequence, from: tag, body: body.map { SIPBody(sdp: $0) }))
      } else if (200..<300).contains(response.status) {
        try transaction.dialog.acknowledge(inviteCSeq: response.cseq)
      }
    }
  }

  @Test func prackGoesWhereTheEarlyDialogIsAndTheDialogGoesOnFromIt() async throws {
    let caller = try Party(), trunk = RawPeer(), phone = RawPeer()
    Self.acknowledges(caller, body: Party.answer)
    try await caller.calls(trunk.uri, body: false)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    trunk.send(Self.reliable(invite, 70, at: phone.uri), to: caller.loop.port)
    let prack = RawMessage(try #require(await phone.receive("PRACK")))
    #expect(prack.firstLine == "PRACK \(phone.uri) SIP/2.0")
    #expect(prack.value("RAck") == "70 \(invite.cseq) INVITE")
    #expect(prack.value("To").hasSuffix("tag=one"))
    #expect(prack.value("From") == invite.value("From"))
    #expect(prack.value("Call-ID") == invite.value("Call-ID"))
    #expect(prack.cseq == invite.cseq + 1)
    #expect(prack.text.hasSuffix(String(decoding: Party.answer, as: UTF8.self)))
    phone.send(prack.response("200 OK"), to: caller.loop.port)
    #expect(await caller.sees(.prack, 200))
    trunk.send(invite.response("200 OK", tag: "one", headers: ["Contact: <\(phone.uri)>"]), to: caller.loop.port)
    #expect(RawMessage(try #require(await phone.receive("ACK"))).cseq == invite.cseq)
    try await caller.run { party in _ = try party.dialogs[0].request(.bye) }
    #expect(RawMessage(try #require(await phone.receive("BYE"))).cseq == invite.cseq + 2)
  }

  @Test func aRepetitionIsAbsorbedAndTheOrderIsKept() async throws {
    let caller = try Party(), trunk = RawPeer()
    Self.acknowledges(caller)
    try await caller.calls(trunk.uri)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    for sequence in [1, 1, 3, 2, 2, 1] {
      trunk.send(Self.reliable(invite, sequence, at: trunk.uri), to: caller.loop.port)
    }
    for sequence in 1...2 {
      let prack = RawMessage(try #require(await trunk.receive("PRACK") { $0.contains("RAck: \(sequence) ") }))
      trunk.send(prack.response("200 OK"), to: caller.loop.port)
    }
    // What was too early comes again, and is taken then.
    trunk.send(Self.reliable(invite, 3, at: trunk.uri), to: caller.loop.port)
    #expect(await trunk.receive("PRACK") { $0.contains("RAck: 3 ") } != nil)
    #expect(await eventually { Self.count(caller) == 3 })
    #expect(trunk.waiting("PRACK") == 0)
  }

  @Test func theNextOneWaitsForTheAcknowledgementOfTheOneBefore() async throws {
    let caller = try Party(), trunk = RawPeer()
    try await caller.calls(trunk.uri, body: false)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    trunk.send(Self.reliable(invite, 1, at: trunk.uri), to: caller.loop.port)
    #expect(await eventually { Self.count(caller) == 1 })
    trunk.send(Self.reliable(invite, 2, at: trunk.uri), to: caller.loop.port)
    trunk.send(invite.response("180 Ringing", tag: "one"), to: caller.loop.port)
    #expect(await caller.sees(.invite, 180))
    #expect(Self.count(caller) == 1)
    try await caller.run { party in
      let dialog = party.dialogs[0]
      #expect(throws: SIPError.ended) { _ = try dialog.acknowledge(reliable: 2, from: "one") }
      #expect(throws: SIPError.ended) { _ = try dialog.acknowledge(reliable: 1, from: "two") }
      party.clients.append(try dialog.acknowledge(reliable: 1, from: "one"))
      #expect(throws: SIPError.ended) { _ = try dialog.acknowledge(reliable: 1, from: "one") }
    }
    #expect(await trunk.receive("PRACK") != nil)
    trunk.send(Self.reliable(invite, 2, at: trunk.uri), to: caller.loop.port)
    #expect(await eventually { Self.count(caller) == 2 })
  }

  @Test func everyForkCountsForItself() async throws {
    let caller = try Party(), proxy = RawPeer(), first = RawPeer(), second = RawPeer()
    Self.acknowledges(caller)
    try await caller.calls(proxy.uri)
    let invite = RawMessage(try #require(await proxy.receive("INVITE")))
    proxy.send(Self.reliable(invite, 900, tag: "one", at: first.uri), to: caller.loop.port)
    proxy.send(Self.reliable(invite, 5, tag: "two", at: second.uri), to: caller.loop.port)
    let one = RawMessage(try #require(await first.receive("PRACK")))
    #expect(one.value("RAck").hasPrefix("900 ") && one.value("To").hasSuffix("tag=one"))
    let two = RawMessage(try #require(await second.receive("PRACK")))
    #expect(two.value("RAck").hasPrefix("5 ") && two.value("To").hasSuffix("tag=two"))
    proxy.send(Self.reliable(invite, 901, tag: "one", at: first.uri), to: caller.loop.port)
    #expect(await first.receive("PRACK") { $0.contains("RAck: 901 ") } != nil)
    proxy.send(invite.response("200 OK", tag: "two", headers: ["Contact: <\(second.uri)>"]), to: caller.loop.port)
    #expect(await second.receive("ACK") != nil)
    #expect(try await caller.run { $0.dialogs[0].remoteTag } == "two")
    // The fork that lost is owed nothing any more.
    try await caller.run { party in
      #expect(throws: SIPError.ended) { _ = try party.dialogs[0].acknowledge(reliable: 902, from: "one") }
    }
  }

  @Test func anAcknowledgementThatWaitedIsSentAfterTheAnswer() async throws {
    let caller = try Party(), trunk = RawPeer()
    caller.acknowledges()
    try await caller.calls(trunk.uri, body: false)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    trunk.send(Self.reliable(invite, 1, at: trunk.uri), to: caller.loop.port)
    trunk.send(invite.response("200 OK", tag: "one", headers: ["Contact: <\(trunk.uri)>"]), to: caller.loop.port)
    #expect(await trunk.receive("ACK") != nil)
    try await caller.run { party in
      party.clients = [try party.dialogs[0].acknowledge(reliable: 1, from: "one", body: SIPBody(sdp: Party.answer))]
    }
    let prack = RawMessage(try #require(await trunk.receive("PRACK")))
    #expect(prack.value("RAck") == "1 \(invite.cseq) INVITE")
    #expect(prack.values("To") == ["<\(trunk.uri)>;tag=one"])
  }

  @Test(arguments: [";lr", ""])
  func prackFollowsTheRecordedRoute(parameter: String) async throws {
    let caller = try Party(), proxy = RawPeer(), phone = RawPeer()
    Self.acknowledges(caller)
    try await caller.calls(proxy.uri)
    let invite = RawMessage(try #require(await proxy.receive("INVITE")))
    let near = "sip:127.0.0.1:\(proxy.port)\(parameter)"
    let route = ["Record-Route: <sip:far.contoso.test;lr>, <\(near)>"]
    proxy.send(Self.reliable(invite, 1, at: phone.uri, more: route), to: caller.loop.port)
    let prack = RawMessage(try #require(await proxy.receive("PRACK")))
    let routes = prack.values("Route").flatMap { $0.split(separator: ",").map { $0.trimmingPrefix(" ") } }
    if parameter.isEmpty {
      #expect(prack.firstLine == "PRACK \(near) SIP/2.0")
      #expect(routes == ["<sip:far.contoso.test;lr>", "<\(phone.uri)>"])
    } else {
      #expect(prack.firstLine == "PRACK \(phone.uri) SIP/2.0")
      #expect(routes == ["<\(near)>", "<sip:far.contoso.test;lr>"])
    }
  }

  @Test func aLostPrackIsRepeatedAndAnUnansweredOneEnds() async throws {
    let caller = try Party(SIPLoopConfiguration(t1: 50, timerB: 3000)), trunk = RawPeer()
    Self.acknowledges(caller)
    try await caller.calls(trunk.uri)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    trunk.send(Self.reliable(invite, 1, at: trunk.uri), to: caller.loop.port)
    #expect(await trunk.receive("PRACK") != nil)
    #expect(await trunk.receive("PRACK") != nil)
    #expect(await caller.sees(.response(.prack, 408, local: true, tag: "one")))
  }

  /// What is not one, or cannot be acknowledged, is an ordinary provisional response.
  @Test(arguments: [
    ["Require: 100rel"], ["RSeq: 1"], ["RSeq: 0", "Require: 100rel"], ["RSeq: 1", "Require: timer"],
    ["RSeq: 4294967296", "Require: 100rel"], ["RSeq: x", "Require: 100rel"],
  ])
  func whatIsNotReliableIsDelivered(headers: [String]) async throws {
    let caller = try Party(), trunk = RawPeer()
    Self.acknowledges(caller)
    try await caller.calls(trunk.uri)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    trunk.send(invite.response("183 Session Progress", tag: "one", headers: headers), to: caller.loop.port)
    trunk.send(invite.response("180 Ringing", tag: "one"), to: caller.loop.port)
    #expect(await caller.sees(.invite, 180))
    #expect(trunk.waiting("PRACK") == 0)
  }

  @Test func oneWithoutATagIsNotReliable() async throws {
    let caller = try Party(), trunk = RawPeer()
    Self.acknowledges(caller)
    try await caller.calls(trunk.uri)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    trunk.send(
      invite.response("183 Session Progress", tag: nil, headers: ["RSeq: 1", "Require: 100rel"]), to: caller.loop.port)
    #expect(await caller.sees(.invite, 183))
    #expect(trunk.waiting("PRACK") == 0)
  }

  /// A peer that makes up forks without end does not make us keep them all.
  @Test func onlySoManyForksAreBelieved() async throws {
    let caller = try Party(), trunk = RawPeer()
    Self.acknowledges(caller)
    try await caller.calls(trunk.uri)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    for fork in 0..<40 {
      trunk.send(Self.reliable(invite, 1, tag: "fork\(fork)", at: trunk.uri), to: caller.loop.port)
    }
    trunk.send(invite.response("180 Ringing", tag: "one"), to: caller.loop.port)
    #expect(await caller.sees(.invite, 180))
    #expect(Self.count(caller) == 16)
  }

  @Test func nothingIsLeftOfADialogThatIsLetGo() async throws {
    let caller = try Party(), trunk = RawPeer()
    try await caller.calls(trunk.uri, body: false)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    trunk.send(Self.reliable(invite, 1, at: trunk.uri), to: caller.loop.port)
    #expect(await eventually { Self.count(caller) == 1 })
    try await caller.run { party in
      party.dialogs[0].destroy()
      #expect(throws: SIPError.ended) { _ = try party.dialogs[0].acknowledge(reliable: 1, from: "one") }
      party.dialogs = []
      party.clients = []
    }
    let cancel = RawMessage(try #require(await trunk.receive("CANCEL")))
    trunk.send(cancel.response("200 OK"), to: caller.loop.port)
    trunk.send(Self.reliable(invite, 1, at: trunk.uri), to: caller.loop.port)
    trunk.send(invite.response("487 Request Terminated", tag: "one"), to: caller.loop.port)
    #expect(await trunk.receive("ACK") != nil)
    #expect(try await eventually { try await caller.run { $0.loop.statistics().handles == 0 } })
    #expect(trunk.waiting("PRACK") == 0)
  }

  @Test func aChallengedPrackIsSentWithCredentials() async throws {
    let caller = try Party(), trunk = RawPeer()
    caller.onResponse = { party, response, transaction in
      guard let sequence = response.reliableSequence, let tag = response.toTag else { return }
      party.clients.append(
        try transaction.dialog.acknowledge(
          reliable: sequence, from: tag, credentials: SIPCredentials(username: "dana", password: "secret")))
    }
    try await caller.calls(trunk.uri)
    let invite = RawMessage(try #require(await trunk.receive("INVITE")))
    trunk.send(Self.reliable(invite, 1, at: trunk.uri), to: caller.loop.port)
    let first = RawMessage(try #require(await trunk.receive("PRACK")))
    trunk.send(
      first.response(
        "407 Proxy Authentication Required",
        headers: [#"Proxy-Authenticate: Digest realm="contoso.test", nonce="n1", algorithm=MD5"#]),
      to: caller.loop.port)
    let second = RawMessage(try #require(await trunk.receive("PRACK") { $0.contains("Proxy-Authorization:") }))
    #expect(second.value("RAck") == first.value("RAck"))
    #expect(second.value("To") == first.value("To"))
    #expect(second.cseq == first.cseq + 1)
    trunk.send(second.response("200 OK"), to: caller.loop.port)
    #expect(await caller.sees(.prack, 200))
  }
}
