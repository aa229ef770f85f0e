/// Keeps what the server must still know after a crash. One writer, group commit: what was appended while one commit
/// ran makes up the next. Where a batch holds several records of the same kind and key, the last one counts.
public protocol Journal: Sendable {
  /// Takes records to be committed together, in the order of the calls; never waits for the disk. Any thread.
  ///
  /// `then` is called on the writer's thread after the commit, in the order of the appends, with the error if these
  /// records could not be kept; nothing of the append is stored then. It must be quick and must not call ``flush()``
  /// or ``close()``. On a closed journal it is called soon, on another thread: never by this call itself, since callers
  /// append under locks that `then` takes.
  func append(_ records: [JournalRecord], then: (@Sendable (Result<Void, StoreError>) -> Void)?)

  /// The same for records that are worth keeping although `then` is told that they could not be written: during an outage
  /// they wait in their place in the order until the file can be written again (``JournalCondition``).
  ///
  /// - Returns: Whether the records were taken. If not, because too much waits already or the journal is closed, they are
  ///   not kept, and whoever appended them must know; `then` is called all the same.
  @discardableResult
  func appendKept(_ records: [JournalRecord], then: (@Sendable (Result<Void, StoreError>) -> Void)?) -> Bool

  /// Returns when everything appended before is committed or has failed. Blocks; not to be called from `then`.
  func flush()

  /// Commits what waits, then closes the journal. Further appends fail with ``StoreError/closed``. Calling it again
  /// does nothing. Not to be called from `then`.
  func close()

  /// Gives all records of a kind to `each`, ordered by key; meant for the start, before the first append.
  ///
  /// A record that is damaged, or for which `each` throws, is set aside and returned; the others follow all the same.
  @discardableResult
  func load(
    _ kind: RecordKind, _ each: (_ key: String, _ value: [UInt8]) throws -> Void
  ) throws(StoreError) -> [UnreadableRecord]
}

extension Journal {
  /// Takes records to be committed together; a failure is only reported to the operator.
  public func append(_ records: [JournalRecord]) {
    append(records, then: nil)
  }

  /// As ``append(_:then:)``, for a journal that keeps nothing in memory.
  @discardableResult
  public func appendKept(_ records: [JournalRecord], then: (@Sendable (Result<Void, StoreError>) -> Void)?) -> Bool {
    append(records, then: then)
    return true
  }
}
