import Sessions
import Store
import UCWA

/// The event channels of an earlier process, as the journal has them.
///
/// One that cannot be put together again, because a row or its record is damaged or missing, begins anew, and its client
/// is sent to read the state anew; all others are as they were.
struct SavedChannels {
  /// A channel that is to go on.
  struct Channel {
    var record: ChannelRecord?
    /// The events of the package that was made last, as they were taken.
    var sent: [Event] = []
    /// Those that were taken since.
    var waiting: [Event] = []
    /// The rows they are in.
    var waitingRows = 0
  }

  private typealias Row = (row: EventRow, events: [Event])

  /// The channels by name; those of which nothing is known have none.
  private(set) var channels: [ChannelName: Channel] = [:]
  /// What could not be read.
  private(set) var unreadable: [UnreadableRecord] = []
  /// What the journal is to be told: rows that nobody needs go.
  private(set) var changes: [JournalRecord] = []

  /// - Parameter applications: Those that are there; what belongs to others goes.
  init(_ journal: any Journal, of applications: Set<String>) throws(StoreError) {
    var rows: [ChannelName: [Row]] = [:]
    var broken: Set<ChannelName> = []
    var gone: [JournalRecord] = []
    unreadable = try journal.load(.events) { key, value in
      guard let row = EventRow(key: key) else { throw RecordReader.Damaged() }
      if applications.contains(row.channel.applicationID) {
        rows[row.channel, default: []].append((row, try EventCoding.events(value)))
      } else {
        gone.append(row.removal)
      }
    }
    for row in unreadable.compactMap({ EventRow(key: $0.key) }) {
      broken.insert(row.channel)
      gone.append(row.removal)
    }
    var channels: [ChannelName: Channel] = [:]
    let records = try journal.load(.eventChannel) { key, value in
      guard let name = ChannelName(key: key) else { throw RecordReader.Damaged() }
      guard applications.contains(name.applicationID) else {
        gone.append(JournalRecord(kind: .eventChannel, key: key, value: nil))
        return
      }
      if broken.contains(name) { return }
      let record = try ChannelRecord(value)
      var channel = try Self.channel(record, rows[name] ?? [], &gone)
      if !record.events.isEmpty { channel.sent += try EventCoding.events(record.events) }
      channels[name] = channel
    }
    broken.formUnion(records.compactMap { ChannelName(key: $0.key) })
    for (name, rows) in rows where channels[name] == nil && !broken.contains(name) {
      channels[name] = try? Self.channel(nil, rows, &gone)
      if channels[name] == nil { broken.insert(name) }
    }
    for name in broken where applications.contains(name.applicationID) {
      for (row, _) in rows[name] ?? [] { gone.append(row.removal) }
      var record = ChannelRecord()
      record.wasReset = true
      channels[name] = Channel(record: record)
      gone.append(record.journalRecord(name))
    }
    self.channels = channels
    unreadable += records
    changes = gone
  }

  /// Puts a channel together.
  private static func channel(
    _ record: ChannelRecord?, _ rows: [Row], _ gone: inout [JournalRecord]
  ) throws(RecordReader.Damaged) -> Channel {
    let ack = record?.ack ?? 0
    var channel = Channel(record: record)
    var sentRows = 0
    for (row, events) in rows.sorted(by: { ($0.row.ack, $0.row.index) < ($1.row.ack, $1.row.index) }) {
      switch row.ack {
      case ..<ack: gone.append(row.removal)
      case ack:
        guard row.index == sentRows else { throw RecordReader.Damaged() }
        sentRows += 1
        channel.sent += events
      case ack + 1:
        guard row.index == channel.waitingRows else { throw RecordReader.Damaged() }
        channel.waitingRows += 1
        channel.waiting += events
      default: throw RecordReader.Damaged()
      }
    }
    guard sentRows == record?.rows ?? 0 else { throw RecordReader.Damaged() }
    return channel
  }
}
