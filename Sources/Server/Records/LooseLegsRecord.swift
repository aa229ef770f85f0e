import SIP
import Store

/// What the journal keeps of a call's telephones that are not part of a call that is up: they are being called, or are
/// going away. An INVITE is in it before it leaves, a dialog before its first ACK, so that the next process can end what
/// this one has begun.
struct LooseLegsRecord: Sendable, Equatable {
  /// One telephone.
  struct Leg: Sendable, Equatable {
    /// Name of the trunk.
    var trunk: String
    /// As it was when the record was written; without the other side's tag as long as the INVITE is not answered.
    var dialog: SIPDialogState
    /// Branch and CSeq number of the INVITE, by which it can be cancelled.
    var branch: String
    var inviteCSeq: UInt32
    /// What a response to the INVITE of a caller repeats; nil for those whom this server calls.
    var head: String?
    /// Whether the INVITE was answered, or is about to be.
    var isAnswered: Bool
  }

  /// Names the call on its shard.
  var key: UInt64
  /// When the call was asked for, milliseconds since 1970.
  var created: Int64
  var legs: [Leg]

  var journalRecord: JournalRecord {
    JournalRecord(kind: .looseLegs, key: CallRecord.journalKey(created: created, key: key), value: encoded)
  }

  /// All of them are gone, or part of a call that is up.
  static func removal(created: Int64, key: UInt64) -> JournalRecord {
    JournalRecord(kind: .looseLegs, key: CallRecord.journalKey(created: created, key: key), value: nil)
  }

  private var encoded: [UInt8] {
    var writer = RecordWriter(capacity: 128 + 512 * legs.count)
    writer.add(key)
    writer.add(UInt64(bitPattern: created))
    writer.add(UInt64(legs.count))
    for leg in legs {
      writer.add(leg.trunk)
      writer.add(leg.dialog)
      writer.add(leg.branch)
      writer.add(UInt64(leg.inviteCSeq))
      writer.add(leg.head)
      writer.add(leg.isAnswered)
    }
    return writer.bytes
  }

  /// Reads a record; throws if it is damaged.
  init(_ bytes: [UInt8]) throws {
    var reader = RecordReader(bytes)
    key = try reader.number()
    created = Int64(bitPattern: try reader.number())
    legs = []
    for _ in 0..<(try reader.count()) {
      legs.append(
        Leg(
          trunk: try reader.text(), dialog: try reader.dialog(), branch: try reader.text(),
          inviteCSeq: UInt32(truncatingIfNeeded: try reader.number()), head: try reader.optionalText(),
          isAnswered: try reader.flag()))
    }
    guard reader.isAtEnd else { throw RecordReader.Damaged() }
  }

  init(key: UInt64, created: Int64, legs: [Leg]) {
    self.key = key
    self.created = created
    self.legs = legs
  }

  /// The legs of a call that was up and has nobody left whose call it could be.
  init(_ call: CallRecord) {
    self.init(
      key: call.key, created: call.created,
      legs: [call.own, call.other].map {
        Leg(trunk: $0.trunk, dialog: $0.dialog, branch: "", inviteCSeq: 0, head: nil, isAnswered: true)
      })
  }
}
