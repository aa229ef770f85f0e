import Glibc
import Testing

@testable import Lab
@testable import Media

@Suite struct RTPTests {
  @Test(arguments: G711.allCases) func companding(codec: G711) {
    for sample in stride(from: -32_768, through: 32_767, by: 37) {
      let sample = Int16(sample)
      let back = codec.decode(codec.encode(sample))
      // A step of the largest segment is 1,024 wide; small values must come back almost as they were.
      let allowed = max(16, Int(sample.magnitude) / 16)
      #expect(abs(Int(back) - Int(sample)) <= allowed, "\(codec) \(sample) came back as \(back)")
    }
    // Each byte is the code of its own value; only µ-law has a negative zero.
    for byte in UInt8.min...UInt8.max where !(codec == .pcmu && byte == 0x7F) {
      #expect(codec.encode(codec.decode(byte)) == byte)
    }
  }

  @Test func knownValuesOfG711() {
    #expect(G711.pcmu.encode(0) == 0xFF)
    #expect(G711.pcmu.encode(.max) == 0x80)
    #expect(G711.pcmu.encode(.min) == 0x00)
    #expect(G711.pcma.encode(0) == 0xD5)
    #expect(G711.pcma.encode(.max) == 0xAA)
    #expect(G711.pcma.encode(.min) == 0x2A)
  }

  @Test(arguments: [0, 1, 20, 31, 99], G711.allCases) func aToneIsRecognised(phone: Int, codec: G711) {
    let frequency = 400 + 20 * phone
    let tone = Tone.make(frequency, codec)
    var meter = ToneMeter()
    #expect(meter.dominantFrequency == nil)
    for packet in 0..<3 {
      let start = packet * Tone.packet % Tone.turn
      tone.bytes.withUnsafeBytes {
        meter.take(UnsafeRawBufferPointer(rebasing: $0[start..<start + Tone.packet]), codec)
      }
    }
    #expect(meter.dominantFrequency == frequency)
  }

  @Test func silenceAndNoiseAreNoTone() {
    var meter = ToneMeter()
    let silence = [UInt8](repeating: G711.pcmu.encode(0), count: Tone.turn)
    silence.withUnsafeBytes { meter.take($0, .pcmu) }
    #expect(meter.dominantFrequency == nil)
    var generator = SystemRandomNumberGenerator()
    let noise = (0..<Tone.turn).map { _ in G711.pcmu.encode(Int16.random(in: -8_000...8_000, using: &generator)) }
    noise.withUnsafeBytes { meter.take($0, .pcmu) }
    #expect(meter.dominantFrequency == nil)
  }

  @Test func packetRoundTrip() throws {
    var bytes = [UInt8](repeating: 1, count: 172)
    let header = RTPPacket(payloadType: 8, marker: true, sequence: 65_535, timestamp: 0xDEAD_BEEF, ssrc: 0x0102_0304)
    bytes.withUnsafeMutableBytes { header.write(to: $0) }
    let read = try #require(bytes.withUnsafeBytes { RTPPacket($0) })
    #expect(read.payloadType == 8 && read.marker && read.sequence == 65_535)
    #expect(read.timestamp == 0xDEAD_BEEF && read.ssrc == 0x0102_0304 && read.payload == 12..<172)
  }

  @Test func malformedPackets() {
    func read(_ bytes: [UInt8]) -> RTPPacket? { bytes.withUnsafeBytes { RTPPacket($0) } }
    let good: [UInt8] = [0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7, 7]
    #expect(read(good)?.payload == 12..<14)
    #expect(read([]) == nil)
    #expect(read(Array(good.prefix(11))) == nil)
    #expect(read([0x40] + good.dropFirst()) == nil, "version 1")
    #expect(read([0x8F] + good.dropFirst()) == nil, "15 contributing sources, none there")
    #expect(read([0x90] + good.dropFirst()) == nil, "an extension that is not there")
    #expect(read([0x90] + good.dropFirst().prefix(11) + [0, 0, 0xFF, 0xFF]) == nil, "an extension that is cut off")
    #expect(read([0x90] + good.dropFirst().prefix(11) + [0, 0, 0, 0, 5])?.payload == 16..<17)
    #expect(read([0xA0] + good.dropFirst().dropLast() + [0]) == nil, "padding of nothing")
    #expect(read([0xA0] + good.dropFirst().dropLast() + [3]) == nil, "padding into the header")
    #expect(read([0xA0] + good.dropFirst().dropLast() + [1])?.payload == 12..<13)
    for _ in 0..<2_000 {
      _ = read((0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255) })
    }
  }

  @Test func lossIsCountedBySequence() {
    var reception = RTPReception()
    for sequence in [65_533, 65_534, 0, 1, 65_535, 3] as [UInt16] {
      #expect(reception.take(ssrc: 9, sequence: sequence) == true)
    }
    #expect(reception.received == 6)
    #expect(reception.lost == 1, "2 is missing; 65535 only came late")
    reception.pause()
    #expect(reception.take(ssrc: 9, sequence: 500) == true)
    #expect(reception.lost == 1, "numbers that passed during a pause are not loss")
  }

  @Test func aStrayDatagramDoesNotReplaceTheSource() {
    var reception = RTPReception()
    #expect(reception.take(ssrc: 1, sequence: 100) == true)
    #expect(reception.take(ssrc: 2, sequence: 7) == false)
    #expect(reception.take(ssrc: 1, sequence: 101) == true)
    #expect(reception.received == 2 && reception.lost == 0)
    #expect(reception.take(ssrc: 2, sequence: 8) == false)
    #expect(reception.take(ssrc: 2, sequence: 9) == true, "two in a row are a new source")
    #expect(reception.received == 3 && reception.lost == 0)
  }

  @Test func twoSessionsHearEachOther() async throws {
    let media = try #require(MediaThread())
    defer { media.stop() }
    let one = try #require(RTPSession(host: "127.0.0.1", frequency: 500))
    let two = try #require(RTPSession(host: "127.0.0.1", frequency: 780))
    #expect(one.port % 2 == 0 && two.port % 2 == 0)
    for (session, peer) in [(one, two), (two, one)] {
      session.agree(
        RTPSession.Agreement(
          codec: .pcma, remote: SocketAddress(host: "127.0.0.1", port: peer.port), sends: true, receives: true))
      media.add(session)
    }
    try await eventually { one.counts.received >= 20 && two.counts.received >= 20 }
    #expect(one.counts.heard == 780)
    #expect(two.counts.heard == 500)
    #expect(one.counts.lost == 0 && two.counts.lost == 0)
    media.remove(one)
    media.remove(two)
    #expect(media.count == 0)
  }

  @Test(arguments: [("0.0.0.0", 4_000), ("127.0.0.1", 9), ("127.0.0.1", 0), ("::", 4_000)])
  func nothingGoesToAnAddressThatStandsForNone(host: String, port: Int) throws {
    #expect(try #require(SocketAddress(host: host, port: port)).isReachable == false)
  }

  @Test func addresses() throws {
    #expect(SocketAddress(host: "lab.contoso.test", port: 1) == nil)
    #expect(SocketAddress(host: "127.0.0.1", port: 65_536) == nil)
    let one = try #require(SocketAddress(host: "::1", port: 4_000))
    #expect(one.isReachable && one.port == 4_000)
    #expect(one.hasSameHost(as: try #require(SocketAddress(host: "::1", port: 2))))
    #expect(!one.hasSameHost(as: try #require(SocketAddress(host: "127.0.0.1", port: 4_000))))
  }
}
