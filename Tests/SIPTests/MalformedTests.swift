import Foundation
import Testing

@testable import SIP

@Suite struct MalformedTests {
  private static let via = "Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bKx"
  private static let rest = "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n"

  static let datagrams: [[UInt8]] =
    [
      [], [0], [1], [0xf8, 0xff, 0, 0], [13, 10], [13, 10, 13, 10, 13, 10, 13, 10], Array(repeating: 0, count: 2000),
      Array(repeating: 65, count: 60000),
    ] + texts.map { Array($0.utf8) }

  private static let texts: [String] = [
    "INVITE", "INVITE sip:a SIP/2.0", "INVITE sip:a SIP/2.0\r\n", "INVITE sip:a SIP/2.0\r\n\r\n",
    "INVITE  SIP/2.0\r\n\(via)\r\n\(rest)\r\n", "INVITE * SIP/2.0\r\n\(via)\r\n\(rest)\r\n",
    "INVITE sip:a SIP/9.9\r\n\(via)\r\n\(rest)\r\n", "INVITE tel:+14255550100 SIP/2.0\r\n\(via)\r\n\(rest)\r\n",
    "SIP/2.0\r\n\r\n", "SIP/2.0 200\r\n\r\n", "SIP/2.0 999 X\r\n\(via)\r\n\(rest)\r\n",
    "SIP/2.0 -1 X\r\n\(via)\r\n\(rest)\r\n", "SIP/2.0 200 OK\r\n\(via)\r\n\(rest)\r\n",
    "SIP/2.0 200 OK\r\n\(rest)\r\n", "SIP/2.0 200 OK\r\n\(via)\r\nCSeq: 1 ACK\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n\(rest)\r\n", "INVITE sip:a SIP/2.0\r\nVia: \r\n\(rest)\r\n",
    "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1\r\n\(rest)\r\n",
    "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:0;branch=z9hG4bKzero\r\n\(rest)\r\n",
    "ACK sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:0;branch=z9hG4bKzero\r\nFrom: <sip:a@b>;tag=1\r\n"
      + "To: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 ACK\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:99999;branch=z9hG4bKbig\r\n\(rest)\r\n",
    "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP [::1]:5060;branch=z9hG4bKsix\r\n\(rest)\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\nFrom: <sip:a@b>\r\nTo: <sip:c@d>\r\nCall-ID: \r\nCSeq: 1 INVITE\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\nFrom: x y z <<>>\r\nTo: ;;;\r\nCall-ID: x\r\nCSeq: x INVITE\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\nFrom: <sip:a@b>;tag=\r\nTo: <sip:c@d>;tag=\r\nCall-ID: x\r\n"
      + "CSeq: 4294967295 INVITE\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)Content-Length: 99999\r\n\r\nshort",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)Content-Length: -5\r\n\r\nshort",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)Contact: *\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)Contact: <tel:1>\r\nRecord-Route: <mailto:x>\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)Record-Route: <>,<>,,;lr\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)Require: 100rel\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)X: " + String(repeating: "y", count: 50000) + "\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n" + String(repeating: via + "\r\n", count: 200) + rest + "\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)P-Asserted-Identity: ,,<<\r\nDate: x\r\nMax-Forwards: -1\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)Session-Expires: -1;refresher=\r\nMin-SE: x\r\nAllow: ,,\r\n"
      + "Supported: \r\n\r\n",
    "PRACK sip:a SIP/2.0\r\n\(via)\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 2 PRACK\r\n"
      + "RAck: 1 1 INVITE\r\n\r\n",
    "CANCEL sip:a SIP/2.0\r\n\(via)\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 CANCEL\r\n\r\n",
    "BYE sip:a SIP/2.0\r\n\(via)\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 3 BYE\r\n\r\n",
    "\0INVITE sip:a SIP/2.0\r\n\(via)\r\n\(rest)\r\n", "INVITE sip:\0a SIP/2.0\r\n\(via)\r\n\(rest)\r\n",
    "FOO\0BAR sip:a SIP/2.0\r\n\(via)\r\n\(rest)\r\n",
  ]

  /// Reads every property of whatever arrives and answers it.
  private func curious() throws -> Party {
    let party = try Party(SIPLoopConfiguration(t1: 20, timerB: 500, trace: { _ in }))
    party.onRequest = { party, request, transaction, dialog in
      Self.readEverything(request)
      guard request.method == .invite, dialog == nil else { return try transaction.respond(200) }
      party.dialogs.append(try SIPDialog.accept(transaction, request))
      #expect(party.dialogs.last?.state != nil)
      try transaction.respond(180)
      try transaction.respond(200, body: SIPBody(sdp: Party.answer))
      _ = try? party.dialogs.last?.request(.info)
    }
    party.onResponse = { _, response, transaction in
      Self.readEverything(response)
      guard transaction.method == .invite, (200..<300).contains(response.status) else { return }
      try? transaction.dialog.acknowledge(inviteCSeq: response.cseq)
      #expect(transaction.dialog.state != nil)
    }
    return party
  }

  private static func readEverything(_ m: SIPMessageView) {
    _ = (m.status, m.phrase, m.method, m.cseq, m.callID, m.fromTag, m.toTag, m.requestURI, m.fromURI)
    _ = (m.fromDisplayName, m.toURI, m.toDisplayName, m.contactURI, m.assertedIdentityURI)
    _ = (m.assertedIdentityDisplayName, m.contentType, m.hasBody, m.body, m.sourceAddress, m.transport)
    _ = m.session
    for name in ["Via", "From", "P-Asserted-Identity", "Contact", "Record-Route", "X", "CSeq", ""] {
      _ = m.headers(named: name)
    }
  }

  @Test func datagramsOfAllKindsAreSurvived() async throws {
    let party = try curious(), attacker = RawPeer()
    for _ in 0..<2 { for datagram in Self.datagrams { attacker.send(bytes: datagram, to: party.loop.port) } }
    attacker.send(Requests.make("OPTIONS", from: attacker, to: party), to: party.loop.port)
    #expect(await attacker.receive("SIP/2.0 200") { $0.contains("OPTIONS") } != nil)
  }

  /// A Via with port 0 makes nta's answer fail; an ACK for what was not answered then meets an assert.
  @Test func acknowledgementOfAnUnansweredInvite() async throws {
    let party = try curious(), attacker = RawPeer()
    for status in [180, 486] {
      party.onRequest = { party, request, transaction, _ in
        if request.method == .options { return try transaction.respond(200) }
        party.servers.append(transaction)
        try? transaction.respond(status)
      }
      let callID = SIPToken.callID()
      func message(_ method: String) -> String {
        "\(method) sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:0;branch=z9hG4bK\(callID)\r\nFrom: <sip:a@b>;tag=1\r\n"
          + "To: <sip:c@d>\r\nCall-ID: \(callID)\r\nCSeq: 1 \(method)\r\n\r\n"
      }
      attacker.send(message("INVITE"), to: party.loop.port)
      attacker.send(message("ACK"), to: party.loop.port)
      attacker.send(message("CANCEL"), to: party.loop.port)
      attacker.send(message("ACK"), to: party.loop.port)
      attacker.send(Requests.make("OPTIONS", from: attacker, to: party), to: party.loop.port)
      #expect(await attacker.receive("SIP/2.0 200") { $0.contains("OPTIONS") } != nil)
    }
  }

  static let answers: [[String]] = [
    [], ["Contact: *"], ["Contact: <>"], ["Contact: <tel:+14255550100>"], ["Contact: <sip:>"], ["Contact: garbage;;"],
    ["Contact: <sip:a@127.0.0.1:0>"], ["Contact: <sip:a@127.0.0.1:99999>"], ["Contact: <sip:a@host.invalid>"],
    ["Contact: <sip:a@127.0.0.1:9;transport=sctp>"], ["Contact: <sips:a@127.0.0.1:9>"],
    ["Record-Route: <tel:1>"], ["Record-Route: <sip:;lr>"], ["Record-Route: <sip:127.0.0.1:0;lr>"],
    ["Record-Route: <mailto:x>", "Contact: <sip:a@127.0.0.1:9>"], ["Content-Type: application/sdp"], ["RSeq: 1"],
    ["Require: 100rel", "RSeq: 4294967295"], ["Contact: <sip:a@[::1]:5060>"], ["Server: \u{1}\u{2}\u{7f}"],
    ["Contact: <sip:a@127.0.0.1:9?Route=%3Csip:evil%3E>"], ["Retry-After: x"], ["Warning: x"],
  ]

  @Test(arguments: answers.indices, ["raw", nil]) func answersOfAllKinds(index: Int, tag: String?) async throws {
    let caller = try curious(), phone = RawPeer()
    let dialog = try await caller.calls(phone.uri)
    let invite = RawMessage(try #require(await phone.receive("INVITE")))
    for status in ["180 Ringing", "200 OK"] {
      phone.send(
        invite.response(status, tag: tag, headers: Self.answers[index], body: "not\0sdp"), to: caller.loop.port)
    }
    for datagram in Self.datagrams.suffix(6) { phone.send(bytes: datagram, to: caller.loop.port) }
    for method in ["INVITE", "UPDATE", "INFO"] {
      phone.send(
        Requests.make(
          method, from: phone, to: caller, callID: dialog.callID, cseq: 5, fromTag: "raw", toTag: dialog.localTag,
          headers: Self.answers[index], body: "\0\0"), to: caller.loop.port)
    }
    phone.send(Requests.make("OPTIONS", from: phone, to: caller), to: caller.loop.port)
    #expect(await phone.receive("SIP/2.0 200") { $0.contains("OPTIONS") } != nil)
    try await caller.run { _ in
      _ = try? dialog.request(.bye)
      dialog.destroy()
    }
    phone.send(Requests.make("OPTIONS", from: phone, to: caller), to: caller.loop.port)
    #expect(await phone.receive("SIP/2.0 200") { $0.contains("OPTIONS") } != nil)
  }

  /// Valid messages with bytes changed, lost, doubled and moved, inside dialogs and out.
  @Test func damagedMessagesAreSurvived() async throws {
    let count = ProcessInfo.processInfo.environment["SIP_FUZZ"].flatMap(Int.init) ?? 4000
    let party = try curious(), attacker = RawPeer()
    var random = SystemRandomNumberGenerator()
    let callID = SIPToken.callID()
    let dialog = try await party.calls(attacker.uri)
    let invite = RawMessage(try #require(await attacker.receive("INVITE")))
    let contact = "Contact: <\(attacker.uri)>"
    var seeds = [
      invite.response("183 Session Progress", headers: [contact], body: "v=0"),
      invite.response("200 OK", headers: [contact, "Record-Route: <sip:127.0.0.1:9;lr>"], body: "v=0"),
      invite.response("407 P", headers: ["Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\""]),
      Requests.invite(
        from: attacker, to: party, callID: callID, headers: ["Supported: 100rel, timer", "Route: <sip:x>"]),
    ]
    for method in ["ACK", "CANCEL", "BYE", "INVITE", "PRACK", "UPDATE", "REFER", "OPTIONS"] {
      seeds.append(Requests.make(method, from: attacker, to: party, callID: callID, headers: [contact]))
      seeds.append(
        Requests.make(
          method, from: attacker, to: party, callID: dialog.callID, fromTag: "raw", toTag: dialog.localTag,
          headers: [contact, "Record-Route: <sip:127.0.0.1:9;lr>"]))
    }
    for round in 0..<count {
      var bytes = Array(seeds[round % seeds.count].utf8)
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let length = min(Int.random(in: 1...20, using: &random), bytes.count - at)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1 where bytes.count > length: bytes.removeSubrange(at..<at + length)
        case 2: bytes.insert(contentsOf: bytes[at..<at + length], at: Int.random(in: 0..<bytes.count, using: &random))
        case 3: bytes[at] = Array("<>;:,\"@\r\n =?0".utf8).randomElement(using: &random) ?? 0
        default: bytes.insert(contentsOf: repeatElement(bytes[at], count: length * 10), at: at)
        }
      }
      attacker.send(bytes: bytes, to: party.loop.port)
      if round % 50 == 0 {
        let options = Requests.make("OPTIONS", from: attacker, to: party)
        attacker.send(options, to: party.loop.port)
        #expect(await attacker.receive("SIP/2.0 200") { $0.contains(RawMessage(options).branch) } != nil)
      }
      if round % 500 == 499 {
        try await party.run { party in
          _ = try? dialog.request(.invite, body: SIPBody(sdp: Party.offer))
          _ = try? dialog.acknowledge(inviteCSeq: UInt32.random(in: 0...3))
          party.dialogs.removeAll { $0 !== dialog }
        }
      }
    }
  }
}
