/// One change to the journal: the new value of a record, or its end.
public struct JournalRecord: Sendable, Equatable {
  /// What the record describes.
  public var kind: RecordKind
  /// Names the record among those of its kind. Keys that begin alike are stored together: keys that grow with time make
  /// a batch touch fewer pages than random ones. At most ``JournalLimits/keyBytes`` bytes of UTF-8.
  public var key: String
  /// The whole new value, or nil to delete the record. Deleting a record that is not there is no error.
  public var value: [UInt8]?

  /// A record to be written, or deleted if `value` is nil.
  public init(kind: RecordKind, key: String, value: [UInt8]?) {
    self.kind = kind
    self.key = key
    self.value = value
  }
}
