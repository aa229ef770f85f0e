import Testing

@testable import SIP

@Suite struct RetransmissionTests {
  @Test func repeatedAnswerIsAcknowledgedAgain() async throws {
    let caller = try Party(), phone = RawPeer()
    caller.acknowledges()
    try await caller.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    let ok = invite.response("200 OK", headers: ["Contact: <\(phone.uri)>"])
    for _ in 0..<3 {
      phone.send(ok, to: caller.loop.port)
      #expect(await phone.receive("ACK") != nil)
    }
    #expect(caller.events.count == 1)
  }

  /// UDP may turn them round.
  @Test(arguments: ["200 OK", "486 Busy Here"]) func ringingAfterTheFinalAnswerIsDropped(final: String) async throws {
    let caller = try Party(), phone = RawPeer()
    caller.acknowledges()
    try await caller.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    for status in [final, "180 Ringing", "180 Ringing"] {
      phone.send(invite.response(status, headers: ["Contact: <\(phone.uri)>"]), to: caller.loop.port)
    }
    phone.send(Requests.make("BYE", from: phone, to: caller, toTag: "none"), to: caller.loop.port)
    #expect(await phone.receive("SIP/2.0 481") != nil)
    #expect(caller.events.count == 1)
  }

  @Test func inviteIsRepeatedThenTimesOutHere() async throws {
    let caller = try Party(SIPLoopConfiguration(t1: 20, timerB: 500)), phone = RawPeer()
    try await caller.calls(phone.uri)
    for _ in 0..<4 { #expect(await phone.receive("INVITE") != nil) }
    #expect(
      await caller.sees { $0.contains { if case .response(.invite, 408, local: true, _) = $0 { true } else { false } } }
    )
  }

  @Test(arguments: ["", ";transport=tcp"]) func refusedPortIsALocal503(transport: String) async throws {
    let caller = try Party()
    let port = RawPeer().port
    try await caller.calls("sip:nobody@127.0.0.1:\(port)\(transport)")
    #expect(
      await caller.sees { $0.contains { if case .response(.invite, 503, local: true, _) = $0 { true } else { false } } }
    )
  }

  @Test func remote503IsNotLocal() async throws {
    let caller = try Party(), phone = try Party()
    phone.onRequest = { _, _, transaction, _ in try transaction.respond(503, headers: [SIPHeader("Retry-After", "7")]) }
    caller.onResponse = { _, response, _ in #expect(response.header(named: "retry-after") == "7") }
    try await caller.calls(phone.uri)
    #expect(
      await caller.sees {
        $0.contains { if case .response(.invite, 503, local: false, _) = $0 { true } else { false } }
      })
  }

  @Test func ourAnswerIsRepeatedUntilNobodyAcknowledges() async throws {
    let phone = try Party(SIPLoopConfiguration(t1: 20, timerB: 600)), caller = RawPeer()
    phone.answersCalls()
    caller.send(Requests.invite(from: caller, to: phone), to: phone.loop.port)
    for _ in 0..<3 { #expect(await caller.receive("SIP/2.0 200") != nil) }
    #expect(await phone.sees(.unacknowledged))
    #expect(phone.count(.unacknowledged) == 1)
  }

  @Test func repeatedRequestsAreAbsorbed() async throws {
    let phone = try Party(), caller = RawPeer()
    phone.answersCalls()
    let invite = Requests.invite(from: caller, to: phone)
    caller.send(invite, to: phone.loop.port)
    #expect(await caller.receive("SIP/2.0 200") != nil)
    caller.send(invite, to: phone.loop.port)
    #expect(await caller.receive("SIP/2.0 200") != nil)
    #expect(phone.count(.request(.invite, inDialog: false)) == 1)
  }
}

/// Requests as a raw peer writes them.
enum Requests {
  static func make(
    _ method: String, from peer: RawPeer, to party: Party, callID: String = SIPToken.callID(), cseq: Int = 1,
    fromTag: String = "rawtag", toTag: String? = nil, headers: [String] = [], body: String = ""
  ) -> String {
    ([
      "\(method) \(party.uri) SIP/2.0",
      "Via: SIP/2.0/UDP 127.0.0.1:\(peer.port);rport;branch=\(SIPToken.branch())",
      "Max-Forwards: 70",
      "From: \"Raw\" <\(peer.uri)>;tag=\(fromTag)",
      "To: <\(party.uri)>" + (toTag.map { ";tag=\($0)" } ?? ""),
      "Call-ID: \(callID)", "CSeq: \(cseq) \(method)",
    ] + headers + ["Content-Length: \(body.utf8.count)"]).joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  static func invite(from peer: RawPeer, to party: Party, callID: String = SIPToken.callID(), headers: [String] = [])
    -> String
  {
    make("INVITE", from: peer, to: party, callID: callID, headers: ["Contact: <\(peer.uri)>"] + headers)
  }
}
