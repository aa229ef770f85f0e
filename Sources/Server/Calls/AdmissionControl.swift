import Synchronization

/// Decides whether one more call may begin, so that accepted calls stay as quick as ever when more are asked for than
/// the machine can carry.
///
/// The sign of overload is delay on the SIP thread, not a count of calls: calls that ring cost nothing. Every start
/// measures how long it waited for that thread. Once the wait exceeds the target for longer than an interval, starts are
/// admitted at a falling rate until it is below again (the idea of CoDel, RFC 8289). A small bound on starts under way
/// covers the time before the first measurement comes back.
final class AdmissionControl: Sendable {
  /// What was decided.
  enum Decision: Sendable, Equatable {
    /// The call may begin.
    case admitted
    /// It may not; try again after so many seconds.
    case refused(retryAfter: Int)
  }

  fileprivate struct State {
    var underway = 0
    /// Calls in set-up or standing.
    var calls = 0
    /// Moving estimate of the SIP thread's delay, in microseconds.
    var delay: Int64 = 0
    var measuredAt: Int64 = 0
    var isClosed = false
  }

  private let state = Mutex(State())
  private let maximumUnderway: Int
  private let maximumCalls: Int
  /// Delay of the SIP thread above which no call begins, in microseconds.
  private let target: Int64

  init(maximumUnderway: Int = 256, maximumCalls: Int, targetMicroseconds: Int64 = 15_000) {
    self.maximumUnderway = maximumUnderway
    self.maximumCalls = maximumCalls
    target = targetMicroseconds
  }

  /// Asks for one more call; an admitted one is reported by `began` or `abandoned`, and by `ended`.
  /// - Parameter now: monotonic microseconds.
  func admit(now: Int64) -> Decision {
    state.withLock { state in
      if state.isClosed { return .refused(retryAfter: 5) }
      if state.calls >= maximumCalls || state.underway >= maximumUnderway { return .refused(retryAfter: 1) }
      // A measurement older than 50 ms says nothing: one call may go ahead to make a new one.
      if state.delay > target, now - state.measuredAt < 50_000 { return .refused(retryAfter: 1) }
      state.underway += 1
      state.calls += 1
      return .admitted
    }
  }

  /// The SIP thread took the start up after so many microseconds.
  func began(afterWaiting delay: Int64, now: Int64) {
    state.withLock { state in
      state.underway -= 1
      state.measure(delay, now)
    }
  }

  /// The SIP thread was late by so many microseconds, whatever it was late with.
  func measured(delay: Int64, now: Int64) {
    state.withLock { $0.measure(delay, now) }
  }

  /// A call is over.
  func ended() {
    state.withLock { $0.calls -= 1 }
  }

  /// Refuses every call from now on: the server is being stopped.
  func close() {
    state.withLock { $0.isClosed = true }
  }

  /// Calls in set-up or standing, and the SIP thread's delay in microseconds.
  var load: (calls: Int, delay: Int64) { state.withLock { ($0.calls, $0.delay) } }
}

extension AdmissionControl.State {
  fileprivate mutating func measure(_ delay: Int64, _ now: Int64) {
    // Rises at once and falls by a quarter each time: one late start is enough to be careful.
    self.delay = delay > self.delay ? delay : (self.delay * 3 + delay) / 4
    measuredAt = now
  }
}
