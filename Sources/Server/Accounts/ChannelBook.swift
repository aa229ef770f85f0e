import Sessions
import Store
import UCWA

/// What the journal holds of an event channel, and what it must be given after a step of the channel.
///
/// Each batch of events that the channel takes is a row. When a package is made of them the rows stay, and a record says
/// that they are that package; the rows of the package before it go. So what a client may ask for is in the journal once
/// and written once.
struct ChannelBook: Sendable {
  let name: ChannelName
  /// What was written last, or would say nothing.
  private(set) var record: ChannelRecord
  /// Whether there is a record.
  private var isRecorded: Bool
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

  /// The row of events that the channel has just taken, the first so many of a batch.
  mutating func row(_ batch: inout EventBatch, first count: Int) -> JournalRecord? {
    guard count > 0, !isLost else { return nil }
    defer {
      waitingRows += 1
      waitingEvents += count
    }
    return EventRow(channel: name, ack: record.ack + 1, index: waitingRows).record(batch.bytes(first: count))
  }

  /// Adds what the journal must be given after a step of the channel.
  ///
  /// - Returns: The package that the step has made, if it made one.
  mutating func settle(_ channel: EventChannel, _ records: inout [JournalRecord]) -> EventPackage? {
    var new = record
    var made: EventPackage?
    if let sent = channel.unacknowledged, sent.ack != record.ack {
      made = sent
      removeRows(of: record.ack, from: 0, to: record.rows, &records)
      new.ack = sent.ack
      new.rows = waitingRows
      new.resumes = sent.continuation == .resume(sent.ack + 1)
      (waitingRows, waitingEvents) = (0, 0)
    }
    new.isOverflowing = channel.hasOverflowed
    new.wasReset = channel.wasReset
    let (set, defaults) = (channel.intervals, EventChannel.Intervals(timeout: timeout))
    new.timeout = set.timeout == defaults.timeout ? nil : set.timeout
    new.medium = set.medium == defaults.medium ? nil : set.medium
    new.low = set.low == defaults.low ? nil : set.low
    let isRewritten = isLost && (pause == 0 || made != nil)
    if isLost, !isRewritten {
      pause -= 1
      record = new
      return made
    }
    if isRewritten {
      let sent = channel.unacknowledged?.events ?? []
      new.rows = write(sent, ack: new.ack, over: new.rows, &records)
    }
    // A client that never asks must not fill the journal with states that later ones have replaced.
    if isRewritten || waitingEvents > 2 * channel.waitingEvents.count + Self.eventsPerRow {
      waitingEvents = channel.waitingEvents.count
      waitingRows = write(channel.waitingEvents, ack: new.ack + 1, over: waitingRows, &records)
    }
    if new != record || isRewritten {
      records.append(new.journalRecord(name))
      (record, isRecorded, isLost) = (new, true, false)
    }
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

  /// Writes the events of a package anew, in place of so many rows; gives how many there are now.
  private func write(_ events: [Event], ack: Int, over rows: Int, _ records: inout [JournalRecord]) -> Int {
    var count = 0
    var rest = events[...]
    while !rest.isEmpty {
      let row = EventRow(channel: name, ack: ack, index: count)
      records.append(row.record(EventCoding.bytes(rest.prefix(Self.eventsPerRow))))
      rest = rest.dropFirst(Self.eventsPerRow)
      count += 1
    }
    removeRows(of: ack, from: count, to: rows, &records)
    return count
  }
}
