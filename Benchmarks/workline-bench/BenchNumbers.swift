/// Fictitious numbers (NANP 555-01xx), 3,000 for the users' own phones so that a number tells its call as long as
/// fewer are under way, and 100 for the other side.
enum BenchNumbers {
  private static let areaCodes: [UInt64] = [
    206, 253, 360, 425, 509, 503, 541, 971, 213, 310, 323, 408, 415, 510, 530, 559, 619, 626, 650, 707, 714, 760, 805,
    818, 831, 858, 909, 916, 925, 949,
  ]

  /// How many calls in a row have numbers of their own.
  static let distinct = areaCodes.count * 100

  /// Matches the other side's numbers, and none of the users' own.
  static let otherPattern = #"\+1212555\d+"#

  /// The digits of the own phone of a call.
  static func own(_ index: Int) -> UInt64 {
    let slot = index % distinct
    return 10_000_000_000 + areaCodes[slot / 100] * 10_000_000 + 5_550_100 + UInt64(slot % 100)
  }

  /// The digits of the other side of a call.
  static func other(_ index: Int) -> UInt64 { 12_125_550_100 + UInt64(index % 100) }
}
