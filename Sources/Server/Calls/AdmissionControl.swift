import Synchronization

/// Decides whether one more call may begin, so that accepted calls stay as quick as ever when more are asked for than
/// the machine can carry.
///
/// The sign of overload is delay on the SIP thread, not a count of calls: calls that ring cost nothing. Each start
/// measures how long it waited for that thread, and how long the messages that lie in its socket will wait. One late
/// start means nothing; when even the quickest of a window was late, the thread is behind (the idea of CoDel, RFC 8289).
/// Then starts are admitted at a rate that falls with every window that is behind and rises with every one that is not
/// (as TCP's congestion window does), until it is no longer needed.
///
/// A value type: the clock comes in, so that tests need no load.
struct AdmissionControl: Sendable {
  /// What was decided.
  enum Decision: Sendable, Equatable {
    /// The call may begin.
    case admitted
    /// It may not; try again after so many seconds.
    case refused(retryAfter: Int)
    /// None may any more, since the server is being stopped; another process may take it after so many seconds.
    case closed(retryAfter: Int)

    /// After how many seconds to try again; nil if the call was admitted.
    var retryAfter: Int? {
      switch self {
      case .admitted: nil
      case .refused(let seconds), .closed(let seconds): seconds
      }
    }
  }

  /// Length of a window, in microseconds.
  static let window: Int64 = 50_000
  /// Starts that may wait for the SIP thread at once: a bound for the time before the first measurement comes back.
  static let maximumUnderway = 128

  /// Seconds after which a server that is being stopped may be there again.
  static let retryAfterClosing = 5

  /// Delay that is fine, in microseconds.
  let target: Int64
  /// Calls in set-up or standing.
  let maximumCalls: Int
  let maximumInSetup: Int
  private(set) var calls = 0
  /// Calls that are not up yet.
  private(set) var inSetup = 0
  /// Calls that ever began.
  private(set) var begun = 0
  private var underway = 0
  /// Whether every new call is refused.
  private(set) var isClosed = false
  private var windowStart: Int64 = 0
  /// The smallest delay in this window; nil when nothing was measured.
  private var smallest: Int64?
  private var admittedInWindow = 0
  /// Calls per window while the thread is behind; nil when there is no limit.
  private(set) var limit: Double?
  private var credit = 0.0

  /// - Parameters:
  ///   - maximumCalls: Calls at once, ringing and standing.
  ///   - maximumInSetup: Calls at once that are not up yet.
  ///   - target: Delay of the SIP thread that is fine, in microseconds.
  init(maximumCalls: Int, maximumInSetup: Int = .max, target: Int64 = 20_000) {
    self.maximumCalls = maximumCalls
    self.maximumInSetup = maximumInSetup
    self.target = target
  }

  /// Asks for one more call; an admitted one is reported by `began`, by `settled` when it is up or has failed, and by
  /// `ended` when nothing of it is left.
  /// - Parameters:
  ///   - isPart: Whether it belongs to a call that was admitted, as the second half of one between two users does. A
  ///     server that is being stopped takes it, so that the first half can come to its end. Default false.
  ///   - now: monotonic microseconds.
  mutating func admit(isPart: Bool = false, now: Int64) -> Decision {
    turnWindow(now)
    if isClosed, !isPart { return .closed(retryAfter: Self.retryAfterClosing) }
    if calls >= maximumCalls || inSetup >= maximumInSetup || underway >= Self.maximumUnderway {
      return .refused(retryAfter: 1)
    }
    if limit != nil {
      guard credit >= 1 else { return .refused(retryAfter: 1) }
      credit -= 1
    }
    underway += 1
    calls += 1
    inSetup += 1
    begun += 1
    admittedInWindow += 1
    return .admitted
  }

  /// The SIP thread took a start up after so many microseconds.
  mutating func began(delay: Int64, now: Int64) {
    underway -= 1
    turnWindow(now)
    smallest = min(smallest ?? delay, delay)
  }

  /// A call is up, or will not be.
  mutating func settled() { inSetup -= 1 }

  /// A call of an earlier process stands.
  mutating func restored() { calls += 1 }

  /// Nothing of a call is left.
  mutating func ended() { calls -= 1 }

  /// Refuses every call from now on: the server is being stopped.
  mutating func close() { isClosed = true }

  private mutating func turnWindow(_ now: Int64) {
    let passed = (now - windowStart) / Self.window
    guard passed > 0 else { return }
    let isBehind = (smallest ?? 0) > target || (smallest == nil && underway >= Self.maximumUnderway / 2)
    if isBehind {
      limit = max(1, (limit ?? Double(admittedInWindow)) * 0.7)
    } else if let current = limit {
      // Slowly up, so that it settles below what the thread can carry; quickly once nothing was asked for.
      let raised = passed > 4 ? current * 4 : current * 1.05 + 0.5
      // Well above what is asked for, the limit has no more to say.
      limit = raised > Double(admittedInWindow) * 2 + 16 ? nil : raised
    }
    credit = min(limit ?? 0, (limit ?? 0) * Double(min(passed, 4)))
    windowStart += passed * Self.window
    smallest = nil
    admittedInWindow = 0
  }
}

/// The same for all threads.
final class Admission: Sendable {
  private let control: Mutex<AdmissionControl>
  /// Time the SIP thread takes for a message, in microseconds, and what a message counts in the socket's backlog, in
  /// bytes: together they make delay of a backlog.
  private static let messageTime: Int64 = 40
  private static let messageBytes: Int64 = 1280

  init(maximumCalls: Int, maximumInSetup: Int, target: Int64) {
    control = Mutex(AdmissionControl(maximumCalls: maximumCalls, maximumInSetup: maximumInSetup, target: target))
  }

  func admit(isPart: Bool = false, now: Int64) -> AdmissionControl.Decision {
    control.withLock { $0.admit(isPart: isPart, now: now) }
  }

  /// Whether every new call is refused, because the server is being stopped.
  var isClosed: Bool { control.withLock { $0.isClosed } }

  /// The SIP thread took a start up.
  func began(afterWaiting delay: Int64, backlog: Int, now: Int64) {
    let behind = Int64(backlog) / Self.messageBytes * Self.messageTime
    control.withLock { $0.began(delay: max(delay, behind), now: now) }
  }

  func settled() { control.withLock { $0.settled() } }

  func restored() { control.withLock { $0.restored() } }

  func ended() { control.withLock { $0.ended() } }

  func close() { control.withLock { $0.close() } }

  /// Calls in set-up or standing.
  var calls: Int { control.withLock { $0.calls } }

  /// Calls that ever began.
  var begun: Int { control.withLock { $0.begun } }
}
