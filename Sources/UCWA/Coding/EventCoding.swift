/// Events as bytes, so that they outlive the process: what is read back makes packages of the same bytes, in either
/// format, under any base and in any language.
///
/// Names are written as they are spelt and not as numbers, so that another version of the program reads them too. A
/// path is written as what differs from the path before it: those of an event have most of their beginning in common.
public enum EventCoding {
  /// The bytes are not what was written, or name something that this version does not know.
  public struct Damaged: Error {
    /// Damage, without a place: it is the whole that cannot be used.
    public init() {}
  }

  static let version: UInt64 = 1
  /// How deep resources and messages may lie in each other. The catalogue needs 3.
  static let maximumDepth = 8
  /// The longest path, in bytes, that is written by its difference: a row of damaged bytes must not grow without end.
  static let longestSharedPath = 512

  /// The events as bytes. Debug builds stop if they could not be read back.
  public static func bytes(_ events: some Collection<Event>) -> [UInt8] {
    var writer = EventWriter(capacity: 64 + events.count * 512)
    writer.add(version)
    writer.add(UInt64(events.count))
    for event in events { writer.add(event) }
    assert(isReadable(writer.bytes, events), "events cannot be read back: \(events)")
    return writer.bytes
  }

  /// The events that were written.
  ///
  /// - Throws: If the bytes are damaged; nothing that they hold is used then.
  public static func events(_ bytes: [UInt8]) throws(Damaged) -> [Event] {
    var reader = EventReader(bytes)
    guard try reader.number() == version else { throw Damaged() }
    let count = try reader.count()
    var events: [Event] = []
    for _ in 0..<count { events.append(try reader.event()) }
    guard reader.isAtEnd else { throw Damaged() }
    return events
  }

  private static func isReadable(_ bytes: [UInt8], _ events: some Collection<Event>) -> Bool {
    guard let read = try? Self.events(bytes) else { return false }
    return read.elementsEqual(events) { $0.isSame(as: $1) }
  }
}

extension Event {
  /// Whether both say the same.
  func isSame(as other: Event) -> Bool {
    sender == other.sender && type == other.type && link == other.link && collection == other.collection
      && embedded?.resource == other.embedded?.resource && status == other.status && reason == other.reason
      && priority == other.priority && isStep == other.isStep
  }
}
