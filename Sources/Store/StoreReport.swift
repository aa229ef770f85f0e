/// Something an operator should see, handed to the `report` closure of a store.
public enum StoreReport: Sendable, Equatable {
  /// A batch could not be committed although the file can be written; each of its appends got the error.
  case batchFailed(StoreError, records: Int)
  /// The journal cannot be written from now on: see ``JournalCondition``. Said once, not with each batch.
  case outageBegan(StoreError)
  /// The journal can be written again, after so many seconds. `written` records had waited in memory and are kept now;
  /// `lost` ones were more than memory may hold.
  case outageEnded(seconds: Int, written: Int, lost: Int)
  /// The write-ahead log cannot be moved into the database, so that it grows with every commit. Said once.
  case checkpointFailed(StoreError)
  /// It can be moved again.
  case checkpointWorks
  /// An append was refused (queue full, record too large, journal closed).
  case refused(StoreError, records: Int)
  /// A record was set aside.
  case unreadable(UnreadableRecord)
  /// A user could not be read and was left out of a list.
  case unreadableUser(StoreError)
}

extension StoreReport: CustomStringConvertible {
  /// One sentence for a log, with what can be done where something can.
  public var description: String {
    switch self {
    case .batchFailed(let error, let records):
      "\(records) records could not be written: \(error)"
    case .outageBegan(let error):
      "Nothing can be recorded: calls that would begin are refused, standing calls go on, and what becomes of them is "
        + "kept in memory until it can be written. \(error)"
    case .outageEnded(let seconds, let written, let lost):
      "Records can be written again after \(seconds) s; \(written) that waited in memory are kept now"
        + (lost > 0 ? ", \(lost) were lost because memory may not hold more." : ", none were lost.")
    case .checkpointFailed(let error):
      "The write-ahead log cannot be moved into the database and grows until it can. \(error)"
    case .checkpointWorks:
      "The write-ahead log is moved into the database again."
    case .refused(let error, let records):
      "\(records) records were refused: \(error)"
    case .unreadable(let record):
      "A record was set aside, the server goes on without it; 'workline doctor' lists it: \(record)"
    case .unreadableUser(let error):
      "A user is left out: \(error)"
    }
  }
}
