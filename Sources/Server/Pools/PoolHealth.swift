/// Whether a pool can be reached, from a row of attempts: one that fails now and then neither goes nor comes.
struct PoolHealth: Sendable, Equatable {
  /// Attempts in a row that make a pool that was up one that is down.
  static let failuresUntilDown = 3
  /// Attempts in a row that make a pool that was down one that is up.
  static let successesUntilUp = 2

  /// Whether clients are sent there. A pool is taken to be up until attempts have shown otherwise.
  private(set) var isUp = true
  /// Attempts in a row that speak against it.
  private var contrary = 0

  /// Takes the end of an attempt; whether the pool has gone or come by it.
  mutating func attempted(succeeded: Bool) -> Bool {
    guard succeeded != isUp else {
      contrary = 0
      return false
    }
    contrary += 1
    guard contrary >= (isUp ? Self.failuresUntilDown : Self.successesUntilUp) else { return false }
    isUp = succeeded
    contrary = 0
    return true
  }
}
