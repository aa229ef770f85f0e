import Sessions
import Store
import UCWA

/// What the journal keeps of an event channel beside its events: which package was made last, and how it goes on.
///
/// The package itself is not in it. It is made again of its rows (`EventRow`), which are counted here so that a missing
/// one is noticed, and of the events that came in the step that made it.
struct ChannelRecord: Sendable, Equatable {
  /// The number of the package that was made last; 0 before the first.
  var ack = 0
  /// How many rows make up that package.
  var rows = 0
  /// Whether that package sends the client to read the state anew.
  var resumes = false
  /// Whether events were given up since.
  var isOverflowing = false
  /// Whether the next package must send the client to read the state anew all the same.
  var wasReset = false
  /// Seconds until an empty answer; nil if the client has set none.
  var timeout: UInt16?
  /// Seconds for which events of medium and low priority may wait; nil if the client has set none.
  var medium: UInt16?
  var low: UInt16?
  /// The last events of that package, which are in no row, as `EventCoding` writes them; empty if there are none.
  var events: [UInt8] = []

  init() {}

  /// The record as the journal takes it.
  func journalRecord(_ name: ChannelName) -> JournalRecord {
    var writer = RecordWriter(capacity: 16)
    writer.add(UInt64(ack))
    writer.add(UInt64(rows))
    for flag in [resumes, isOverflowing, wasReset] { writer.add(flag) }
    for seconds in [timeout, medium, low] { writer.add(seconds.map { UInt64($0) + 1 } ?? 0) }
    return JournalRecord(kind: .eventChannel, key: name.key, value: writer.bytes + events)
  }

  /// Reads a record; throws if it is damaged.
  init(_ bytes: [UInt8]) throws {
    var reader = RecordReader(bytes)
    ack = try Self.count(&reader)
    rows = try Self.count(&reader)
    (resumes, isOverflowing, wasReset) = (try reader.flag(), try reader.flag(), try reader.flag())
    (timeout, medium, low) = (try Self.seconds(&reader), try Self.seconds(&reader), try Self.seconds(&reader))
    events = reader.rest
  }

  private static func count(_ reader: inout RecordReader) throws(RecordReader.Damaged) -> Int {
    // Far above what a channel can come to, and far below what adding to it could overflow.
    guard let count = Int(exactly: try reader.number()), count <= 1 << 48 else { throw RecordReader.Damaged() }
    return count
  }

  private static func seconds(_ reader: inout RecordReader) throws(RecordReader.Damaged) -> UInt16? {
    let number = try reader.number()
    if number == 0 { return nil }
    guard let seconds = UInt16(exactly: number - 1) else { throw RecordReader.Damaged() }
    return seconds
  }

  /// The channel that goes on after it, with the events of its rows.
  ///
  /// - Parameters:
  ///   - sent: The events of the package that was made last, as they were taken.
  ///   - waiting: Those that were taken since.
  ///   - timeout: Seconds until an empty answer if the client has set none.
  func channel(sent: [Event], waiting: [Event], limit: Int, timeout: Int, instance: String) -> EventChannel {
    let defaults = EventChannel(timeout: timeout).intervals
    let package = EventPackage(
      ack: ack, events: EventChannel.merging(sent), continuation: resumes ? .resume(ack + 1) : .next(ack + 1),
      instance: instance)
    return EventChannel(
      restoring: ack + 1, sent: ack > 0 ? package : nil, waiting: EventChannel.merging(waiting),
      isOverflowing: isOverflowing, wasReset: wasReset,
      intervals: EventChannel.Intervals(
        timeout: self.timeout ?? defaults.timeout, medium: medium ?? defaults.medium, low: low ?? defaults.low),
      limit: limit, instance: instance)
  }
}
