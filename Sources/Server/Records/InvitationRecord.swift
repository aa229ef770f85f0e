import CallControl
import Store

/// What the journal keeps of an invitation: enough to answer its GET, to recognise a repeated POST, and to complete it
/// with a failure after a crash.
struct InvitationRecord: Sendable, Equatable {
  var userURI: String
  var applicationID: String
  var conversationID: String
  var invitationID: String
  var operationID: String?
  /// Fingerprint of the request, by which a repeated POST is recognised.
  var fingerprint: (high: UInt64, low: UInt64)
  var phoneNumber: String
  var to: String
  var contactID: String
  var toName: String?
  var importance: String
  var subject: String?
  var threadID: String
  var customContent: String?
  /// Milliseconds since 1970.
  var created: Int64
  /// UCWA's InvitationState spelling.
  var state: String
  /// Milliseconds since 1970; nil while the call is under way.
  var completed: Int64?
  /// Whether the call is up.
  var isConnected: Bool
  /// What the caller has called, for a call that came in; nil for one that the user placed.
  var calledURI: String?

  static func == (left: InvitationRecord, right: InvitationRecord) -> Bool { left.encoded == right.encoded }

  /// The record as the journal takes it.
  var journalRecord: JournalRecord {
    JournalRecord(kind: .invitation, key: invitationID, value: encoded)
  }

  private var encoded: [UInt8] {
    var writer = RecordWriter(capacity: 384)
    writer.add(userURI)
    writer.add(applicationID)
    writer.add(conversationID)
    writer.add(invitationID)
    writer.add(operationID)
    writer.add(fingerprint.high)
    writer.add(fingerprint.low)
    writer.add(phoneNumber)
    writer.add(to)
    writer.add(contactID)
    writer.add(toName)
    writer.add(importance)
    writer.add(subject)
    writer.add(threadID)
    writer.add(customContent)
    writer.add(UInt64(bitPattern: created))
    writer.add(state)
    writer.add(UInt64(bitPattern: completed ?? -1))
    writer.add(isConnected)
    if calledURI != nil { writer.add(calledURI) }
    return writer.bytes
  }

  /// Reads a record; throws if it is damaged.
  init(_ bytes: [UInt8]) throws {
    var reader = RecordReader(bytes)
    userURI = try reader.text()
    applicationID = try reader.text()
    conversationID = try reader.text()
    invitationID = try reader.text()
    operationID = try reader.optionalText()
    fingerprint = (try reader.number(), try reader.number())
    phoneNumber = try reader.text()
    to = try reader.text()
    contactID = try reader.text()
    toName = try reader.optionalText()
    importance = try reader.text()
    subject = try reader.optionalText()
    threadID = try reader.text()
    customContent = try reader.optionalText()
    created = Int64(bitPattern: try reader.number())
    state = try reader.text()
    let completed = Int64(bitPattern: try reader.number())
    self.completed = completed < 0 ? nil : completed
    isConnected = try reader.flag()
    // Records of calls that the user placed end here.
    calledURI = reader.isAtEnd ? nil : try reader.optionalText()
  }
}
