import CallControl
import HTTP
import Media
import SIP
import UCWA

/// One call on its shard: the state machine and what it stands for in SIP. Touched on the shard's thread only.
final class CallSession {
  /// What the SIP layer holds for one leg.
  struct LegHandles {
    /// Where it was sent to, and by which trunk; nil before its INVITE.
    var destination: CallPlan.Destination?
    var dialog: SIPDialog?
    var invite: SIPClientTransaction?
    var reinvite: SIPClientTransaction?
    var bye: SIPClientTransaction?
    /// A re-INVITE of the phone, or an UPDATE with an offer, that waits for our final response.
    var offer: SIPServerTransaction?
    /// An UPDATE of the phone without a body that does.
    var update: SIPServerTransaction?
    /// An UPDATE of ours.
    var refresh: SIPClientTransaction?
    /// The timer of its session; nil before there is one.
    var sessionTimer: SIPTimer?
    /// What was said of the session timer before the call was up, for one that came in.
    var terms = SessionTerms.none
    /// REFERs that the phone has sent, accepted or not.
    var referrals = 0
    /// CSeq of the last 2xx that an ACK belongs to.
    var answeredCSeq: UInt32 = 0
    /// Names the INVITE that makes the dialog, and whether it was answered: what the journal has is compared by it. 0
    /// before there is one.
    var mark: UInt64 = 0
    /// Branch and CSeq number of that INVITE, drawn before it leaves.
    var branch = ""
    var inviteCSeq: UInt32 = 0
    /// Whether it has left.
    var isInvited = false
    /// What a response to a caller's INVITE repeats.
    var head: String?

    /// Whether it was answered.
    var isAnswered: Bool { mark & 1 == 1 }

    /// Draws what the next INVITE is recognised by.
    mutating func prepareInvite(mark: UInt64) {
      self.mark = mark
      branch = SIPToken.branch()
      inviteCSeq = (dialog?.localCSeq ?? 0) &+ 1
      isInvited = false
    }

    /// A 2xx to the INVITE came.
    mutating func answer(_ cseq: UInt32) {
      answeredCSeq = cseq
      mark |= 1
    }

    /// Finds the leg under another key from now on.
    func move(to key: UInt64, slot: UInt64) {
      dialog?.key = key << 2 | slot
      for transaction in [reinvite, refresh] {
        if let transaction { transaction.key = key << 5 | slot << 3 | (transaction.key & 7) }
      }
      for transaction in [offer, update] { transaction?.key = key << 2 | slot }
      sessionTimer?.key = CallSession.sessionTimerKey(key, slot: slot)
    }

    mutating func release() {
      dialog?.destroy()
      self = LegHandles(destination: destination)
    }
  }

  /// What waits for the journal.
  struct Held {
    enum Actions {
      case call([CallAction])
      case incoming([IncomingAction])
    }

    let actions: Actions
    /// Which record they wait for.
    let number: UInt64
    /// Whether nothing may begin if it cannot be written.
    let isFirst: Bool
  }

  /// What waits behind it.
  enum Waiting {
    case call(CallEvent)
    case incoming(IncomingEvent)
    case work((isolated Shard) -> Void)
  }

  /// What the journal has of a call's telephones.
  struct Kept {
    /// The call, while it is up.
    var call: SavedCall?
    /// The marks of its two legs.
    var callMarks: [UInt64] = []
    /// The marks of all others.
    var looseMarks: [UInt64] = []
    /// Records for which something waits, and how many of them are committed.
    var written: UInt64 = 0
    var committed: UInt64 = 0

    var isCommitted: Bool { written == committed }
  }

