/// A call that comes in: phones ring after a ``RingPlan``, and the first that answers has it.
///
/// A value type like ``Call``: an event goes in, actions come out. It ends when the call goes on as a ``Call`` between
/// a phone and the caller, or was refused; what is left then are the phones that ring for nothing, and it sees them
/// off. The applications get exactly one `connected` or `failed` after a `started`. That may come before the end: who
/// declines for himself leaves the call to those who ring beside him.
public struct IncomingCall: Sendable, Equatable {
  /// How far the call as a whole has come.
  public enum Phase: Sendable, Equatable {
    /// Not started.
    case idle
    /// The record is being written; nothing rings.
    case recording
    /// Phones ring.
    case ringing
    /// A phone has the call, or the caller was refused; phones are going away.
    case over
    /// Nothing is left.
    case finished
  }

  /// How far the call has come.
  public internal(set) var phase = Phase.idle
  /// Who rings and when.
  public let plan: RingPlan
  /// The phones of the plan. The one that has the call is not counted any more.
  public internal(set) var phones: [Leg]
  /// What the caller offered; nil if he wants an offer from the phone (RFC 3261, 13.2.1).
  let offer: SessionDescription?
  /// Whose turn it is.
  var stage = RingPlan.Stage.first
  /// Whether the caller knows that a phone rings.
  var isAlerting = false
  /// What the applications know of how far the invitation has come.
  var shown = InvitationPhase.connecting
  /// Whether the applications have been told how the call ended for the user.
  public internal(set) var isSettled = false
  /// How often each phone has sent the call on (302).
  var redirects: [Int]
  /// Phones about whose 302 the server is being asked.
  var redirecting: Set<Int> = []
  /// What has kept the call from the phones so far.
  var rejections: [Rejection] = []
  /// What has ended the call while its record was being written.
  var early: Ending?
  let settings: CallSettings
  let sessionID: UInt64
  let jitter: UInt64

  /// Why the call ends without a phone, and what the caller is answered; nothing if his INVITE has its answer.
  struct Ending: Sendable, Equatable {
    var outcome: Outcome
    var status: Int?
  }

  /// Why a phone does not have the call.
  struct Rejection: Sendable, Equatable {
    /// What decides which of several the caller hears.
    var refusal: Refusal
    var outcome: Outcome
    var status: Int
    /// Whether it is the user's, and not that of somebody to whom the call was sent.
    var isOwn = true
  }

  /// A call that has not begun.
  /// - Parameters:
  ///   - plan: who rings and when.
  ///   - offer: the caller's session description, if his INVITE has one.
  ///   - settings: timers and limits.
  ///   - sessionID: from which the `o=` session ids of all legs are made.
  ///   - jitter: any random number.
  public init(
    _ plan: RingPlan, offer: SessionDescription?, settings: CallSettings, sessionID: UInt64, jitter: UInt64 = 0
  ) {
    self.plan = plan
    phones = plan.phones.indices.map { Leg(sessionID: sessionID &+ 1 &+ UInt64($0) << 32) }
    redirects = Array(repeating: 0, count: plan.phones.count)
    self.offer = offer
    self.settings = settings
    self.sessionID = sessionID
    self.jitter = jitter
  }

  /// Whether one of the user's own phones has said that it is busy.
  public var isBusy: Bool { rejections.contains { $0.isOwn && $0.refusal.status == 486 } }

  /// Whether the user can still decline.
  public var canDecline: Bool { phase == .ringing && !isSettled }

  /// What the INVITE to a phone says of the session timer; nil if there are none.
  public func sessionTerms(requesting phone: Int) -> SessionTerms? { phones[phone].timer.offer(settings) }

  /// Takes an event in and gives the actions it asks for, in order.
  public mutating func handle(_ event: IncomingEvent) -> [IncomingAction] {
    guard phase != .finished else { return [] }
    var actions: [IncomingAction] = []
    switch event {
    case .start: start(&actions)
    case .recorded: recorded(&actions)
    case .recordFailed: recordFailed(&actions)
    case .provisional(let phone, let status): provisional(phone, status, &actions)
    case .answered(let phone, let body): answered(phone, body, &actions)
    case .refused(let phone, let refusal): refused(phone, refusal, &actions)
    case .redirectAccepted(let phone): redirected(phone, isAllowed: true, &actions)
    case .redirectRefused(let phone): redirected(phone, isAllowed: false, &actions)
    case .byeCompleted(let phone): if phones[phone].state == .ending { phoneEnded(phone, &actions) }
    case .cancelled: end(Ending(outcome: .callerGaveUp), &actions)
    case .hungUp: end(Ending(outcome: .callerGaveUp, status: 487), &actions)
    case .decline(let status): if canDecline { end(Ending(outcome: .declinedByUser, status: status), &actions) }
    case .declineHere: if canDecline { declineHere(&actions) }
    case .timer(let timer): timerFired(timer, &actions)
    case .shutdown: end(Ending(outcome: .serverStopping, status: 503), &actions)
    }
    return actions
  }

  /// Tells the applications, unless they know already how it ended for the user.
  mutating func tell(_ notice: CallNotice, _ actions: inout [IncomingAction]) {
    guard !isSettled else { return }
    switch notice {
    case .failed, .connected: isSettled = true
    case .progressed(let phase): shown = phase
    default: break
    }
    actions.append(.notify(notice))
  }

  /// The identity of the next description sent to a phone.
  mutating func nextOrigin(_ phone: Int) -> SessionDescription.Origin {
    phones[phone].sessionVersion += 1
    return SessionDescription.Origin(
      sessionID: phones[phone].sessionID, version: phones[phone].sessionVersion, host: settings.host)
  }
}
