/// The session timer of one leg (RFC 4028): how long its session stands without a sign of life from the far side, and
/// who sees to it. Plain values, which can be saved.
public struct SessionTimer: Sendable, Equatable {
  /// A refresh of ours that has no final response yet.
  enum Refresh: Sendable, Equatable {
    case update
    case reinvite
  }

  /// Seconds that the session stands without a refresh; 0: no timer runs.
  public internal(set) var interval: Int32 = 0
  /// The largest Min-SE that the far side has named, in seconds; 0: none.
  public internal(set) var minimum: Int32 = 0
  /// Whether this server refreshes. Otherwise the far side does, and is taken for dead when it does not.
  public internal(set) var isRefresher = true
  /// Whether the far side knows session timers. If not we refresh all the same, to hear whether it is still there.
  public internal(set) var isAgreed = false
  /// Whether the far side takes UPDATE.
  public internal(set) var takesUpdate = false
  /// The refresh that is out.
  var refresh: Refresh?
  /// How often in a row a refresh could not even be sent.
  var failures: UInt8 = 0
  /// Whether a 422 has been followed since the last success.
  var hasYielded = false
  /// What the phone's re-INVITE that waits for our response says.
  var asked: SessionTerms?

  /// How often in a row a refresh may fail to be sent before the far side counts as gone.
  static let maximumFailures: UInt8 = 3

  /// The largest interval that a 422 can bring us to, in seconds.
  static let maximum: Int32 = 86_400

  /// When this server has to do something, after the last refresh: half the interval if it refreshes, else the time by
  /// which the far side should have (RFC 4028, section 10).
  var delay: Duration {
    isRefresher ? .milliseconds(Int(interval) * 500) : .seconds(interval - min(32, interval / 3))
  }

  /// After a refusal that says no more than that the far side is there.
  var retryDelay: Duration { .milliseconds(max(1000, Int(interval) * 125)) }

  /// What an INVITE or UPDATE of ours asks for; nil if there are no session timers.
  func offer(_ settings: CallSettings) -> SessionTerms? {
    guard settings.hasSessionTimers else { return nil }
    // Before anything is agreed the choice is the far side's.
    let refresher: SessionTerms.Refresher? = interval == 0 ? nil : isRefresher ? .uac : .uas
    return SessionTerms(
      expires: asked(settings), refresher: refresher, minimum: max(minimum, settings.smallestSession),
      isSupported: true)
  }

  /// What our 2xx to an INVITE or UPDATE says, once that was taken; nil if it says nothing.
  var answer: SessionTerms? {
    guard interval > 0, isAgreed else { return nil }
    return SessionTerms(expires: interval, refresher: isRefresher ? .uas : .uac, isSupported: true)
  }

  private func asked(_ settings: CallSettings) -> Int32 {
    max(interval > 0 ? interval : settings.sessionInterval, minimum)
  }

  /// The far side has answered a request of ours with 2xx (RFC 4028, section 7.2).
  mutating func answered(_ terms: SessionTerms, _ settings: CallSettings) {
    let asked = asked(settings)
    if let takesUpdate = terms.takesUpdate { self.takesUpdate = takesUpdate }
    isAgreed = terms.expires != nil
    // Never shorter than may be: a phone that says 1 would be asked every half second.
    interval = max(min(terms.expires ?? asked, asked), settings.smallestSession)
    isRefresher = terms.expires == nil || terms.refresher != .uas
    failures = 0
    hasYielded = false
  }

  /// A request of the far side is answered with 2xx (RFC 4028, section 9). Its wish of who refreshes is followed.
  mutating func taken(_ terms: SessionTerms, _ settings: CallSettings) {
    if let takesUpdate = terms.takesUpdate { self.takesUpdate = takesUpdate }
    minimum = min(max(minimum, terms.minimum ?? 0), Self.maximum)
    isAgreed = terms.expires != nil || terms.isSupported
    let longest = settings.sessionInterval
    interval = max(min(terms.expires ?? longest, longest), max(settings.smallestSession, minimum))
    isRefresher =
      switch terms.refresher {
      case .uac: false
      case .uas: true
      case nil: terms.expires == nil || !terms.isSupported
      }
    failures = 0
  }

  /// Whether a 422 is followed by the same request with the interval that it asks for: once.
  mutating func yields(to refusal: Refusal, _ settings: CallSettings) -> Bool {
    guard settings.hasSessionTimers, refusal.status == 422, !hasYielded, let least = refusal.minimumSession,
      least > minimum, least <= Self.maximum
    else { return false }
    minimum = least
    hasYielded = true
    return true
  }
}
