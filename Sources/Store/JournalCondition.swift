import Foundation

/// Whether the journal can be written now, and what waits in memory until it can.
///
/// While it cannot, an append for whose outcome somebody waits fails at once; what nobody waits for, or is to be kept all
/// the same (``Journal/appendKept(_:then:)``), is kept, of each record the newest value, within ``JournalLimits``. The writer tries again every ``JournalLimits/retryInterval`` and
/// then writes all of it in one transaction.
public struct JournalCondition: Sendable, Equatable {
  /// Why nothing can be written; nil while it can.
  public var outage: StoreError?
  /// When that was first noticed; nil while the journal can be written.
  public var since: Date?
  /// Records and changes to the logs of calls that wait in memory for the end of the outage.
  public var waiting = 0
  /// Those that were lost, since the store was opened, because memory may not hold more.
  public var lost = 0
  /// Why the write-ahead log could not be moved into the database the last time; nil if it was.
  public var checkpointFailure: StoreError?

  /// A journal that can be written.
  public init() {}
}

extension StoreError {
  /// Whether the disk or the file refuses every write, whatever is to be written, and may take it later.
  public var isOutage: Bool {
    switch self {
    case .diskFull, .locked, .readOnly, .inputOutput, .corrupt, .directoryNotWritable: true
    case .newerSchema, .inUse, .queueFull, .recordTooLarge, .closed, .userNotFound, .groupNotFound, .duplicate,
      .invalid, .unreadableUser, .failed, .fileExists, .noStore, .hasData:
      false
    }
  }
}
