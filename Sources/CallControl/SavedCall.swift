/// What a call that is up must still know after a restart of the server. Plain values: how they are written down is not
/// the machine's business.
public struct SavedCall: Sendable, Equatable {
  /// What is kept of a leg, beside its dialog.
  public struct Leg: Sendable, Equatable {
    /// Session id of the descriptions sent on it (the `o=` line).
    public var sessionID: UInt64
    /// Version of the last one.
    public var sessionVersion: UInt64
    /// Where the far side was told to send its audio.
    public var told: SessionDescription.Endpoint?
    /// The last description that the far side sent.
    public var description: SessionDescription?
    /// The description with which the session is refreshed.
    public var sent: SessionDescription?
    /// Whether the last description sent on it stopped its media.
    public var isStopped: Bool
    /// Seconds that the session stands without a refresh; 0: no timer runs (RFC 4028).
    public var interval: Int32
    /// The largest Min-SE that the far side has named, in seconds.
    public var minimum: Int32
    /// Whether this server refreshes.
    public var isRefresher: Bool
    /// Whether the far side knows session timers.
    public var isAgreed: Bool
    /// Whether the far side takes UPDATE.
    public var takesUpdate: Bool

    /// Every field.
    public init(
      sessionID: UInt64, sessionVersion: UInt64, told: SessionDescription.Endpoint?, description: SessionDescription?,
      sent: SessionDescription?, isStopped: Bool, interval: Int32, minimum: Int32, isRefresher: Bool, isAgreed: Bool,
      takesUpdate: Bool
    ) {
      self.sessionID = sessionID
      self.sessionVersion = sessionVersion
      self.told = told
      self.description = description
      self.sent = sent
      self.isStopped = isStopped
      self.interval = interval
      self.minimum = minimum
      self.isRefresher = isRefresher
      self.isAgreed = isAgreed
      self.takesUpdate = takesUpdate
    }
  }

  /// The user's own phone.
  public var own: Leg
  /// The other side.
  public var other: Leg
  /// Whether the application holds the call.
  public var isHeld: Bool
  /// Whether the user has left the call to others.
  public var isDetached: Bool
  /// Whether a change of the media was under way, so that nobody knows what the far sides were told last.
  public var isUnsettled: Bool

  /// Every field.
  public init(own: Leg, other: Leg, isHeld: Bool, isDetached: Bool, isUnsettled: Bool) {
    self.own = own
    self.other = other
    self.isHeld = isHeld
    self.isDetached = isDetached
    self.isUnsettled = isUnsettled
  }
}

extension Call {
  /// What to write down of a call that is up; nil for any other.
  public var saved: SavedCall? {
    guard phase == .connected, own.state == .established, other.state == .established else { return nil }
    return SavedCall(
      own: own.saved, other: other.saved, isHeld: isHeld, isDetached: isDetached,
      isUnsettled: change != nil || replacement != nil || relaying != nil)
  }

  /// A call that was up when the server ended.
  public init(restoring saved: SavedCall, settings: CallSettings, jitter: UInt64) {
    self.init(settings: settings, sessionIDs: (saved.own.sessionID, saved.other.sessionID), jitter: jitter)
    phase = .connected
    invitation = .connected
    reachedOtherSide = true
    own = Leg(restoring: saved.own)
    other = Leg(restoring: saved.other)
    isHeld = saved.isHeld
    isDetached = saved.isDetached
    media = OwnMedia(isOpen: false)
    // Session ids of later legs must not meet those of earlier ones.
    sessionCount = 1 << 16
  }

  /// The call is under control again.
  mutating func recovered(isUnsettled: Bool, _ actions: inout [CallAction]) {
    guard phase == .connected else { return }
    for leg in [LegID.own, .other] where self[leg].timer.interval > 0 {
      // A refresh of ours shows soon whether the far side is still there. What the far side owes has its full time.
      let soon = Duration.milliseconds(200 + Int(jitter % 2_000))
      let delay = self[leg].timer.delay
      actions.append(.startTimer(leg.sessionTimer, self[leg].timer.isRefresher ? min(soon, delay) : delay))
    }
    // Both are told anew what was settled last, since one of them may have been told otherwise.
    if isUnsettled { begin(isHeld ? .hold : .resume, &actions) }
  }
}

extension Leg {
  fileprivate var saved: SavedCall.Leg {
    SavedCall.Leg(
      sessionID: sessionID, sessionVersion: sessionVersion, told: told, description: remoteDescription, sent: sent,
      isStopped: isStopped, interval: timer.interval, minimum: timer.minimum, isRefresher: timer.isRefresher,
      isAgreed: timer.isAgreed, takesUpdate: timer.takesUpdate)
  }

  fileprivate init(restoring saved: SavedCall.Leg) {
    self.init(sessionID: saved.sessionID)
    state = .established
    negotiation = .stable
    // What was sent after the record was written must not be taken for the same again.
    sessionVersion = saved.sessionVersion &+ 1_000
    told = saved.told
    remoteDescription = saved.description
    sent = saved.sent
    isStopped = saved.isStopped
    isDoubted = saved.isRefresher
    timer.interval = saved.interval
    timer.minimum = saved.minimum
    timer.isRefresher = saved.isRefresher
    timer.isAgreed = saved.isAgreed
    timer.takesUpdate = saved.takesUpdate
  }
}
