/// The two companded codecs of ITU-T G.711, 8,000 samples a second, one byte each.
public enum G711: UInt8, Sendable, Equatable, CaseIterable {
  /// µ-law; the raw value is its static RTP payload type (RFC 3551, table 4).
  case pcmu = 0
  /// A-law.
  case pcma = 8

  /// Samples a second.
  public static let sampleRate = 8_000
  /// Samples, and bytes, in a packet of 20 ms.
  public static let packet = 160

  /// Name in `a=rtpmap`.
  public var name: String { self == .pcmu ? "PCMU" : "PCMA" }

  /// Compands a 16-bit linear sample.
  public func encode(_ sample: Int16) -> UInt8 { self == .pcmu ? Self.muLaw(sample) : Self.aLaw(sample) }

  /// The 16-bit linear sample a byte stands for.
  public func decode(_ byte: UInt8) -> Int16 { (self == .pcmu ? Self.muLawTable : Self.aLawTable)[Int(byte)] }

  private static func muLaw(_ sample: Int16) -> UInt8 {
    // The bias makes every segment start at a power of two, and the clip keeps the biased value in 15 bits.
    let magnitude = min(Int(sample.magnitude), 32_635) + 132
    let segment = magnitude.bitWidth - magnitude.leadingZeroBitCount - 8
    let step = (magnitude >> (segment + 3)) & 0x0F
    return ~UInt8((sample < 0 ? 0x80 : 0) | segment << 4 | step)
  }

  private static func aLaw(_ sample: Int16) -> UInt8 {
    // A-law has no negative zero: -1 belongs to the first negative step, as the complement gives it.
    let magnitude = Int(sample < 0 ? ~sample : sample) >> 4
    let segment = magnitude < 16 ? 0 : magnitude.bitWidth - magnitude.leadingZeroBitCount - 4
    let step = (segment < 2 ? magnitude : magnitude >> (segment - 1)) & 0x0F
    return UInt8((sample < 0 ? 0 : 0x80) | segment << 4 | step) ^ 0x55
  }

  private static let muLawTable: [Int16] = (0..<256).map { value in
    let byte = ~UInt8(value)
    let magnitude = ((Int(byte & 0x0F) << 3) + 132) << Int((byte >> 4) & 7) - 132
    return Int16(byte & 0x80 == 0 ? magnitude : -magnitude)
  }

  private static let aLawTable: [Int16] = (0..<256).map { value in
    let byte = UInt8(value) ^ 0x55
    let segment = Int((byte >> 4) & 7)
    let step = Int(byte & 0x0F) << 4 + 8
    let magnitude = segment == 0 ? step : (step + 256) << (segment - 1)
    return Int16(byte & 0x80 == 0 ? -magnitude : magnitude)
  }
}
