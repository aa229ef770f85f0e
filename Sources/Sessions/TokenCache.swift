/// Tokens that were found good, so that they need not be looked up or verified again for every request.
///
/// The key is whatever stands for the token, itself or a digest of it. It keeps at most `capacity` entries; the one
/// that was put in first gives way.
public struct TokenCache<Key: Hashable & Sendable, Identity: Sendable>: Sendable {
  private struct Entry: Sendable {
    let identity: Identity
    let expires: Instant
    let order: UInt64
  }

  private let capacity: Int
  private var entries: [Key: Entry] = [:]
  private var queue: [(key: Key, order: UInt64)] = []
  private var head = 0
  private var nextOrder: UInt64 = 0

  /// An empty cache for that many tokens, at least 1.
  public init(capacity: Int = 10_000) { self.capacity = max(1, capacity) }

  /// How many tokens it holds.
  public var count: Int { entries.count }

  /// All tokens with whose they are, in no order.
  public var all: [(key: Key, identity: Identity)] { entries.map { ($0.key, $0.value.identity) } }

  /// Whose token it is; nil if it is not known or has expired.
  public mutating func identity(for key: Key, now: Instant) -> Identity? {
    guard let entry = entries[key] else { return nil }
    if entry.expires <= now {
      entries[key] = nil
      return nil
    }
    return entry.identity
  }

  /// Whether it knows the token and it has not expired.
  public func contains(_ key: Key, now: Instant) -> Bool { entries[key].map { $0.expires > now } ?? false }

  /// Puts a token in until it expires.
  public mutating func insert(_ identity: Identity, for key: Key, expires: Instant) {
    nextOrder += 1
    entries[key] = Entry(identity: identity, expires: expires, order: nextOrder)
    queue.append((key, nextOrder))
    while entries.count > capacity || queue.count - head > 2 * capacity, head < queue.count {
      let first = queue[head]
      head += 1
      // An entry that was put in anew since has a later place in the queue.
      if entries[first.key]?.order == first.order { entries[first.key] = nil }
    }
    if head > capacity {
      queue.removeFirst(head)
      head = 0
    }
  }

  /// Takes out every token whose identity matches, for instance when a user is removed.
  public mutating func remove(where matches: (Identity) -> Bool) {
    entries = entries.filter { !matches($0.value.identity) }
  }

  /// Takes out one token.
  public mutating func remove(_ key: Key) { entries[key] = nil }
}
