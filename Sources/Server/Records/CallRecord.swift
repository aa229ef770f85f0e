import CallControl
import SIP
import Store

/// What the journal keeps of a call that is up: enough to have its legs under control again after a restart. What users
/// see of the call is in its ``InvitationRecord``.
struct CallRecord: Sendable, Equatable {
  /// One leg.
  struct Leg: Sendable, Equatable {
    /// Name of the trunk.
    var trunk: String
    /// Where the leg was called.
    var uri: String
    var dialog: SIPDialogState
    /// What the machine knows of it.
    var media: SavedCall.Leg
  }

  /// Names the call on its shard.
  var key: UInt64
  var invitationID: String
  /// When the call was asked for, milliseconds since 1970.
  var created: Int64
  var isHeld: Bool
  var isDetached: Bool
  var isUnsettled: Bool
  var own: Leg
  var other: Leg
  /// What the own phone displays, where another one is to take over.
  var displayedNumber: String
  /// Who is at the other side of a call that is up.
  var answered: CallPublication.AnsweredParty?
  /// The applications that a call which came in was offered to.
  var applications: [String]

  /// Keys that grow with time are stored together.
  static func journalKey(created: Int64, key: UInt64) -> String {
    let time = String(UInt64(bitPattern: created), radix: 36)
    return String(repeating: "0", count: max(0, 9 - time.count)) + time + "-" + String(key, radix: 36)
  }

  var journalRecord: JournalRecord {
    JournalRecord(kind: .call, key: Self.journalKey(created: created, key: key), value: encoded)
  }

  /// The call is over.
  static func removal(created: Int64, key: UInt64) -> JournalRecord {
    JournalRecord(kind: .call, key: journalKey(created: created, key: key), value: nil)
  }

  private var encoded: [UInt8] {
    var writer = RecordWriter(capacity: 1024)
    writer.add(key)
    writer.add(invitationID)
    writer.add(UInt64(bitPattern: created))
    for flag in [isHeld, isDetached, isUnsettled] { writer.add(flag) }
    writer.add(displayedNumber)
    writer.add(answered?.uri)
    if let answered {
      writer.add(answered.name)
      writer.add(answered.contactID)
    }
    writer.add(UInt64(applications.count))
    for application in applications { writer.add(application) }
    writer.add(own)
    writer.add(other)
    return writer.bytes
  }

  /// Reads a record; throws if it is damaged.
  init(_ bytes: [UInt8]) throws {
    var reader = RecordReader(bytes)
    key = try reader.number()
    invitationID = try reader.text()
    created = Int64(bitPattern: try reader.number())
    isHeld = try reader.flag()
    isDetached = try reader.flag()
    isUnsettled = try reader.flag()
    displayedNumber = try reader.text()
    if let uri = try reader.optionalText() {
      answered = .init(uri: uri, name: try reader.optionalText(), contactID: try reader.text())
    }
    applications = []
    for _ in 0..<(try reader.count()) { applications.append(try reader.text()) }
    own = try reader.leg()
    other = try reader.leg()
    guard reader.isAtEnd else { throw RecordReader.Damaged() }
  }

  init(
    key: UInt64, invitationID: String, created: Int64, saved: SavedCall, own: Leg, other: Leg, displayedNumber: String,
    answered: CallPublication.AnsweredParty?, applications: [String]
  ) {
    self.key = key
    self.invitationID = invitationID
    self.created = created
    isHeld = saved.isHeld
    isDetached = saved.isDetached
    isUnsettled = saved.isUnsettled
    self.own = own
    self.other = other
    self.displayedNumber = displayedNumber
    self.answered = answered
    self.applications = applications
  }

  /// The machine's part.
  var saved: SavedCall {
    SavedCall(
      own: own.media, other: other.media, isHeld: isHeld, isDetached: isDetached, isUnsettled: isUnsettled)
  }
}

extension RecordWriter {
  mutating func add(_ dialog: SIPDialogState) {
    for text in [dialog.callID, dialog.local, dialog.localTag, dialog.remote] { add(text) }
    for text in [dialog.remoteTag, dialog.remoteTarget, dialog.contact, dialog.nextHop] { add(text) }
    add(UInt64(dialog.routes.count))
    for route in dialog.routes { add(route) }
    add(UInt64(dialog.localCSeq))
    add(UInt64(dialog.remoteCSeq))
  }

  fileprivate mutating func add(_ leg: CallRecord.Leg) {
    add(leg.trunk)
    add(leg.uri)
    add(leg.dialog)
    let media = leg.media
    add(media.sessionID)
    add(media.sessionVersion)
    add(media.isStopped)
    add(media.told?.address)
    if let told = media.told { add(UInt64(told.port)) }
    add(media.description.map { String(decoding: $0.bytes, as: UTF8.self) })
    add(media.sent.map { String(decoding: $0.bytes, as: UTF8.self) })
    add(UInt64(max(0, media.interval)))
    add(UInt64(max(0, media.minimum)))
    for flag in [media.isRefresher, media.isAgreed, media.takesUpdate] { add(flag) }
  }
}

extension RecordReader {
  /// How many of something follow: each takes at least a byte.
  mutating func count() throws(Damaged) -> Int {
    let count = try number()
    guard count <= 64 else { throw Damaged() }
    return Int(count)
  }

  mutating func dialog() throws(Damaged) -> SIPDialogState {
    var dialog = SIPDialogState(callID: try text(), local: try text(), localTag: try text(), remote: try text())
    dialog.remoteTag = try optionalText()
    dialog.remoteTarget = try optionalText()
    dialog.contact = try optionalText()
    dialog.nextHop = try optionalText()
    for _ in 0..<(try count()) { dialog.routes.append(try text()) }
    dialog.localCSeq = UInt32(truncatingIfNeeded: try number())
    dialog.remoteCSeq = UInt32(truncatingIfNeeded: try number())
    return dialog
  }

  fileprivate mutating func leg() throws(Damaged) -> CallRecord.Leg {
    let (trunk, uri, dialog) = (try text(), try text(), try dialog())
    let (sessionID, version, isStopped) = (try number(), try number(), try flag())
    var told: SessionDescription.Endpoint?
    if let address = try optionalText() {
      told = .init(address: address, port: Int(UInt16(truncatingIfNeeded: try number())))
    }
    let media = SavedCall.Leg(
      sessionID: sessionID, sessionVersion: version, told: told, description: try description(),
      sent: try description(), isStopped: isStopped, interval: Int32(clamping: try number()),
      minimum: Int32(clamping: try number()), isRefresher: try flag(), isAgreed: try flag(), takesUpdate: try flag())
    return CallRecord.Leg(trunk: trunk, uri: uri, dialog: dialog, media: media)
  }

  private mutating func description() throws(Damaged) -> SessionDescription? {
    guard let text = try optionalText() else { return nil }
    guard let description = SessionDescription(Array(text.utf8)) else { throw Damaged() }
    return description
  }
}
