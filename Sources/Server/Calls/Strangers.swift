/// Counts requests from unknown sources that were refused, so that a flood of them makes one line in ten seconds.
struct Strangers {
  /// What there was since the last line.
  struct Count: Equatable {
    var requests = 0
    /// Those of them that came with a wrong name or password.
    var wrongCredentials = 0
  }

  private var count = Count()
  private var last: Int64?

  /// Milliseconds between two lines.
  static let interval: Int64 = 10_000

  /// Counts one more.
  ///
  /// - Parameter now: Milliseconds of any clock that does not go back.
  /// - Returns: How many there were since the last line, if one is due.
  mutating func add(now: Int64, wrongCredentials: Bool = false) -> Count? {
    count.requests += 1
    if wrongCredentials { count.wrongCredentials += 1 }
    if let last, now - last < Self.interval { return nil }
    defer { count = Count() }
    last = now
    return count
  }
}
