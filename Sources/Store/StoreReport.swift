/// Something an operator should see, handed to the `report` closure of a store.
public enum StoreReport: Sendable, Equatable {
  /// A batch could not be committed; each of its appends got the error. The next batch is tried anew.
  case batchFailed(StoreError, records: Int)
  /// An append was refused (queue full, record too large, journal closed).
  case refused(StoreError, records: Int)
  /// A record was set aside.
  case unreadable(UnreadableRecord)
  /// A user could not be read and was left out of a list.
  case unreadableUser(StoreError)
}