  let plan: CallPlan
  var call: Call
  var publication: CallPublication
  let space: UserSpace
  /// The application that placed the call, after it has ended as well: it says whether the call is logged.
  let application: ApplicationSession?
  /// The applications that a call which came in was offered to.
  let offeredTo: [ApplicationSession]
  /// The phones that ring for a call that comes in, until none is left that does not have it.
  var incoming: IncomingSide?
  /// What there is of each leg, by slot: a dialog keeps its slot when its leg takes another's place.
  private var handles = [LegHandles(), LegHandles(), LegHandles()]
  /// The slot of each leg.
  private var slots: [UInt64] = [0, 1, 2]
  /// The leg that is to take another's place; nil while there is none.
  var newLeg: NewLeg?
  /// The transfer that a phone asked for, until it is settled.
  var referral: Referral?
  /// The call whose other side has been borrowed to take the own phone's place.
  var lender: UInt64?
  /// The socket that plays tones to the own phone.
  var tones: ToneSession?
  /// Where leg B goes; a 302 changes it.
  var otherDestination: CallPlan.Destination {
    get { self[.other].destination ?? plan.other }
    set { self[.other].destination = newValue }
  }
  /// Request-URIs to which 302 responses have led so far.
  var redirected: [String] = []
  /// Who answered on leg B.
  var answeredBy: CallPublication.AnsweredParty?
  var timers: [SIPTimer?]
  /// The start request that waits for its 201.
  var starter: HTTPResponder?
  /// How the application that sent it is answered.
  var format: PayloadFormat
  var language: Language
  /// Actions behind a record that is not committed yet.
  var held: Held?
  /// What came meanwhile.
  var waiting: [Waiting] = []
  /// What is told when the step that is being carried out is over.
  var untold: [[Event]] = []
  /// Whether the step changes what the journal has of its invitations.
  var needsRecord = false
  /// Steps that are being carried out, one within another.
  var depth = 0
  /// What the journal has, or is about to have.
  var kept = Kept()
  /// Requests that are answered when the journal has what came of them.
  var owed: [SIPServerTransaction] = []
  /// Whether the user has left the call by a transfer, and the journal holds its end.
  var isConcluded = false

  init(
    plan: CallPlan, call: Call, publication: CallPublication, space: UserSpace, starter: HTTPResponder? = nil,
    format: PayloadFormat = .json, language: Language = .english, offeredTo applications: [ApplicationSession] = []
  ) {
    self.plan = plan
    self.call = call
    self.publication = publication
    self.space = space
    application = plan.isIncoming ? applications.first : space.application(plan.applicationID)
    offeredTo = applications
    self.starter = starter
    self.format = format
    self.language = language
    timers = Array(repeating: nil, count: CallTimer.allCases.count)
  }

  /// Whether the call came in and no phone has it.
  var isUnanswered: Bool { incoming != nil && call.phase == .idle }

  /// Who gets the events: of a call that came in those that were offered it, as long as one of them is running.
  var audience: [ApplicationSession] {
    let left = offeredTo.isEmpty ? [] : offeredTo.filter { space.hasApplication($0.id) }
    return left.isEmpty ? space.audience(plan.applicationID) : left
  }

  subscript(leg: LegID) -> LegHandles {
    get { handles[Int(slot(leg))] }
    set { handles[Int(slot(leg))] = newValue }
  }

  /// Calls `body` with the mark of each telephone that is no part of a call that is up.
  func forEachLooseMark(isUp: Bool, _ body: (UInt64) -> Void) {
    for leg in LegID.allCases where !isUp || leg == .new {
      let index = Int(slot(leg))
      if handles[index].mark != 0, handles[index].dialog != nil { body(handles[index].mark) }
    }
    guard let incoming else { return }
    for phone in incoming.phones where phone.handles.mark != 0 && phone.handles.dialog != nil {
      body(phone.handles.mark)
    }
  }

  /// What there is of each of them.
  func looseHandles(isUp: Bool) -> [LegHandles] {
    let legs = LegID.allCases.filter { !isUp || $0 == .new }.map { self[$0] }
    let phones = incoming?.phones.map(\.handles) ?? []
    return (legs + phones).filter { $0.mark != 0 && $0.dialog != nil }
  }

  /// What dialogs and transactions of the leg are found by.
  func slot(_ leg: LegID) -> UInt64 { slots[Int(leg.rawValue)] }

  /// The leg that has the slot now.
  func leg(inSlot slot: UInt64) -> LegID {
    LegID.allCases.first { self.slot($0) == slot } ?? .new
  }

  /// The two legs take each other's place.
  func exchange(_ one: LegID, _ two: LegID) { slots.swapAt(Int(one.rawValue), Int(two.rawValue)) }
}
