import UCWA

/// Events that are told together, and their bytes for the journal: made once for all channels that take them, and not at
/// all if none does.
struct EventBatch {
  let events: [Event]
  private var bytes: [UInt8]?

  init(_ events: [Event]) { self.events = events }

  /// The bytes of the first so many of the events.
  mutating func bytes(first count: Int) -> [UInt8] {
    guard count == events.count else { return EventCoding.bytes(events.prefix(count)) }
    if let bytes { return bytes }
    let made = EventCoding.bytes(events)
    bytes = made
    return made
  }
}
