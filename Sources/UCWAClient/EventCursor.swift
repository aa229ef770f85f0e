/// Where a reader stands in an event channel, and what it does next: follow, wait and ask again, or give up.
///
/// A value without a clock of its own, so that every course of events can be tried out in a test.
struct EventCursor: Sendable {
  /// What to do with an answer, or without one.
  enum Step: Sendable, Equatable {
    /// Hand these on, then ask again after the wait.
    case deliver([UCWAEvent], waitSeconds: Double)
    /// The channel is at an end.
    case end(ClientError)
  }

  /// What is to be asked for next, as the server wrote it.
  private(set) var href: String
  private let firstRetrySeconds: Double
  private let serverLossSeconds: Double
  private var failingSince: Double?
  private var failures = 0
  private var emptyInHaste = 0
  private var resyncs = 0

  static let longestWaitSeconds = 5.0
  /// A server that resyncs to a place that must be resynced again would hold its client in a loop.
  static let mostResyncs = 5

  init(href: String, options: UCWAClient.Options) {
    self.href = href
    firstRetrySeconds = options.firstRetrySeconds
    serverLossSeconds = options.serverLossSeconds
  }

  /// An answer of the channel arrived, `seconds` after it was asked for.
  mutating func received(_ package: EventPackage, after seconds: Double) -> Step {
    var events: [UCWAEvent] = []
    if failingSince != nil { events.append(.restored) }
    failingSince = nil
    failures = 0

    events += package.events.map(UCWAEvent.resource)
    switch package.continuation {
    case .next(let href):
      self.href = href
      resyncs = 0
    case .resync(let href):
      self.href = href
      resyncs += 1
      guard resyncs <= Self.mostResyncs else { return .end(.malformed("the event channel resyncs without end")) }
    case .resume(let href):
      self.href = href
      resyncs = 0
      events.append(.resumed)
    }

    // A channel that answers at once with nothing would otherwise be asked thousands of times a second.
    emptyInHaste = package.events.isEmpty && seconds < 1 ? emptyInHaste + 1 : 0
    return .deliver(events, waitSeconds: emptyInHaste > 2 ? wait(emptyInHaste - 2) : 0)
  }

  /// No usable answer came. `now` is in seconds on any clock that does not go back.
  mutating func failed(_ error: ClientError, now: Double) -> Step {
    guard Self.mayPass(error) else { return .end(error) }
    let since = failingSince ?? now
    guard now - since < serverLossSeconds else { return .end(.serverLost(error.description)) }

    let events: [UCWAEvent] = failingSince == nil ? [.interrupted(error)] : []
    failingSince = since
    failures += 1
    var seconds = wait(failures)
    if case .refused(_, _, let retryAfter?) = error {
      // What is left of the patience bounds what a server may ask for.
      seconds = min(max(seconds, Double(retryAfter)), serverLossSeconds)
    }
    return .deliver(events, waitSeconds: seconds)
  }

  private func wait(_ count: Int) -> Double {
    var seconds = firstRetrySeconds
    for _ in 1..<max(count, 1) where seconds < Self.longestWaitSeconds { seconds *= 2 }
    return min(seconds, Self.longestWaitSeconds)
  }

  /// Whether the same request may succeed later: the ack is the same, so nothing is lost by asking again.
  private static func mayPass(_ error: ClientError) -> Bool {
    switch error {
    case .unreachable, .malformed: true
    case .refused(let status, _, _): status == 408 || status == 429 || status >= 500
    case .signInRefused, .notOffered, .serverLost, .eventsAlreadyRead, .notSignedIn: false
    }
  }
}
