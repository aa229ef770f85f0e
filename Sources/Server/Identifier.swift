/// Makes the ids of conversations and invitations: a moment and 40 random bits, in 16 lower-case letters and digits.
///
/// They never repeat, not even across restarts, and they grow with time, which keeps the journal's index compact: new
/// records land beside each other.
enum Identifier {
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
  /// 2026-01-01 in milliseconds since 1970: 40 bits from there last 34 years.
  private static let epoch: Int64 = 1_767_225_600_000

  /// A new id of 16 characters.
  static func make() -> String {
    let time = UInt64(bitPattern: max(0, Clock.wallMilliseconds - epoch)) & 0xFF_FFFF_FFFF
    let random = UInt64.random(in: 0..<(1 << 40))
    return String(unsafeUninitializedCapacity: 16) { buffer in
      for index in 0..<8 {
        let shift = UInt64(35 - index * 5)
        buffer[index] = alphabet[Int((time >> shift) & 31)]
        buffer[index + 8] = alphabet[Int((random >> shift) & 31)]
      }
      return 16
    }
  }
}
