import Foundation
import InteropSupport
import Testing

/// What strangers send to the SIP port while a call stands.
@Suite("Strangers", .timeLimit(.minutes(2)))
struct GarbageTests {
  private static func request(_ method: String, from port: UInt16, extra: String = "", toTag: String = "") -> [UInt8] {
    Array(
      """
      \(method) sip:dana@127.0.0.1 SIP/2.0\r
      Via: SIP/2.0/UDP 127.0.0.1:\(port);branch=z9hG4bK\(method)\(port)\(UInt32.random(in: 0 ... .max))\r
      Max-Forwards: 70\r
      From: <sip:mallory@127.0.0.1>;tag=\(method)1\r
      To: <sip:dana@127.0.0.1>\(toTag)\r
      Call-ID: \(method)-\(port)@127.0.0.1\r
      CSeq: 1 \(method)\r
      Contact: <sip:mallory@127.0.0.1:\(port)>\r
      \(extra)Content-Length: 0\r
      \r

      """.utf8)
  }

  private static let malformed: [[UInt8]] = {
    var random = SeededRandom(seed: 7)
    let texts = [
      "", "\r\n\r\n", "\0", "INVITE", "INVITE\r\n\r\n", "INVITE sip:a SIP/2.0\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n",
      "SIP/2.0 999 \u{1F600}\r\nVia: x\r\nCSeq: -1 INVITE\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=\r\nFrom: <\r\nTo: >\r\nCall-ID:\r\nCSeq: x\r\n\r\n",
      "INVITE sip:a@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
        + "To: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 99999999999999999999 INVITE\r\nContent-Length: 99999\r\n\r\nv=0",
      "ACK sip:a@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKy\r\nFrom: <sip:a@b>;tag=1\r\n"
        + "To: <sip:a@b>;tag=2\r\nCall-ID: 2\r\nCSeq: 1 ACK\r\nContent-Length: -5\r\n\r\n",
      "OPTIONS sip:a@127.0.0.1 SIP/2.0\r\n" + String(repeating: "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z\r\n", count: 800)
        + "\r\n",
      "X" + String(repeating: "A", count: 60_000) + " sip:a@b SIP/2.0\r\n\r\n",
    ]
    let noise = (0..<40).map { size in (0..<(size * 31)).map { _ in UInt8.random(in: 0...255, using: &random) } }
    return texts.map { Array($0.utf8) } + noise
  }()

  @Test func disturbNoCall() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      let stranger = try UDPPort()
      for datagram in Self.malformed { stranger.send(datagram, to: stage.server.sipPort) }
      // Mutilated copies of a good message, cut and with bytes changed.
      var random = SeededRandom(seed: 11)
      let good = Self.request("INVITE", from: stranger.port)
      for length in stride(from: 1, to: good.count, by: 7) {
        var copy = Array(good[..<length])
        copy[Int.random(in: 0..<length, using: &random)] = UInt8.random(in: 0...255, using: &random)
        stranger.send(copy, to: stage.server.sipPort)
      }
      let honest = try UDPPort()
      for (method, answer) in [
        ("OPTIONS", "SIP/2.0 200"), ("REGISTER", "SIP/2.0 405"), ("SUBSCRIBE", "SIP/2.0 405"),
        // Its address is that of the trunks, so that it is nobody's number only; IncomingTests has callers from elsewhere.
        ("INVITE", "SIP/2.0 404"),
      ] {
        honest.send(Self.request(method, from: honest.port), to: stage.server.sipPort)
        let reply = try Eventually.value("an answer to \(method)", within: 5) {
          honest.receive(within: 0.5).flatMap { $0.hasPrefix("SIP/2.0 100") ? nil : $0 }
        }
        #expect(reply.hasPrefix(answer), "\(method): \(reply)")
      }
      #expect(stage.log.events.last { $0.rel == "phoneAudio" }?.state == "Connected")
      try stage.stopPhoneAudio()
      #expect(try stage.waitForDisconnected() == "The call was ended by the application.")
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }

  @Test func cannotEndACallWhoseTagsTheyDoNotKnow() async throws {
    try await onStage { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      let callID = try #require(other.messages().first?.header("Call-ID"))
      let stranger = try UDPPort()
      let bye = String(decoding: Self.request("BYE", from: stranger.port, toTag: ";tag=guessed"), as: UTF8.self)
        .replacingOccurrences(of: "BYE-\(stranger.port)@127.0.0.1", with: callID)
      stranger.send(Array(bye.utf8), to: stage.server.sipPort)
      let reply = try #require(stranger.receive(within: 5))
      #expect(reply.hasPrefix("SIP/2.0 481"), "\(reply)")
      #expect(stage.log.events.last { $0.rel == "phoneAudio" }?.state == "Connected")
      try stage.stopPhoneAudio()
      try stage.waitForDisconnected()
      try stage.expect(own, Flow.own)
      try stage.expect(other, Flow.other)
    }
  }
}
