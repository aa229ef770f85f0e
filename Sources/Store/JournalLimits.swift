/// How much may wait for the journal's writer. Beyond it appends are refused, so that a stalled disk shows as an error
/// at the caller and not as memory growing without end.
public struct JournalLimits: Sendable, Equatable {
  /// Longest key of a record, in bytes of UTF-8.
  public static let keyBytes = 1024
  /// Longest value of a record, in bytes. Default 16 MiB.
  public var valueBytes = 16 << 20
  /// Records that may wait at once. Default 65,536.
  public var queuedRecords = 65_536
  /// Bytes of keys and values that may wait at once. Default 64 MiB.
  public var queuedBytes = 64 << 20
  /// Milliseconds for which a commit waits while another process holds the file locked. Default 5,000.
  public var lockWait = 5000
  /// Milliseconds from one attempt to the next while the file cannot be written. Default 1,000.
  public var retryInterval = 1000

  /// The defaults.
  public init() {}
}
