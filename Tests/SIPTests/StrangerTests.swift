import Synchronization
import Testing

@testable import SIP

/// Requests outside dialogs from addresses that the loop was not told.
@Suite struct StrangerTests {
  private static let friend = "127.0.0.2"

  /// A party that knows 127.0.0.2 only.
  private func party() async throws -> Party {
    let party = try Party(SIPLoopConfiguration(t1: 20, timerB: 500))
    party.loop.know(Set([Self.friend].compactMap { SIPAddress($0) }))
    try await party.run { _ in }
    return party
  }

  private func request(
    _ method: String, from peer: RawPeer, branch: String = SIPToken.branch(), callID: String = SIPToken.callID(),
    cseq: Int = 1, toTag: String? = nil, headers: String = "", body: String = ""
  ) -> String {
    """
    \(method) sip:dana@127.0.0.1 SIP/2.0\r
    Via: SIP/2.0/UDP \(peer.host):\(peer.port);branch=\(branch)\r
    From: <sip:gale@\(peer.host)>;tag=1\r
    To: <sip:dana@127.0.0.1>\(toTag.map { ";tag=\($0)" } ?? "")\r
    Call-ID: \(callID)\r
    CSeq: \(cseq) \(method)\r
    Contact: <\(peer.uri)>\r
    \(headers)Content-Length: \(body.utf8.count)\r
    \r
    \(body)
    """
  }

  private func statistics(_ party: Party) async throws -> SIPStatistics {
    try await party.run { $0.loop.statistics() }
  }

