/// A call-via-work call: the user's own phone is called, then the other side, and their media are joined (RFC 3725,
/// flow IV).
///
/// A value type without clock, socket or store: an event goes in, actions come out, and the caller carries them out in
/// order after the machine has returned. Every path ends both legs, and gives the application exactly one `connected`
/// or `failed`, and one `disconnected` after a `connected`.
public struct Call: Sendable, Equatable {
  /// How far the call as a whole has come.
  public enum Phase: Sendable, Equatable {
    /// Not started.
    case idle
    /// The own phone is being called.
    case callingOwn
    /// The own phone has answered; the key that confirms the call is awaited.
    case confirming
    /// The other side wants an offer: the own phone is being asked for one.
    case fetchingOffer
    /// The other side is being called.
    case callingOther
    /// The other side pointed elsewhere and the server is asked whether the call may go there.
    case redirecting
    /// The other side has answered; the own phone is being given its description.
    case joining
    /// The own phone answered that with another endpoint than the other side knows; it is being told.
    case aligning
    /// Both sides talk.
    case connected
    /// The outcome is known; the legs are going away.
    case ending
    /// Nothing is left.
    case finished
  }

  /// How far the call has come.
  public internal(set) var phase: Phase = .idle
  /// The user's own phone.
  public internal(set) var own: Leg
  /// The invited side.
  public internal(set) var other: Leg
  /// State of the invitation as the application sees it.
  public internal(set) var invitation: InvitationPhase = .connecting
  /// Whether the other side was ever called.
  public internal(set) var reachedOtherSide = false
  /// A phone that is to take the place of one of the two. One that has given up its place is left to the SIP layer.
  public internal(set) var new: Leg
  /// Whether the new leg is that of another call, to which it goes back if it does not take its place.
  var isNewBorrowed = false
  /// The change of a leg that is under way.
  public internal(set) var replacement: Replacement?
  /// Whether the user has left the call by a transfer. It goes on between the others, and his applications hear no more
  /// of it.
  public internal(set) var isDetached = false
  /// Descriptions' session ids handed out so far.
  var sessionCount: UInt64 = 0
  /// The phone whose re-INVITE is being passed on to its peer.
  var relaying: LegID?
  /// What that phone offered, until its peer has taken it.
  var relayedOffer: SessionDescription?
  /// Whether the other side is called with an offer.
  var offersToOther: Bool
  /// Whether the fall-back from an offerless INVITE was taken.
  var fellBack = false
  /// Whether the application holds the call. It stays as it is until a change of it is settled.
  public internal(set) var isHeld = false
  /// Holding or resuming that is under way.
  var change: MediaChange?
  /// The phone that moved when its session was refreshed, while its peer is still to be told.
  var movedInRefresh: LegID?
  /// How many 302 responses were followed.
  var redirects = 0
  /// Contacts already tried, against loops.
  var triedContacts: Set<String> = []
  /// Times the join was refused with 491.
  var glares = 0
  /// The socket that plays tones to the own phone.
  var media: OwnMedia
  /// Keys pressed so far to confirm the call.
  var keys = ConfirmingKeys()
  /// Early media of the fork that was joined, or is being joined.
  var early: EarlyMedia?
  /// What the own phone's re-INVITE that is out was sent for, where that is early media.
  var earlyReinvite: EarlyMedia.Reinvite?
  /// What the forks of the other side have sent before a 2xx, by their tags. Each was answered, or is the early media.
  var forks: [String: SessionDescription] = [:]
  /// Stops the media of the own phone, once it is free to be told.
  var silence: SessionDescription?
  let settings: CallSettings
  /// From which the session ids of further legs are made.
  let firstSessionID: UInt64
  /// Spreads the 491 delay; drawn by the caller so that the machine stays deterministic.
  let jitter: UInt64

  /// A call that has not begun.
  /// - Parameters:
  ///   - settings: timers and limits.
  ///   - sessionIDs: the `o=` session ids of the own and the other leg, unique per dialog.
  ///   - jitter: any random number.
  public init(settings: CallSettings, sessionIDs: (UInt64, UInt64), jitter: UInt64 = 0) {
    self.settings = settings
    self.jitter = jitter
    own = Leg(sessionID: sessionIDs.0)
    other = Leg(sessionID: sessionIDs.1)
    new = Leg(sessionID: sessionIDs.0)
    firstSessionID = sessionIDs.0
    offersToOther = settings.offersToOtherSide
    media = OwnMedia(isOpen: settings.media != nil)
  }

  /// Whether the invitation can still be cancelled.
  public var canCancel: Bool {
    switch phase {
    case .callingOwn, .confirming, .fetchingOffer, .callingOther, .redirecting, .joining, .aligning: true
    case .idle, .connected, .ending, .finished: false
    }
  }

  /// Whether the call is up and can be stopped.
  public var isConnected: Bool { phase == .connected }

  /// Whether the call can be held now.
  public var canHold: Bool { phase == .connected && !isHeld && isSettled }

  /// Whether the call can be resumed now.
  public var canResume: Bool { phase == .connected && isHeld && isSettled }

  /// Whether nothing is being changed.
  private var isSettled: Bool { change == nil && replacement == nil && other.state != .lent }

  /// Whether one of the two phones can be replaced by another now: no change is under way, and nothing is left of an
  /// earlier one.
  public var canReplace: Bool { phase == .connected && isSettled && new.state.isGone }

  /// Whether the user can take it over on another phone, or transfer it, now.
  public var canMove: Bool { canReplace && !isDetached }

