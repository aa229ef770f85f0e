/// A moment on a clock that never goes backwards, in milliseconds from an origin the caller chooses.
///
/// Nothing in this target reads a clock; every moment comes in as a value.
public struct Instant: Sendable, Hashable, Comparable {
  /// Milliseconds since the origin.
  public var milliseconds: Int64

  /// The moment that many milliseconds after the origin.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The moment that many seconds later.
  public func adding(seconds: Int) -> Instant { Instant(milliseconds: milliseconds &+ Int64(seconds) * 1000) }

  /// The milliseconds from `earlier` to this moment.
  public func milliseconds(since earlier: Instant) -> Int64 { milliseconds - earlier.milliseconds }

  /// Whether `left` comes first.
  public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
}