  @Test func areRefusedWithoutATransaction() async throws {
    let party = try await party(), stranger = RawPeer()
    let invite = request("INVITE", from: stranger, headers: "Require: 100rel\r\n")
    stranger.send(invite, to: party.loop.port)
    let first = RawMessage(try #require(await stranger.receive("SIP/2.0")))
    #expect(first.firstLine == "SIP/2.0 403 Unknown source")
    #expect(first.value("To").contains(";tag=") && first.value("Server") == "Workline")
    // A repetition is refused again, in the same words.
    stranger.send(invite, to: party.loop.port)
    let second = RawMessage(try #require(await stranger.receive("SIP/2.0")))
    #expect(second.text == first.text)
    // Another call's tag is another.
    stranger.send(request("INVITE", from: stranger), to: party.loop.port)
    let third = RawMessage(try #require(await stranger.receive("SIP/2.0")))
    #expect(third.value("To") != first.value("To"))
    let tag = first.value("To").split(separator: "=").last.map(String.init)
    stranger.send(request("ACK", from: stranger, callID: first.value("Call-ID"), toTag: tag), to: party.loop.port)
    #expect(try await eventually { try await statistics(party).messagesReceived == 4 })
    #expect(await stranger.receive("", within: 0.1) == nil)
    let left = try await statistics(party)
    #expect(left.serverTransactions == 0 && left.handles == 0 && left.legs == 0 && left.messagesSent == 3)
    #expect(party.events.isEmpty)
  }

  @Test func ofAFloodNothingIsLeft() async throws {
    let party = try await party(), stranger = RawPeer()
    party.onStranger = { _, _ in .drop }
    try await party.run { _ in }
    for batch in 1...100 {
      for _ in 0..<100 { stranger.send(request("INVITE", from: stranger), to: party.loop.port) }
      #expect(try await eventually { try await statistics(party).messagesReceived == batch * 100 })
    }
    let left = try await statistics(party)
    #expect(left.serverTransactions == 0 && left.handles == 0 && left.legs == 0 && left.messagesSent == 0)
    #expect(stranger.waiting("") == 0)
  }

  @Test func knownAddressesAreHeardAsEver() async throws {
    let party = try await party(), friend = RawPeer(host: Self.friend)
    party.onStranger = { _, _ in
      Issue.record("not a stranger")
      return .drop
    }
    party.answersCalls()
    friend.send(request("OPTIONS", from: friend), to: party.loop.port)
    #expect(await friend.receive("SIP/2.0 200") != nil)
    for (method, tag) in [("BYE", "x"), ("INVITE", "x"), ("CANCEL", nil), ("PRACK", nil)] {
      friend.send(request(method, from: friend, toTag: tag), to: party.loop.port)
      let answer = RawMessage(try #require(await friend.receive("SIP/2.0")))
      #expect(answer.firstLine.hasPrefix("SIP/2.0 481"), "\(method)")
    }
    friend.send(request("INVITE", from: friend, headers: "Require: 100rel\r\n"), to: party.loop.port)
    let refusal = RawMessage(try #require(await friend.receive("SIP/2.0 420")))
    #expect(refusal.value("Unsupported") == "100rel")
    friend.send("INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP \(friend.host):\(friend.port)\r\n\r\n", to: party.loop.port)
    #expect(await friend.receive("SIP/2.0 400") != nil)
  }

  @Test func dialogsAreReachedFromEverywhere() async throws {
    let party = try await party(), friend = RawPeer(host: Self.friend), stranger = RawPeer()
    party.answersCalls()
    let callID = SIPToken.callID()
    friend.send(
      request("INVITE", from: friend, callID: callID, body: ""), to: party.loop.port)
    let answer = RawMessage(try #require(await friend.receive("SIP/2.0 200")))
    let tag = try #require(answer.value("To").split(separator: "=").last.map(String.init))
    // The phone's own address, not the trunk's.
    stranger.send(request("ACK", from: stranger, callID: callID, toTag: tag), to: party.loop.port)
    #expect(await party.sees(.acknowledged(body: [])))
    stranger.send(request("INVITE", from: stranger, callID: callID, cseq: 2, toTag: tag), to: party.loop.port)
    #expect(await stranger.receive("SIP/2.0 200") { $0.contains("INVITE") } != nil)
    stranger.send(request("ACK", from: stranger, callID: callID, cseq: 2, toTag: tag), to: party.loop.port)
    stranger.send(request("BYE", from: stranger, callID: callID, cseq: 3, toTag: tag), to: party.loop.port)
    #expect(await stranger.receive("SIP/2.0 200") { $0.contains("BYE") } != nil)
    // The same with a tag that was guessed.
    stranger.send(request("BYE", from: stranger, callID: callID, cseq: 4, toTag: "guessed"), to: party.loop.port)
    #expect(await stranger.receive("SIP/2.0 403") != nil)
    try await party.run { $0.dialogs.removeAll() }
  }

  @Test func responsesAreTakenFromEverywhere() async throws {
    let party = try await party(), phone = RawPeer()
    party.acknowledges()
    let dialog = try await party.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    phone.send(invite.response("180 Ringing"), to: party.loop.port)
    phone.send(invite.response("486 Busy Here"), to: party.loop.port)
    #expect(await phone.receive("ACK") != nil)
    #expect(await party.sees(.invite, 486))
    try await party.run { _ in dialog.destroy() }
  }

  @Test func oneWhoIsTakenIsACallerLikeAnyOther() async throws {
    let party = try await party(), stranger = RawPeer()
    party.answersCalls()
    party.onStranger = { _, request in
      #expect(request.sourceIP == SIPAddress("127.0.0.1") && request.sourceAddress?.hasPrefix("127.0.0.1:") == true)
      return request.header(named: "Subject") == "let me in" ? .take : .answer(401, nil, [SIPHeader("X-Word", "1")])
    }
    stranger.send(request("INVITE", from: stranger), to: party.loop.port)
    let challenge = RawMessage(try #require(await stranger.receive("SIP/2.0")))
    #expect(challenge.firstLine == "SIP/2.0 401 Unauthorized" && challenge.value("X-Word") == "1")
    let callID = SIPToken.callID(), branch = SIPToken.branch()
    let invite = request(
      "INVITE", from: stranger, branch: branch, callID: callID, headers: "Subject: let me in\r\n")
    stranger.send(invite, to: party.loop.port)
    let answer = RawMessage(try #require(await stranger.receive("SIP/2.0 200")))
    // Repetitions are the transaction's business.
    stranger.send(invite, to: party.loop.port)
    #expect(await stranger.receive("SIP/2.0 200") != nil)
    #expect(party.count(.request(.invite, inDialog: false)) == 1)
    let tag = answer.value("To").split(separator: "=").last.map(String.init)
    stranger.send(request("ACK", from: stranger, callID: callID, toTag: tag), to: party.loop.port)
    #expect(await party.sees(.acknowledged(body: [])))
    try await party.run { $0.dialogs.removeAll() }
  }

  @Test func nonsenseIsNotAnswered() async throws {
    let party = try await party(), stranger = RawPeer()
    let via = "Via: SIP/2.0/UDP 127.0.0.1:\(stranger.port);branch=z9hG4bKx\r\n"
    let rest = "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n"
    let texts = [
      "INVITE sip:a SIP/2.0\r\n\(via)\r\n", "INVITE sip:a SIP/2.0\r\n\(via)", "INVITE sip:a SIP/2.0\r\n\r\n",
      "INVITE sip:a SIP/9.9\r\n\(via)\(rest)\r\n", "INVITE sip:a@b SIP/2.0\r\n\(via)\(rest)Max-Forwards: x\r\n\r\n",
      "INVITE sip:a SIP/2.0\r\n\(via)From: x y z <<>>\r\nTo: ;;;\r\nCall-ID: x\r\nCSeq: x INVITE\r\n\r\n",
      "INVITE sip:a@b SIP/2.0\r\n\(via)\(rest)Content-Length: 99999\r\n\r\nshort",
      "INVITE sip:a@b SIP/2.0\r\n\(via)\(rest)no colon\r\n\r\n", "INVITE sip:a@b SIP/2.0\r\n\(via)\(rest)",
      "INVITE sip:a@b SIP/2.0\n\n", "INVITE sip:a@b SIP/2.0\r\n\(via)\(rest)X: \0\r\n\r\n",
      "INVITE\r\n\(via)\(rest)\r\n",
      "INVITE sip:a@b SIP/2.0\r\n\(via)\(rest)Contact: <<\r\nRecord-Route: <>,,\r\nRequire: ;;\r\n\r\n",
      "\0", "INVITE", "\r\n\r\n", "SIP/2.0 200 OK\r\n\(via)\(rest)\r\n",
    ]
    for text in texts {
      stranger.send(text, to: party.loop.port)
      // What comes after it is heard all the same, and its answer is the first there is.
      stranger.send(request("REGISTER", from: stranger), to: party.loop.port)
      let answer = RawMessage(try #require(await stranger.receive("SIP/2.0")))
      #expect(
        answer.firstLine.hasPrefix("SIP/2.0 403") && answer.value("CSeq") == "1 REGISTER", "\(text)\(answer.text)")
    }
    #expect(stranger.waiting("") == 0)
    #expect(try await statistics(party).serverTransactions == 0)
  }

  @Test func strangersByTCP() async throws {
    let party = try await party()
    let caller = try Party()
    caller.acknowledges()
    let dialog = try await caller.calls(party.tcpURI)
    #expect(await caller.sees(.invite, 403))
    #expect(party.events.isEmpty)
    #expect(try await statistics(party).serverTransactions == 0)
    party.answersCalls()
    party.loop.know([try #require(SIPAddress("127.0.0.1"))])
    try await party.run { _ in }
    let other = try await caller.calls(party.tcpURI)
    #expect(await caller.sees(.invite, 200))
    try await caller.run { _ in
      dialog.destroy()
      other.destroy()
    }
  }

  @Test(
    arguments: [
      ("127.0.0.1", "127.0.0.1"), ("[::ffff:127.0.0.1]", "127.0.0.1"), ("2001:DB8:0::1", "2001:db8::1"),
      ("[2001:db8::1]", "2001:db8::1"), ("::", "::"), ("trunk.contoso.test", nil), ("", nil), ("127.0.0.1:5060", nil),
    ] as [(String, String?)])
  func addresses(text: String, written: String?) {
    #expect(SIPAddress(text)?.description == written)
  }

  @Test func networks() throws {
    let one = try #require(SIPAddress("2001:db8::1")), other = try #require(SIPAddress("2001:db8::2"))
    #expect(one != other && one.network == other.network)
    let four = try #require(SIPAddress("192.0.2.1"))
    #expect(four.network == four && four.isIPv4 && !one.isIPv4)
  }
}
