/// 128 bits that tell contents apart; the same in every process, so it may be stored.
///
/// It guards against mistakes only: two different contents with the same fingerprint can be made on purpose.
public struct Fingerprint: Sendable, Hashable {
  /// The first half.
  public private(set) var high: UInt64
  /// The second half.
  public private(set) var low: UInt64

  /// The fingerprint of nothing.
  public init() {
    high = 0xCBF2_9CE4_8422_2325
    low = 0x6C62_272E_07BB_0142
  }

  /// A fingerprint that was stored.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Adds a text; where one text ends and the next begins counts.
  public mutating func add(_ text: String) { add(Array(text.utf8)) }

  /// Adds bytes; where they end counts.
  public mutating func add(_ bytes: [UInt8]) {
    for byte in bytes { mix(byte) }
    var length = UInt64(bytes.count)
    repeat {
      mix(UInt8(truncatingIfNeeded: length))
      length >>= 8
    } while length > 0
    mix(0xFF)
  }

  // FNV-1a (Fowler, Noll, Vo), with a second lane that differs in start and rotation.
  private mutating func mix(_ byte: UInt8) {
    high = (high ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    low = ((low << 7 | low >> 57) ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }
}
