import Store
import UCWA

/// Names the event channel of an instance of an application in the journal.
struct ChannelName: Sendable, Hashable {
  let applicationID: String
  /// What stands for the instance; empty for the one without a name. Names of instances are the clients', of any
  /// characters and nearly any length, and a key may not have all of them.
  private let instance: String

  init(applicationID: String, instance: String) {
    self.applicationID = applicationID
    guard !instance.isEmpty else {
      self.instance = ""
      return
    }
    var fingerprint = Fingerprint()
    fingerprint.add(instance)
    self.instance = EventRow.digits(fingerprint.high, 16) + EventRow.digits(fingerprint.low, 16)
  }

  /// The channel of a key of its record; nil if it is no such key.
  init?(key: some StringProtocol) {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    (applicationID, instance) = (String(parts[0]), String(parts[1]))
  }

  /// The key of the channel's record; those of its rows begin with it.
  var key: String { applicationID + "/" + instance }
}

/// One row of events in the journal: those that a channel took together, or a part of them.
///
/// Its key says which package they go into, and the how manieth of its rows it is: rows of a channel lie together and in
/// order, and a package that is acknowledged can be removed without a look at it.
struct EventRow: Sendable, Hashable {
  let channel: ChannelName
  /// The number of the package.
  let ack: Int
  /// Counts the rows of the package from 0.
  let index: Int

  init(channel: ChannelName, ack: Int, index: Int) {
    self.channel = channel
    self.ack = ack
    self.index = index
  }

  /// The row of a key; nil if it is no such key.
  init?(key: String) {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, let channel = ChannelName(key: parts[0] + "/" + parts[1]),
      let ack = Int(parts[2], radix: 16), let index = Int(parts[3], radix: 16), (0...1 << 48).contains(ack),
      (0...1 << 48).contains(index)
    else { return nil }
    self.init(channel: channel, ack: ack, index: index)
  }

  var key: String { channel.key + "/" + Self.digits(UInt64(ack), 8) + "/" + Self.digits(UInt64(index), 8) }

  /// The row as the journal takes it.
  ///
  /// - Parameter events: As `EventCoding` writes them.
  func record(_ events: [UInt8]) -> JournalRecord { JournalRecord(kind: .events, key: key, value: events) }

  /// Removes the row.
  var removal: JournalRecord { JournalRecord(kind: .events, key: key, value: nil) }

  /// A number in hexadecimal, with so many digits at least, so that keys sort as numbers do.
  fileprivate static func digits(_ number: UInt64, _ width: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
