import CallControl
import HTTP
import Media
import SIP
import UCWA

/// One call on its shard: the state machine and what it stands for in SIP. Touched on the shard's thread only.
final class CallSession {
  /// What the SIP layer holds for one leg.
  struct LegHandles {
    var dialog: SIPDialog?
    var invite: SIPClientTransaction?
    var reinvite: SIPClientTransaction?
    var bye: SIPClientTransaction?
    /// A re-INVITE of the phone that waits for our final response.
    var offer: SIPServerTransaction?
    /// CSeq of the last 2xx that an ACK belongs to.
    var answeredCSeq: UInt32 = 0

    mutating func release() {
      dialog?.destroy()
      self = LegHandles()
    }
  }

  let plan: CallPlan
  var call: Call
  var publication: CallPublication
  let space: UserSpace
  var own = LegHandles()
  var other = LegHandles()
  /// The socket that plays tones to the own phone.
  var tones: ToneSession?
  /// Where leg B goes; a 302 changes it.
  var otherDestination: CallPlan.Destination
  /// Request-URIs to which 302 responses have led so far.
  var redirected: [String] = []
  /// Who answered on leg B.
  var answeredBy: CallPublication.AnsweredParty?
  var timers: [SIPTimer?]
  /// The start request that waits for its 201.
  var starter: HTTPResponder?
  let format: PayloadFormat
  let language: Language
  /// Actions behind a durable-first record that is not committed yet.
  var held: [CallAction]?
  /// Events that came meanwhile.
  var waiting: [CallEvent] = []

  init(
    plan: CallPlan, call: Call, publication: CallPublication, space: UserSpace, starter: HTTPResponder,
    format: PayloadFormat, language: Language
  ) {
    self.plan = plan
    self.call = call
    self.publication = publication
    self.space = space
    self.starter = starter
    self.format = format
    self.language = language
    otherDestination = plan.other
    timers = Array(repeating: nil, count: CallTimer.allCases.count)
  }

  subscript(leg: LegID) -> LegHandles {
    get { leg == .own ? own : other }
    set { if leg == .own { own = newValue } else { other = newValue } }
  }
}
