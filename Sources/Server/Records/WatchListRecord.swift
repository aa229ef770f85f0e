import Store

/// What the journal keeps of an application's presence subscriptions.
struct WatchListRecord: Sendable, Equatable {
  let applicationID: String
  let list: WatchList

  init(applicationID: String, list: WatchList) {
    self.applicationID = applicationID
    self.list = list
  }

  /// The record as the journal takes it; no subscriptions are no record.
  var journalRecord: JournalRecord {
    guard !list.subscriptions.isEmpty else { return Self.removal(applicationID) }
    var writer = RecordWriter(capacity: 256)
    writer.add(UInt64(list.subscriptions.count))
    for subscription in list.subscriptions {
      writer.add(subscription.id)
      writer.add(UInt64(clamping: subscription.end))
      writer.add(subscription.isEnding)
      writer.add(UInt64(subscription.members.count))
      for member in subscription.members {
        writer.add(member.id)
        writer.add(member.isUser)
      }
    }
    return JournalRecord(kind: .presenceSubscriptions, key: applicationID, value: writer.bytes)
  }

  /// Removes what is kept of an application.
  static func removal(_ applicationID: String) -> JournalRecord {
    JournalRecord(kind: .presenceSubscriptions, key: applicationID, value: nil)
  }

  /// Reads a record; throws if it is damaged.
  init(applicationID: String, _ bytes: [UInt8]) throws {
    var reader = RecordReader(bytes)
    self.applicationID = applicationID
    var list = WatchList()
    for _ in 0..<(try reader.number()) {
      var subscription = WatchList.Subscription(
        id: try reader.text(), end: Int64(clamping: try reader.number()), isEnding: try reader.flag())
      for _ in 0..<(try reader.number()) {
        subscription.members.append(WatchList.Member(id: try reader.text(), isUser: try reader.flag()))
      }
      list.subscriptions.append(subscription)
    }
    self.list = list
  }
}

extension RecordKind {
  /// An application's presence subscriptions (UCWA resource `presenceSubscriptions`).
  static let presenceSubscriptions = RecordKind(rawValue: 21)
}
