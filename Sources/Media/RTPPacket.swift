/// The fixed header of an RTP packet (RFC 3550, section 5.1) and where its payload lies.
public struct RTPPacket: Sendable, Equatable {
  /// What the payload is.
  public var payloadType: UInt8
  /// Whether it is the first packet after silence (RFC 3551, section 4.1), or of a telephone event.
  public var marker: Bool
  /// Grows by one with each packet.
  public var sequence: UInt16
  /// Instant of the first sample, in units of the clock.
  public var timestamp: UInt32
  /// Names the sender.
  public var ssrc: UInt32
  /// Offsets of the payload in the datagram.
  public var payload: Range<Int>

  /// Bytes of a header without contributing sources and extension.
  public static let headerSize = 12

  /// Reads a datagram; nil if it is not version 2, or if a length inside it points outside.
  public init?(_ datagram: UnsafeRawBufferPointer) {
    guard datagram.count >= Self.headerSize, datagram[0] >> 6 == 2 else { return nil }
    func word(_ offset: Int) -> UInt32 {
      UInt32(datagram[offset]) << 24 | UInt32(datagram[offset + 1]) << 16 | UInt32(datagram[offset + 2]) << 8
        | UInt32(datagram[offset + 3])
    }
    var start = Self.headerSize + 4 * Int(datagram[0] & 0x0F)
    if datagram[0] & 0x10 != 0 {
      guard datagram.count >= start + 4 else { return nil }
      start += 4 + 4 * Int(word(start) & 0xFFFF)
    }
    var end = datagram.count
    if datagram[0] & 0x20 != 0 {
      let padding = Int(datagram[end - 1])
      guard padding > 0 else { return nil }
      end -= padding
    }
    guard start <= end else { return nil }
    payloadType = datagram[1] & 0x7F
    marker = datagram[1] & 0x80 != 0
    sequence = UInt16(truncatingIfNeeded: word(0))
    timestamp = word(4)
    ssrc = word(8)
    payload = start..<end
  }

  /// A header of its own, without contributing sources and extension.
  public init(payloadType: UInt8, marker: Bool, sequence: UInt16, timestamp: UInt32, ssrc: UInt32) {
    self.payloadType = payloadType
    self.marker = marker
    self.sequence = sequence
    self.timestamp = timestamp
    self.ssrc = ssrc
    payload = Self.headerSize..<Self.headerSize
  }

  /// Writes the header to the start of a datagram of at least `headerSize` bytes.
  public func write(to datagram: UnsafeMutableRawBufferPointer) {
    datagram[0] = 0x80
    datagram[1] = payloadType | (marker ? 0x80 : 0)
    datagram.storeBytes(of: sequence.bigEndian, toByteOffset: 2, as: UInt16.self)
    datagram.storeBytes(of: timestamp.bigEndian, toByteOffset: 4, as: UInt32.self)
    datagram.storeBytes(of: ssrc.bigEndian, toByteOffset: 8, as: UInt32.self)
  }
}
