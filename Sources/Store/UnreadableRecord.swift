/// A stored record that could not be read. It was set aside: the store keeps its bytes in the table `set_aside` for
/// whoever wants to know, and does not offer it again.
public struct UnreadableRecord: Sendable, Equatable, CustomStringConvertible {
  /// Why a record could not be read.
  public enum Reason: Sendable, Equatable {
    /// The bytes are not those that were written (CRC-32).
    case checksum
    /// The bytes are too few to hold a version and a checksum.
    case truncated
    /// Written by a newer version of this program.
    case version(UInt8)
    /// The reader of the record's content refused it; the text is the error it threw.
    case content(String)
  }

  /// The kind of the record.
  public let kind: RecordKind
  /// The key of the record.
  public let key: String
  /// Why it could not be read.
  public let reason: Reason

  /// A record that could not be read.
  public init(kind: RecordKind, key: String, reason: Reason) {
    self.kind = kind
    self.key = key
    self.reason = reason
  }

  /// The reason in words.
  public var why: String {
    switch reason {
    case .checksum: "its checksum does not fit its content"
    case .truncated: "it is cut short"
    case .version(let version): "its format version \(version) is not known to this program"
    case .content(let error): error
    }
  }

  /// One line for a log.
  public var description: String { "record \(kind.rawValue)/\(key) is unreadable: \(why)" }
}
