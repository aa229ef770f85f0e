import Testing

@testable import SIP

@Suite struct AuthenticationTests {
  static let credentials = SIPCredentials(username: "dana", password: "secret")

  private func invite(_ caller: Party, _ phone: RawPeer) async throws -> SIPDialog {
    try await caller.run { party in
      let dialog = try SIPDialog(on: party.loop, local: "<sip:work@contoso.test>", remote: "<\(phone.uri)>")
      party.clients.append(
        try dialog.request(
          .invite, body: SIPBody(sdp: Party.offer), branch: "z9hG4bKchosen", credentials: Self.credentials))
      return dialog
    }
  }

  @Test(arguments: ["WWW-Authenticate", "Proxy-Authenticate"]) func challengeIsAnswered(header: String) async throws {
    let caller = try Party(), phone = RawPeer()
    caller.acknowledges()
    let dialog = try await invite(caller, phone)
    let first = RawMessage(try #require(await phone.receive("INVITE")))
    #expect(first.branch == "z9hG4bKchosen")
    let status = header.hasPrefix("WWW") ? "401 Unauthorized" : "407 Proxy Authentication Required"
    let challenge = "\(header): Digest realm=\"contoso.test\", nonce=\"n1\", algorithm=MD5, qop=\"auth\""
    phone.send(first.response(status, headers: [challenge]), to: caller.loop.port)
    #expect(await phone.receive("ACK") != nil)
    let second = RawMessage(try #require(await phone.receive("INVITE")))
    #expect(second.cseq == first.cseq + 1)
    #expect(second.branch == "z9hG4bKchosen.1")
    #expect(second.value("From") == first.value("From"))
    #expect(second.value("Call-ID") == first.value("Call-ID"))
    #expect(second.text.hasSuffix(String(decoding: Party.offer, as: UTF8.self)))
    let answer = second.value(header.hasPrefix("WWW") ? "Authorization" : "Proxy-Authorization")
    #expect(answer.contains("username=\"dana\"") && answer.contains("qop=auth"))
    phone.send(second.response("200 OK", headers: ["Contact: <\(phone.uri)>"]), to: caller.loop.port)
    let ack = RawMessage(try #require(await phone.receive("ACK")))
    #expect(ack.cseq == second.cseq)
    #expect(ack.text.contains("uthorization: Digest"))
    #expect(try await caller.run { $0.clients[0].cseq } == UInt32(second.cseq))
    #expect(caller.events.count == 1)
    try await caller.run { _ in dialog.destroy() }
  }

  @Test func wrongPasswordIsAFinalAnswerOnce() async throws {
    let caller = try Party(), phone = RawPeer()
    _ = try await invite(caller, phone)
    for nonce in ["n1", "n2"] {
      let request = RawMessage(try #require(await phone.receive("INVITE")))
      phone.send(
        request.response(
          "407 Proxy Authentication Required",
          headers: ["Proxy-Authenticate: Digest realm=\"contoso.test\", nonce=\"\(nonce)\""]), to: caller.loop.port)
      #expect(await phone.receive("ACK") != nil)
    }
    #expect(await caller.sees(.response(.invite, 407, local: false, tag: "raw")))
    #expect(phone.waiting("INVITE") == 0)
    #expect(caller.events.count == 1)
  }

  @Test func staleNonceIsAnsweredAgainButNotForEver() async throws {
    let caller = try Party(), phone = RawPeer()
    _ = try await invite(caller, phone)
    var attempts = 0
    while let text = await phone.receive("INVITE", within: attempts < 5 ? 5 : 0.3) {
      attempts += 1
      let stale = attempts > 1 ? ", stale=true" : ""
      phone.send(
        RawMessage(text).response(
          "401 Unauthorized",
          headers: ["WWW-Authenticate: Digest realm=\"contoso.test\", nonce=\"n\(attempts)\"\(stale)"]),
        to: caller.loop.port)
    }
    #expect(attempts == 5)
    #expect(await caller.sees(.invite, 401))
  }

  @Test func unknownAlgorithmsAreAFinalAnswer() async throws {
    let caller = try Party(), phone = RawPeer()
    _ = try await invite(caller, phone)
    let request = RawMessage(try #require(await phone.receive("INVITE")))
    let headers = ["Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256", "Bearer realm=\"r\"", "Digest", ","].map {
      "WWW-Authenticate: \($0)"
    }
    phone.send(request.response("401 Unauthorized", headers: headers), to: caller.loop.port)
    #expect(await caller.sees(.invite, 401))
  }

  @Test func aBetterKnownAlgorithmBesideAnUnknownOneIsUsed() async throws {
    let caller = try Party(), phone = RawPeer()
    _ = try await invite(caller, phone)
    let request = RawMessage(try #require(await phone.receive("INVITE")))
    let headers = [
      "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256",
      "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=MD5",
    ]
    phone.send(request.response("401 Unauthorized", headers: headers), to: caller.loop.port)
    #expect(await phone.receive("INVITE") { $0.contains("Authorization: Digest") } != nil)
  }

  @Test func passwordsAreNotPrinted() {
    #expect(!"\(Self.credentials)".contains("secret"))
    #expect(!String(reflecting: Self.credentials).contains("secret"))
  }
}