  /// Whether the other side can be lent to another call of the user now, for an attended transfer.
  public var canLend: Bool {
    canMove && relaying == nil && other.canReinvite && other.remoteDescription != nil
  }

  /// Whether a takeover can still be given up.
  public var canCancelTakeover: Bool { replacement?.cause == .takeover && replacement?.failure == nil }

  /// Whether it matters which fork of the other side answers, because some have sent their descriptions before.
  public var knowsForks: Bool { !forks.isEmpty }

  /// Takes an event in and gives the actions it asks for, in order.
  public mutating func handle(_ event: CallEvent) -> [CallAction] {
    var actions: [CallAction] = []
    handle(event, into: &actions)
    return actions
  }

  /// Takes an event in and appends the actions it asks for, in order.
  public mutating func handle(_ event: CallEvent, into actions: inout [CallAction]) {
    guard phase != .finished else { return }
    let first = actions.endIndex
    decide(event, &actions)
    for index in first..<actions.endIndex {
      let action = actions[index]
      note(action)
      if case .respond(let leg, let status, _) = action { sessionAnswered(leg, status, &actions) }
    }
  }

  /// Keeps in mind where each side is told to send its audio, and what it owes an ACK for.
  private mutating func note(_ action: CallAction) {
    if case .respond(let leg, 200, _) = action { self[leg].awaitsAcknowledgement = true }
    switch action {
    case .invite(let leg, let description?), .acknowledge(let leg, let description?),
      .respond(let leg, 200, let description?):
      self[leg].told = description.audio
      keep(description, leg)
    case .prack(.other, let response, let description?) where early?.response.fork == response.fork:
      keep(description, .other)
    case .reinvite(let leg, let description?): self[leg].proposed = description
    default: break
    }
  }

  private mutating func decide(_ event: CallEvent, _ actions: inout [CallAction]) {
    switch event {
    case .start: start(&actions)
    case .recordFailed: recordFailed(&actions)
    case .provisional(let leg, let status): provisional(leg, status, &actions)
    case .reliable(let leg, let response, let body): reliable(leg, response, body, &actions)
    case .prackFailed(let leg, let fork): prackFailed(leg, fork)
    case .answered(let leg, let body, let fork, let terms):
      if case .inviting = self[leg].state { sessionAgreed(leg, terms, &actions) }
      answered(leg, body, fork, &actions)
    case .refused(let leg, let refusal): refused(leg, refusal, &actions)
    case .reanswered(let leg, let body, let terms):
      if self[leg].isReinviting { sessionAgreed(leg, terms, &actions) }
      reanswered(leg, body, &actions)
    case .reinviteRefused(let leg, let refusal): reinviteRefused(leg, refusal, &actions)
    case .byeCompleted(let leg): if self[leg].state == .ending { legEnded(leg, &actions) }
    case .hungUp(let leg): hungUp(leg, &actions)
    case .reoffered(let leg, let body, let terms): reoffered(leg, body, terms, &actions)
    case .updated(let leg, let body, let terms): updated(leg, body, terms, &actions)
    case .updateAnswered(let leg, let terms): updateAnswered(leg, terms, &actions)
    case .updateRefused(let leg, let refusal): updateRefused(leg, refusal, &actions)
    case .sessionsBegun(let own, let caller): sessionsBegun(own, caller, &actions)
    case .acknowledged(let leg, let body): acknowledged(leg, body, &actions)
    case .unacknowledged(let leg): unacknowledged(leg, &actions)
    case .pressed(let leg, let key, let signal): pressed(leg, key, by: signal, &actions)
    case .timer(let timer): timerFired(timer, &actions)
    case .redirectAccepted: redirectAccepted(&actions)
    case .redirectRefused(let outcome): if phase == .redirecting { fail(outcome, &actions) }
    case .cancel: if canCancel { fail(.cancelledByUser, &actions) }
    case .stop: stop(.endedByUser, &actions)
    case .hold: if canHold { begin(.hold, &actions) }
    case .resume: if canResume { begin(.resume, &actions) }
    case .takeOver: if canMove { replace(.takeover, &actions) }
    case .cancelTakeover: if canCancelTakeover { replacementFailed(.cancelledByUser, &actions) }
    case .transfer(let leg): if canReplace { replace(.transfer(by: leg), &actions) }
    case .transferTo(let leg): if canReplace { replace(borrowing: leg, &actions) }
    case .lend: lend(&actions)
    case .loanKept: loanKept(&actions)
    case .loanReturned(let leg): loanReturned(leg, &actions)
    case .applicationEnded:
      if canCancel, !reachedOtherSide { fail(.applicationEnded, &actions) }
      if canCancelTakeover, new.state != .established { replacementFailed(.applicationEnded, &actions) }
    case .recovered(let isUnsettled): recovered(isUnsettled: isUnsettled, &actions)
    case .shutdown: shutdown(&actions)
    }
  }

  subscript(leg: LegID) -> Leg {
    get {
      switch leg {
      case .own: own
      case .other: other
      case .new: new
      }
    }
    set {
      switch leg {
      case .own: own = newValue
      case .other: other = newValue
      case .new: new = newValue
      }
    }
  }

  /// The identity of the next description sent on a leg.
  mutating func nextOrigin(_ leg: LegID) -> SessionDescription.Origin {
    self[leg].sessionVersion += 1
    return SessionDescription.Origin(
      sessionID: self[leg].sessionID, version: self[leg].sessionVersion, host: settings.host)
  }
}
