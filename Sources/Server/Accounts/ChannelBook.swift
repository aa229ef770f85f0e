import Sessions
import Store
import UCWA

/// What the journal holds of an event channel, and what it must be given after a step of the channel.
///
/// Each batch of events that the channel takes and that must wait is a row. When a package is made of them the rows stay,
/// and a record says that they are that package; the rows of the package before it go. Events that leave in the step that
/// brought them are in the record itself, in place of those of the package before it. So what a client may ask for is in
/// the journal once and written once.
struct ChannelBook: Sendable {
  let name: ChannelName
  /// What was written last, or would say nothing.
  private(set) var record: ChannelRecord
  /// Whether there is a record.
  private var isRecorded: Bool
  /// Whether it holds events. They are not kept here.
  private var holdsEvents: Bool
  /// Rows of the package that is to be made.
  private var waitingRows: Int
  /// Events in them, those that were merged away since among them.
  private var waitingEvents: Int
  /// Whether the journal did not take what it should know: then all is written anew.
  private var isLost = false
  /// Steps until that is tried.
  private var pause = 0
  /// Seconds until an empty answer if the client has set none.
  private let timeout: UInt16

  /// Rows have as many events at most when they are written anew.
  private static let eventsPerRow = 64

  /// The book of a channel of which the journal knows nothing, or what the record and so many rows say.
  init(
    _ name: ChannelName, timeout: Int, record: ChannelRecord? = nil, waitingRows: Int = 0, waitingEvents: Int = 0
  ) {
    self.name = name
    self.record = record ?? ChannelRecord()
    isRecorded = record != nil
    holdsEvents = !self.record.events.isEmpty
    self.record.events = []
    self.waitingRows = waitingRows
    self.waitingEvents = waitingEvents
    self.timeout = EventChannel(timeout: timeout).intervals.timeout
  }

  /// Notes that the journal has not taken what it was given.
  mutating func lose(_ channel: EventChannel) {
    isLost = true
    // Where much waits the next attempt comes later: a journal that is full stays so for a while.
    pause = channel.waitingEvents.count / 16
  }

  /// Adds what the journal must be given after a step of the channel.
  ///
  /// - Parameter taken: The events that the channel has taken in this step.
  /// - Returns: The package that the step has made, if it made one.
  mutating func settle(
    _ channel: EventChannel, taken: (bytes: [UInt8], count: Int)?, _ records: inout [JournalRecord]
  ) -> EventPackage? {
    var new = record
    var made: EventPackage?
    if let sent = channel.unacknowledged, sent.ack != record.ack {
      made = sent
      removeRows(of: record.ack, from: 0, to: record.rows, &records)
      new.ack = sent.ack
      new.rows = waitingRows
      new.resumes = sent.continuation == .resume(sent.ack + 1)
      new.events = taken?.bytes ?? []
      (waitingRows, waitingEvents) = (0, 0)
    } else if let taken, !isLost {
      records.append(EventRow(channel: name, ack: record.ack + 1, index: waitingRows).record(taken.bytes))
      waitingRows += 1
      waitingEvents += taken.count
    }
    new.isOverflowing = channel.hasOverflowed
    new.wasReset = channel.wasReset
    let (set, defaults) = (channel.intervals, EventChannel.Intervals(timeout: timeout))
    new.timeout = set.timeout == defaults.timeout ? nil : set.timeout
    new.medium = set.medium == defaults.medium ? nil : set.medium
    new.low = set.low == defaults.low ? nil : set.low
    if isLost, pause > 0, made == nil {
      pause -= 1
      record = new
      return nil
    }
    // A client that never asks must not fill the journal with states that later ones have replaced.
    if isLost || waitingEvents > 2 * channel.waitingEvents.count + Self.eventsPerRow {
      rewriteRows(channel.waitingEvents, ack: new.ack + 1, &records)
    }
    guard new != record || isLost else { return made }
    if isLost || made == nil && holdsEvents {
      // What the record held goes with it, so all that was sent is written into it anew.
      removeRows(of: new.ack, from: 0, to: new.rows, &records)
      new.rows = 0
      new.events = channel.unacknowledged.map { EventCoding.bytes($0.events) } ?? []
    }
    records.append(new.journalRecord(name))
    holdsEvents = !new.events.isEmpty
    new.events = []
    (record, isRecorded, isLost) = (new, true, false)
    return made
  }

  /// Removes all that the journal holds.
  func close(_ records: inout [JournalRecord]) {
    removeRows(of: record.ack, from: 0, to: record.rows, &records)
    removeRows(of: record.ack + 1, from: 0, to: waitingRows, &records)
    if isRecorded { records.append(JournalRecord(kind: .eventChannel, key: name.key, value: nil)) }
  }

  private func removeRows(of ack: Int, from first: Int, to end: Int, _ records: inout [JournalRecord]) {
    for index in first..<max(first, end) {
      records.append(EventRow(channel: name, ack: ack, index: index).removal)
    }
  }

  /// Writes the events that wait anew, in place of the rows they are in.
  private mutating func rewriteRows(_ events: [Event], ack: Int, _ records: inout [JournalRecord]) {
    var count = 0
    var rest = events[...]
    while !rest.isEmpty {
      let row = EventRow(channel: name, ack: ack, index: count)
      records.append(row.record(EventCoding.bytes(rest.prefix(Self.eventsPerRow))))
      rest = rest.dropFirst(Self.eventsPerRow)
      count += 1
    }
    removeRows(of: ack, from: count, to: waitingRows, &records)
    (waitingRows, waitingEvents) = (count, events.count)
  }
}
