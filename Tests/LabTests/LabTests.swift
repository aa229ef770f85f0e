import Glibc
import SIP
import Testing

@testable import Lab
@testable import Media

/// The lab on the wire, called as leg A (a held offer) and as leg B (no offer).
@Suite final class LabTests {
  let lab: Lab
  let caller: TestCaller

  init() throws {
    lab = try Lab()
    caller = try TestCaller(lab)
  }

  deinit {
    caller.loop.stop()
    lab.stop()
  }

  static let held = SIPBody(sdp: description(host: "0.0.0.0", port: 9, direction: "inactive"))

  static func description(host: String, port: Int, direction: String, codecs: String = "0 8 101") -> [UInt8] {
    Array(
      """
      v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 \(host)\r\nt=0 0\r\nm=audio \(port) RTP/AVP \(codecs)\r\n\
      a=rtpmap:101 telephone-event/8000\r\na=\(direction)\r\n
      """.utf8)
  }

  @Test(
    arguments: [("+14255550121", 486), ("+14255550123", 603), ("+14255550124", 404), ("+14255550220", 404)],
    [true, false])
  func refuses(row: (number: String, status: Int), isOffered: Bool) async throws {
    let leg = try await caller.invite(row.number, body: isOffered ? Self.held : nil)
    #expect(try await leg.final().status == row.status)
    #expect(leg.responses.count == 1, "nothing rings")
    #expect(lab.liveSessions == 0)
    try await eventually { lab.liveCalls == 0 }
  }

  @Test(arguments: ["+14255550120", "+14255550126", "+14255550128", "+14255550110"])
  func answersAsLegA(number: String) async throws {
    let leg = try await caller.invite(number, body: Self.held)
    let answer = try await leg.final()
    #expect(leg.responses.map(\.status) == [180, 200])
    #expect(answer.identity == "sip:\(number)@lab.contoso.test")
    #expect(answer.identityName == "Lab \(number.suffix(4))")
    #expect(answer.contact?.hasPrefix("sip:\(number)@127.0.0.1:\(lab.port)") == true)
    let audio = try #require(answer.audio)
    #expect(audio.direction == .neither && audio.codecs == [.pcmu] && audio.address == "127.0.0.1")
    #expect(audio.port % 2 == 0)
    try await leg.acknowledge(answer)
    let statistics = try #require(lab.statistics().first { $0.callID == leg.callID })
    #expect(statistics.role == .offered && statistics.isLive && statistics.number == number)
    #expect(statistics.packetsSent == 0, "nothing is sent to 0.0.0.0")
    #expect(try await leg.hangUp() == 200)
    try await expectNothingLeft()
  }

  @Test(arguments: ["+14255550120", "+14255550126", "+14255550110"])
  func answersAsLegB(number: String) async throws {
    let leg = try await caller.invite(number)
    let offer = try await leg.final()
    #expect(leg.responses.map(\.status) == [180, 200])
    let audio = try #require(offer.audio)
    #expect(audio.direction == .both && audio.codecs == [.pcmu, .pcma])
    let peer = try TestPeer()
    try await leg.acknowledge(
      offer, body: Self.description(host: "127.0.0.1", port: peer.socket.port, direction: "sendrecv", codecs: "8"))
    let packet = try await peer.packet()
    #expect(packet.payloadType == 8 && packet.payload == 12..<172)
    let statistics = try #require(lab.statistics().first { $0.callID == leg.callID })
    #expect(statistics.role == .offerless && statistics.packetsSent > 0)
    #expect(try await leg.hangUp() == 200)
    try await expectNothingLeft()
  }

  @Test(arguments: [true, false]) func neverAnswers(isOffered: Bool) async throws {
    let leg = try await caller.invite("+14255550122", body: isOffered ? Self.held : nil)
    _ = try await leg.provisional(180)
    #expect(lab.liveCalls == 1)
    try await leg.cancel()
    #expect(try await leg.final().status == 487)
    try await expectNothingLeft()
  }

