/// A call that comes in: the user's phones ring together, and the first that answers has it.
///
/// A value type like ``Call``: an event goes in, actions come out. It ends when the call goes on as a ``Call`` between
/// the phone and the caller, or was refused; what is left then are the phones that ring for nothing, and it sees them
/// off. The applications get exactly one `connected` or `failed` after a `started`.
public struct IncomingCall: Sendable, Equatable {
  /// How far the call as a whole has come.
  public enum Phase: Sendable, Equatable {
    /// Not started.
    case idle
    /// The record is being written; nothing rings.
    case recording
    /// The phones ring.
    case ringing
    /// A phone has the call, or the caller was refused; phones are going away.
    case over
    /// Nothing is left.
    case finished
  }

  /// How far the call has come.
  public internal(set) var phase = Phase.idle
  /// The user's phones. The one that has the call is not counted any more.
  public internal(set) var phones: [Leg]
  /// What the caller offered; nil if he wants an offer from the phone (RFC 3261, 13.2.1).
  let offer: SessionDescription?
  /// Whether the caller and the applications know that a phone rings.
  var isAlerting = false
  /// What phones have refused with so far.
  var refusals: [Refusal] = []
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

  /// A call that has not begun.
  /// - Parameters:
  ///   - phones: how many phones are to ring, at least one.
  ///   - offer: the caller's session description, if his INVITE has one.
  ///   - settings: timers; the phones ring for `ringOwnPhone`.
  ///   - sessionID: from which the `o=` session ids of all legs are made.
  ///   - jitter: any random number.
  public init(
    phones: Int, offer: SessionDescription?, settings: CallSettings, sessionID: UInt64, jitter: UInt64 = 0
  ) {
    self.phones = (0..<phones).map { Leg(sessionID: sessionID &+ 1 &+ UInt64($0) << 32) }
    self.offer = offer
    self.settings = settings
    self.sessionID = sessionID
    self.jitter = jitter
  }

  /// Whether the user can still decline.
  public var canDecline: Bool { phase == .ringing }

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
    case .byeCompleted(let phone): if phones[phone].state == .ending { phoneEnded(phone, &actions) }
    case .cancelled: end(Ending(outcome: .callerGaveUp), &actions)
    case .hungUp: end(Ending(outcome: .callerGaveUp, status: 487), &actions)
    case .decline(let status): if canDecline { end(Ending(outcome: .declinedByUser, status: status), &actions) }
    case .timer(let timer): timerFired(timer, &actions)
    case .shutdown: end(Ending(outcome: .serverStopping, status: 503), &actions)
    }
    return actions
  }

  /// The identity of the next description sent to a phone.
  mutating func nextOrigin(_ phone: Int) -> SessionDescription.Origin {
    phones[phone].sessionVersion += 1
    return SessionDescription.Origin(
      sessionID: phones[phone].sessionID, version: phones[phone].sessionVersion, host: settings.host)
  }
}
