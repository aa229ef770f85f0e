import SIP

/// How many answers go to addresses that are not known. Whoever forges his address makes the server answer somebody
/// else: so there are few answers, altogether and for each address, and what is beyond them is dropped.
///
/// Pure; time is milliseconds of a clock that does not go back. Memory is bounded by ``mostSources`` and
/// ``mostTrusted``: an address is kept until its answers are his again, some seconds.
struct StrangerBudget {
  /// Answers per second, and how many may be saved up.
  struct Rate {
    let perSecond: Double
    let burst: Double
  }

  /// To all strangers together, but for the trusted ones.
  static let altogether = Rate(perSecond: 50, burst: 50)
  /// To one address.
  static let each = Rate(perSecond: 10, burst: 20)
  /// To an address from which somebody has called with credentials.
  static let trusted = Rate(perSecond: 100, burst: 100)
  /// How many answers wrong credentials cost the address they come from.
  static let wrongCredentials = 5.0
  /// Addresses that are kept because they have had an answer.
  static let mostSources = 1_024
  /// Addresses that are trusted; with more the one that was heard last the longest ago is forgotten.
  static let mostTrusted = 64

  private struct Bucket {
    var tokens: Double
    var last: Int64

    init(_ rate: Rate, now: Int64) {
      tokens = rate.burst
      last = now
    }

    mutating func fill(_ rate: Rate, now: Int64) {
      tokens = min(rate.burst, tokens + Double(max(0, now - last)) / 1_000 * rate.perSecond)
      last = max(last, now)
    }

    func isFull(_ rate: Rate, now: Int64) -> Bool {
      var later = self
      later.fill(rate, now: now)
      return later.tokens >= rate.burst
    }
  }

  private var everybody = Bucket(altogether, now: 0)
  private var sources: [SIPAddress: Bucket] = [:]
  private var known: [SIPAddress: Bucket] = [:]

  /// Addresses that are kept.
  var count: Int { sources.count + known.count }

  /// Whether an answer may go there; if so it is counted.
  mutating func spend(_ source: SIPAddress, now: Int64) -> Bool {
    let source = source.network
    if var bucket = known[source] {
      bucket.fill(Self.trusted, now: now)
      defer { known[source] = bucket }
      guard bucket.tokens >= 1 else { return false }
      bucket.tokens -= 1
      return true
    }
    everybody.fill(Self.altogether, now: now)
    guard everybody.tokens >= 1, var bucket = bucket(source, now: now), bucket.tokens >= 1 else { return false }
    everybody.tokens -= 1
    bucket.tokens -= 1
    sources[source] = bucket
    return true
  }

  /// Whether credentials from there are looked at: not after too many wrong ones.
  mutating func looksAt(_ source: SIPAddress, now: Int64) -> Bool {
    if known[source.network] != nil { return true }
    return (bucket(source.network, now: now)?.tokens ?? 0) >= 1
  }

  /// Credentials from there were wrong.
  mutating func failed(_ source: SIPAddress, now: Int64) {
    let source = source.network
    known[source] = nil
    guard var bucket = bucket(source, now: now) else { return }
    bucket.tokens -= Self.wrongCredentials
    sources[source] = bucket
  }

  /// Credentials from there were right.
  mutating func succeeded(_ source: SIPAddress, now: Int64) {
    let source = source.network
    sources[source] = nil
    if var bucket = known[source] {
      bucket.fill(Self.trusted, now: now)
      known[source] = bucket
      return
    }
    if known.count >= Self.mostTrusted, let oldest = known.min(by: { $0.value.last < $1.value.last }) {
      known[oldest.key] = nil
    }
    known[source] = Bucket(Self.trusted, now: now)
  }

  /// The bucket of an address, filled; nil if there is no room for one more.
  private mutating func bucket(_ source: SIPAddress, now: Int64) -> Bucket? {
    if var bucket = sources[source] {
      bucket.fill(Self.each, now: now)
      return bucket
    }
    if sources.count >= Self.mostSources {
      sources = sources.filter { !$0.value.isFull(Self.each, now: now) }
      guard sources.count < Self.mostSources else { return nil }
    }
    return Bucket(Self.each, now: now)
  }
}