  @Test(arguments: [true, false]) func isForwarded(isOffered: Bool) async throws {
    let leg = try await caller.invite("+14255550125", body: isOffered ? Self.held : nil)
    let answer = try await leg.final()
    #expect(leg.responses.map(\.status) == [181, 200])
    #expect(answer.identity == "sip:+14255550126@lab.contoso.test")
    #expect(answer.contact?.hasPrefix("sip:+14255550126@") == true)
    try await leg.acknowledge(answer, body: isOffered ? nil : Self.held.bytes)
    let statistics = try #require(lab.statistics().first)
    #expect(statistics.number == "+14255550126" && statistics.dialledNumber == "+14255550125")
    #expect(try await leg.hangUp() == 200)
    try await expectNothingLeft()
  }

  @Test(arguments: [true, false]) func hangsUp(isOffered: Bool) async throws {
    let leg = try await caller.invite("+14255550127", body: isOffered ? Self.held : nil)
    let answer = try await leg.final()
    let start = ContinuousClock.now
    try await leg.acknowledge(answer, body: isOffered ? nil : Self.held.bytes)
    try await eventually { leg.isHungUp }
    #expect(start.duration(to: .now) >= .milliseconds(1_900))
    try await expectNothingLeft()
    #expect(lab.statistics().first?.duration ?? 0 >= 1.9)
  }

  @Test func wantsAnOffer() async throws {
    let refused = try await caller.invite("+14255550128")
    #expect(try await refused.final().status == 488)
    #expect(refused.responses.count == 1)
    try await expectNothingLeft()
  }

  @Test(arguments: [true, false]) func answersWithoutRinging(isOffered: Bool) async throws {
    let leg = try await caller.invite("+14255550129", body: isOffered ? Self.held : nil)
    let answer = try await leg.final()
    #expect(leg.responses.map(\.status) == [200])
    try await leg.acknowledge(answer, body: isOffered ? nil : Self.held.bytes)
    #expect(try await leg.hangUp() == 200)
    try await expectNothingLeft()
  }

  @Test func ringsForFiveSeconds() async throws {
    let start = ContinuousClock.now
    let leg = try await caller.invite("+14255550130", body: Self.held)
    let answer = try await leg.final()
    #expect(leg.responses.map(\.status) == [180, 200])
    #expect(start.duration(to: .now) >= .milliseconds(4_900))
    try await leg.acknowledge(answer)
    #expect(try await leg.hangUp() == 200)
    try await expectNothingLeft()
  }

  @Test func playsEarlyMedia() async throws {
    let peer = try TestPeer()
    let leg = try await caller.invite(
      "+14255550131",
      body: SIPBody(sdp: Self.description(host: "127.0.0.1", port: peer.socket.port, direction: "sendrecv")))
    let early = try await leg.provisional(183)
    _ = try await peer.packet()
    #expect(leg.responses.count == 1, "audio comes before the answer")
    let answer = try await leg.final()
    #expect(leg.responses.map(\.status) == [183, 200])
    #expect(answer.body == early.body, "one offer has one answer")
    try await leg.acknowledge(answer)
    #expect(try await leg.hangUp() == 200)
    try await expectNothingLeft()
  }

  @Test func showsItsOfferEarly() async throws {
    let leg = try await caller.invite("+14255550131")
    let early = try await leg.provisional(183)
    #expect(early.audio?.direction == .both)
    let answer = try await leg.final()
    #expect(answer.body == early.body)
    try await leg.acknowledge(answer, body: Self.held.bytes)
    #expect(try await leg.hangUp() == 200)
    try await expectNothingLeft()
  }

  @Test(arguments: [
    "sip:14255550121@127.0.0.1", "sip:+14255550121@lab.contoso.test;transport=udp",
  ]) func theNumberIsInTheRequestURI(uri: String) async throws {
    #expect(try await caller.invite("+14255550120", uri: uri).final().status == 486)
  }

