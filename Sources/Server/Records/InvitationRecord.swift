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
  var progress: Progress
  /// What the caller has called, for a call that came in; nil for one that the user placed.
  var calledURI: String?
  /// The user on whose behalf the call is made, or whose call a delegate got.
  var delegatorURI: String?
  /// Who sent on the call that came in, who transferred it, on whose behalf it was made, and who took it in the user's
  /// place: URIs.
  var forwardedByURI: String?
  var transferredByURI: String?
  var onBehalfOfURI: String?
  var takenByURI: String?
  /// Where the call went on, if somebody else answered than was to be added to the conversation.
  var derivation: Derivation?

  /// What the applications were told. The numbers are stored.
  enum Progress: UInt64 {
    /// That the call has begun, or how it ended.
    case started = 0
    /// That it is up.
    case connected = 1
    /// Nothing yet.
    case unannounced = 2
    /// That the own phone has answered.
    case ownPhone = 3
    /// That a takeover of the call has begun, or how it ended. The call has a record of its own.
    case takeover = 4
    /// Nothing yet of a takeover.
    case unannouncedTakeover = 5
  }

  /// Whether the call is up.
  var isConnected: Bool { progress == .connected }

  /// Whether it is a takeover's, of a call that has a record of its own.
  var isTakeover: Bool { progress == .takeover || progress == .unannouncedTakeover }

  /// The conversation in which a call went on, and who answered.
  struct Derivation: Sendable, Equatable {
    var conversationID: String
    var threadID: String
    var uri: String
    var name: String?
    var contactID: String
  }

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
    writer.add(progress.rawValue)
    let others = [forwardedByURI, transferredByURI, onBehalfOfURI, takenByURI]
    let hasOthers = others.contains { $0 != nil }
    guard delegatorURI != nil || derivation != nil || calledURI != nil || hasOthers else { return writer.bytes }
    writer.add(delegatorURI)
    writer.add(derivation != nil)
    if let derivation {
      writer.add(derivation.conversationID)
      writer.add(derivation.threadID)
      writer.add(derivation.uri)
      writer.add(derivation.name)
      writer.add(derivation.contactID)
    }
    if calledURI != nil || hasOthers { writer.add(calledURI) }
    if hasOthers { for other in others { writer.add(other) } }
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
    guard let progress = Progress(rawValue: try reader.number()) else { throw RecordReader.Damaged() }
    self.progress = progress
    // Most calls end here, and so do the records of older versions.
    guard !reader.isAtEnd else { return }
    delegatorURI = try reader.optionalText()
    if try reader.flag() {
      derivation = Derivation(
        conversationID: try reader.text(), threadID: try reader.text(), uri: try reader.text(),
        name: try reader.optionalText(), contactID: try reader.text())
    }
    // Those of calls that the user placed end here.
    if !reader.isAtEnd { calledURI = try reader.optionalText() }
    guard !reader.isAtEnd else { return }
    forwardedByURI = try reader.optionalText()
    transferredByURI = try reader.optionalText()
    onBehalfOfURI = try reader.optionalText()
    takenByURI = try reader.optionalText()
  }
}
