/// Slows password guessing down: a quarter of the allowed failures is free, since people mistype; then each costs a
/// growing delay; at the limit the name or the address is locked out for a time.
///
/// Names are counted whether or not a user has them, so that a refusal tells nothing. Nothing waits here: an attempt
/// that comes too early is refused with the seconds left. Both tables are bounded; when one is full, what is least
/// dangerous gives way.
public struct SignInGuard: Sendable {
  /// What is allowed.
  public struct Limits: Sendable, Equatable {
    /// Failures of a name after which it is locked out. Default 20.
    public var failuresPerName = 20
    /// Failures from an address after which it is locked out. Default 200.
    public var failuresPerAddress = 200
    /// Seconds of a lock-out, and after the last failure until all are forgotten. Default 900.
    public var lockout = 900
    /// Entries of each table. Default 10000.
    public var capacity = 10_000

    /// The defaults.
    public init() {}
  }

  /// Longest delay before a lock-out, in seconds.
  public static let longestDelay = 60

  private struct Entry: Sendable {
    var failures = 0
    var last: Instant
    var blockedUntil: Instant
  }

  private let limits: Limits
  private var names: [String: Entry] = [:]
  private var addresses: [String: Entry] = [:]

  /// Nobody has failed yet.
  public init(_ limits: Limits = Limits()) { self.limits = limits }

  /// Names and addresses that are remembered.
  public var count: Int { names.count + addresses.count }

  /// Seconds until an attempt may be made, at least 1; nil if it may be made now.
  public func delay(name: String, address: String, now: Instant) -> Int? {
    let until = [names[name], addresses[address]].compactMap { $0?.blockedUntil }.max()
    guard let until, until > now else { return nil }
    return Int((until.milliseconds(since: now) + 999) / 1000)
  }

  /// Notes that a password was wrong.
  public mutating func failed(name: String, address: String, now: Instant) {
    note(name, in: \.names, limit: limits.failuresPerName, now)
    note(address, in: \.addresses, limit: limits.failuresPerAddress, now)
  }

  /// Forgets the failures of a name. Those of the address stay, or one good account would open the way to guess others.
  public mutating func succeeded(name: String) { names[name] = nil }

  private mutating func note(
    _ key: String, in table: WritableKeyPath<SignInGuard, [String: Entry]>, limit: Int, _ now: Instant
  ) {
    var entry = self[keyPath: table][key] ?? Entry(last: now, blockedUntil: now)
    if isOver(entry, now) { entry = Entry(last: now, blockedUntil: now) }
    entry.failures += 1
    entry.last = now
    entry.blockedUntil = max(entry.blockedUntil, now.adding(seconds: delay(after: entry.failures, limit: limit)))
    if self[keyPath: table][key] == nil, self[keyPath: table].count >= limits.capacity { makeRoom(in: table, now) }
    self[keyPath: table][key] = entry
  }

  private func delay(after failures: Int, limit: Int) -> Int {
    if failures >= limit { return limits.lockout }
    let beyond = failures - limit / 4
    return beyond <= 0 ? 0 : min(Self.longestDelay, 1 << min(beyond - 1, 30))
  }

  private func isOver(_ entry: Entry, _ now: Instant) -> Bool {
    now.milliseconds(since: entry.last) >= Int64(limits.lockout) * 1000 && entry.blockedUntil <= now
  }

  private mutating func makeRoom(in table: WritableKeyPath<SignInGuard, [String: Entry]>, _ now: Instant) {
    let kept = self[keyPath: table].filter { !isOver($0.value, now) }
    self[keyPath: table] = kept
    guard kept.count >= limits.capacity else { return }
    // A flood of names that fail once must not wash out one that is being guessed.
    let harmless = kept.min {
      ($0.value.failures, $0.value.last) < ($1.value.failures, $1.value.last)
    }
    if let harmless { self[keyPath: table][harmless.key] = nil }
  }
}