  @Test func aTelURIIsUnderstood() async throws {
    // Our own SIP layer sends to SIP URIs only.
    let socket = try #require(RTPSocket(host: "127.0.0.1"))
    defer { socket.close() }
    let address = try #require(SocketAddress(host: "127.0.0.1", port: lab.port))
    let request = """
      INVITE tel:+1-425-555-0121 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:\(socket.port);branch=z9hG4bK1\r\n\
      Max-Forwards: 70\r\nFrom: <sip:a@contoso.test>;tag=1\r\nTo: <tel:+1-425-555-0121>\r\n\
      Call-ID: tel-uri\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:\(socket.port)>\r\nContent-Length: 0\r\n\r\n
      """
    #expect(Array(request.utf8).withUnsafeBytes { socket.send($0, to: address) })
    var source = SocketAddress()
    var buffer = [UInt8](repeating: 0, count: 4_096)
    var text = ""
    try await eventually {
      buffer.withUnsafeMutableBytes { bytes in
        while let size = socket.receive(bytes, from: &source) {
          text = String(decoding: bytes.prefix(size), as: UTF8.self)
        }
      }
      return !text.isEmpty && !text.hasPrefix("SIP/2.0 100")
    }
    #expect(text.hasPrefix("SIP/2.0 486 "), "\(text)")
  }

  @Test func otherRequests() async throws {
    #expect(try await caller.request(.options, uri: "sip:lab.contoso.test").status == 200)
    #expect(try await caller.request(.register, uri: "sip:lab.contoso.test").status == 405)
    let leg = try await caller.invite("+14255550129", body: Self.held)
    try await leg.acknowledge(try await leg.final())
    #expect(try await leg.request(.options).status == 200)
    #expect(try await leg.request(.info).status == 405)
    #expect(try await leg.request(.update).status == 200)
    #expect(try await leg.hangUp() == 200)
    try await expectNothingLeft()
  }

  @Test func unusableDescriptions() async throws {
    let video = SIPBody(sdp: Array("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 4 RTP/AVP 99\r\n".utf8))
    #expect(try await caller.invite("+14255550120", body: video).final().status == 488)
    let leg = try await caller.invite("+14255550129", body: Self.held)
    try await leg.acknowledge(try await leg.final())
    #expect(try await leg.request(.invite, body: video).status == 488)
    #expect(try await leg.request(.options).status == 200, "the call goes on")
    #expect(try await leg.hangUp() == 200)
    try await expectNothingLeft()
  }

  @Test func aCallerThatHangsUpWhileItRings() async throws {
    let leg = try await caller.invite("+14255550122", body: Self.held)
    _ = try await leg.provisional(180)
    try await leg.forget()
    try await expectNothingLeft()
  }

  @Test func stoppingHangsUpEverywhere() async throws {
    let own = try Lab()
    let caller = try TestCaller(own)
    defer { caller.loop.stop() }
    let up = try await caller.invite("+14255550129", body: Self.held)
    try await up.acknowledge(try await up.final())
    let ringing = try await caller.invite("+14255550122", body: Self.held)
    _ = try await ringing.provisional(180)
    try await eventually { own.liveCalls == 2 }
    own.stop()
    #expect(own.liveCalls == 0 && own.liveSessions == 0)
    try await eventually { up.isHungUp }
    #expect(try await ringing.final().status == 480)
    own.stop()
  }

  @Test func aPortThatIsTaken() {
    do {
      _ = try Lab(port: lab.port)
      Issue.record("two labs on one port")
    } catch {
      #expect(error == .sip(.addressInUse(host: "127.0.0.1", port: lab.port)))
    }
  }

  /// All that calls take is given back.
  func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await eventually(
      { lab.liveCalls == 0 && lab.liveSessions == 0 }, sourceLocation: sourceLocation)
    var legs = 1
    for _ in 0..<2_000 where legs != 0 {
      legs = await lab.sipStatistics().legs
      if legs != 0 { try await Task.sleep(for: .milliseconds(5)) }
    }
    #expect(legs == 0, sourceLocation: sourceLocation)
  }
}
