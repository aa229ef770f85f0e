/// A key pressed on a telephone, as a packet of RFC 4733, section 2.3 carries it.
public struct TelephoneEvent: Sendable, Equatable {
  /// The key: `0` to `9`, `*`, `#`, `A` to `D`.
  public var key: Character
  /// Whether the key was let go.
  public var isEnd: Bool
  /// How long it has been pressed, in units of the clock (1/8000 s).
  public var duration: UInt16

  /// Bytes of an event.
  static let size = 4
  private static let keys = Array("0123456789*#ABCD")

  /// An event from its parts; nil if there is no such key.
  public init?(key: Character, isEnd: Bool, duration: UInt16) {
    guard Self.keys.contains(key) else { return nil }
    self.key = key
    self.isEnd = isEnd
    self.duration = duration
  }

  /// Reads the payload of a packet; nil if it is too short or the event is none of a telephone's keys.
  public init?(_ payload: UnsafeRawBufferPointer) {
    guard payload.count >= Self.size, Int(payload[0]) < Self.keys.count else { return nil }
    key = Self.keys[Int(payload[0])]
    isEnd = payload[1] & 0x80 != 0
    duration = UInt16(payload[2]) << 8 | UInt16(payload[3])
  }

  /// The payload of a packet, at a volume of -10 dBm0.
  public var payload: [UInt8] {
    let code = Self.keys.firstIndex(of: key) ?? 0
    return [UInt8(code), (isEnd ? 0x80 : 0) | 10, UInt8(duration >> 8), UInt8(duration & 0xFF)]
  }
}

/// Makes one key of the many packets that tell of it: all of them have the timestamp at which the key was pressed
/// (RFC 4733, section 2.5.1.2), and the last one is sent three times.
public struct TelephoneEventReception: Sendable {
  private var last: (ssrc: UInt32, timestamp: UInt32)?

  /// Nothing received yet.
  public init() {}

  /// The key, if the packet is the first that tells of it; nil for one that was told of, or no key.
  public mutating func take(_ packet: RTPPacket, in datagram: UnsafeRawBufferPointer) -> Character? {
    guard let event = TelephoneEvent(UnsafeRawBufferPointer(rebasing: datagram[packet.payload])) else { return nil }
    if let last, last.ssrc == packet.ssrc {
      // A packet that was overtaken by those of a later key must not press its own key again.
      guard Int32(bitPattern: packet.timestamp &- last.timestamp) > 0 else { return nil }
    }
    last = (packet.ssrc, packet.timestamp)
    return event.key
  }
}
