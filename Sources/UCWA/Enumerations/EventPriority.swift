/// How soon an event must reach the application (UCWA 2.0, "Events in UCWA").
public enum EventPriority: String, WireEnumeration, Comparable {
  /// Waits for the low aggregation interval, 15 s by default.
  case low = "Low"
  /// Waits for the medium aggregation interval, 5 s by default.
  case medium = "Medium"
  /// Releases the pending request at once.
  case high = "High"
  /// Releases the pending request at once.
  case realtime = "Realtime"

  /// Whether an event of this priority releases a pending request at once.
  public var isImmediate: Bool { self >= .high }

  private var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    case .realtime: 3
    }
  }

  /// Whether `left` may wait longer than `right`.
  public static func < (left: EventPriority, right: EventPriority) -> Bool { left.rank < right.rank }
}
