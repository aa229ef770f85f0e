/// What the journal's writer did since the store was opened, for metrics.
public struct JournalStatistics: Sendable, Equatable {
  /// Batches committed.
  public var batches = 0
  /// Records written or deleted in committed batches, superseded ones not counted.
  public var records = 0
  /// Records that a later one of the same batch made superfluous.
  public var superseded = 0
  /// Changes to the logs of calls that were committed.
  public var logChanges = 0
  /// Batches that failed, each of an outage's included.
  public var failedBatches = 0
  /// Appends refused.
  public var refused = 0
  /// Records waiting now.
  public var queuedRecords = 0
  /// Bytes of keys and values waiting now.
  public var queuedBytes = 0

  /// All zero.
  public init() {}
}
