/// A call as the phone sees it. Touched by the phones' thread only.
final class PhoneDialog {
  /// How far it has come.
  enum State { case calling, ringing, answered, talking, over }

  /// A final response to an INVITE that waits for its ACK.
  struct Unacknowledged {
    let bytes: [UInt8]
    let isSuccess: Bool
    let since: Double
    var interval = 0.5
  }

  /// A request of the phone that waits for its answer.
  struct Request {
    enum Kind {
      case bye, invite, cancel, refer
      /// The INVITE that began a call of the phone's own.
      case call
    }
    let kind: Kind
    let cseq: Int
    let bytes: [UInt8]
    let since: Double
    var interval = 0.5
    var hasProvisional = false
    var isInvite: Bool { kind == .invite || kind == .call }
  }

  /// The whole Call-ID line.
  let callID: [UInt8]
  let tag: String
  /// Our identity with our tag, and the caller's, as they stand behind `From:` and `To:`.
  let local: [UInt8]
  var remote: [UInt8]
  /// The other side's Contact; before there is one, the number that is called.
  var target: [UInt8]
  /// The lines that a response to the INVITE repeats.
  let echoed: [[UInt8]]
  let hasOffer: Bool
  let inviteCSeq: Int

  var state = State.ringing
  /// What the INVITE was answered last.
  var response: [UInt8] = []
  var unacknowledged: [Int: Unacknowledged] = [:]
  var requests: [String: Request] = [:]
  /// ACKs by CSeq, for a 2xx that comes again.
  var acknowledgements: [Int: [UInt8]] = [:]
  /// Responses by branch, for requests that come again.
  var responses: [String: [UInt8]] = [:]
  var cseq = 1
  var version = 1
  var hasVanished = false
  var crossesCancel = false
  /// Whether a call of the phone's own is not wanted any more.
  var isGivenUp = false

  init(
    callID: [UInt8], tag: String, local: [UInt8], remote: [UInt8], target: [UInt8], echoed: [[UInt8]], hasOffer: Bool,
    inviteCSeq: Int
  ) {
    self.callID = callID
    self.tag = tag
    self.local = local
    self.remote = remote
    self.target = target
    self.echoed = echoed
    self.hasOffer = hasOffer
    self.inviteCSeq = inviteCSeq
  }

  /// Whether anything is still to come.
  var isLive: Bool { !hasVanished && (state != .over || !unacknowledged.isEmpty || !requests.isEmpty) }
}
