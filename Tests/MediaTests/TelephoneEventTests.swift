import Testing

@testable import Media

@Suite struct TelephoneEventTests {
  /// A packet that tells of a key.
  static func datagram(
    _ key: Character, timestamp: UInt32, sequence: UInt16 = 1, isEnd: Bool = false, ssrc: UInt32 = 9,
    payloadType: UInt8 = 101
  ) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: RTPPacket.headerSize)
    let header = RTPPacket(
      payloadType: payloadType, marker: false, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
    bytes.withUnsafeMutableBytes { header.write(to: $0) }
    return bytes + (try #require(TelephoneEvent(key: key, isEnd: isEnd, duration: 800)).payload)
  }

  private static func take(_ reception: inout TelephoneEventReception, _ bytes: [UInt8]) -> Character? {
    bytes.withUnsafeBytes { bytes in
      RTPPacket(bytes).flatMap { reception.take($0, in: bytes) }
    }
  }

  @Test(arguments: "0123456789*#ABCD") func everyKey(key: Character) throws {
    let event = try #require(TelephoneEvent(key: key, isEnd: true, duration: 1_600))
    let read = try #require(event.payload.withUnsafeBytes { TelephoneEvent($0) })
    #expect(read == event)
  }

  @Test func whatIsNoKey() {
    #expect(TelephoneEvent(key: "E", isEnd: false, duration: 0) == nil)
    for payload in [[], [1], [1, 0, 0], [16, 0, 0, 1], [255, 0x80, 0, 1]] as [[UInt8]] {
      #expect(payload.withUnsafeBytes { TelephoneEvent($0) } == nil)
    }
    #expect(([5, 0x8A, 3, 32, 99] as [UInt8]).withUnsafeBytes { TelephoneEvent($0) }?.key == "5", "more behind it")
  }

  @Test func aKeyIsToldOfOnce() throws {
    var reception = TelephoneEventReception()
    #expect(Self.take(&reception, try Self.datagram("1", timestamp: 1_000)) == "1")
    for isEnd in [false, true, true, true] {
      #expect(Self.take(&reception, try Self.datagram("1", timestamp: 1_000, isEnd: isEnd)) == nil)
    }
    #expect(Self.take(&reception, try Self.datagram("1", timestamp: 9_000)) == "1", "pressed again")
  }

  @Test func anOvertakenPacketPressesNothing() throws {
    var reception = TelephoneEventReception()
    #expect(Self.take(&reception, try Self.datagram("4", timestamp: 0xFFFF_FF00)) == "4")
    #expect(Self.take(&reception, try Self.datagram("2", timestamp: 0x100)) == "2", "the clock turned over")
    #expect(Self.take(&reception, try Self.datagram("4", timestamp: 0xFFFF_FF00, isEnd: true)) == nil)
  }

  @Test func aLostBeginningIsMadeUpByTheEnd() throws {
    var reception = TelephoneEventReception()
    #expect(Self.take(&reception, try Self.datagram("#", timestamp: 5, isEnd: true)) == "#")
  }

  @Test func anotherSenderBeginsAnew() throws {
    var reception = TelephoneEventReception()
    #expect(Self.take(&reception, try Self.datagram("4", timestamp: 50_000)) == "4")
    #expect(Self.take(&reception, try Self.datagram("5", timestamp: 10, ssrc: 77)) == "5")
  }
}
