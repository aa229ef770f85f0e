import Sessions
import UCWA

/// An event channel with a clock that the test moves, and what came out of it.
struct Scene {
  /// What a request was answered with.
  enum Answer: Equatable {
    case package(ack: Int, events: [String], EventPackage.Continuation)
    case failure(ErrorSubcode?)

    static func empty(_ ack: Int) -> Answer { .package(ack: ack, events: [], .next(ack)) }
    static func events(_ ack: Int, _ events: [String]) -> Answer { .package(ack: ack, events: events, .next(ack + 1)) }
    static func resync(_ ack: Int, to oldest: Int) -> Answer { .package(ack: ack, events: [], .resync(oldest)) }
    static let replaced = Answer.failure(.pGetReplaced)
  }

  var channel: EventChannel
  var now = Instant(milliseconds: 1_000_000)
  var answers: [UInt64: Answer] = [:]
  var wakeAt: Instant?

  init(limit: Int = 100) { channel = EventChannel(limit: limit) }

  static func event(
    _ name: String, _ type: EventType = .updated, _ priority: EventPriority = .high, isStep: Bool = false,
    sender: EventReference = .communication
  ) -> Event {
    let rel: Term = "phoneAudioInvitation"
    return Event(
      type, EventReference(rel, .invitation(name)), from: sender, priority: priority, isStep: isStep)
  }

  mutating func poll(
    _ request: UInt64, ack: Int, priority: Int = 0, timeout: Int? = nil, medium: Int? = nil, low: Int? = nil
  ) {
    let parameters = PollParameters(ack: ack, priority: priority, timeout: timeout, medium: medium, low: low)
    perform(channel.poll(parameters, request: RequestToken(request), now: now))
  }

  mutating func append(
    _ name: String, _ type: EventType = .added, _ priority: EventPriority = .high, isStep: Bool = false
  ) {
    perform(channel.append(Self.event(name, type, priority, isStep: isStep), now: now))
  }

  mutating func append(together names: [String]) {
    perform(channel.append(contentsOf: names.map { Self.event($0, .added) }, now: now))
  }

  mutating func depart(_ request: UInt64) { channel.departed(RequestToken(request)) }

  /// Lets time go by, with each wake-up at its moment.
  mutating func advance(milliseconds: Int64) {
    let end = Instant(milliseconds: now.milliseconds + milliseconds)
    while let wake = wakeAt, wake <= end {
      now = max(now, wake)
      wakeAt = nil
      perform(channel.timerFired(now: now))
    }
    now = end
  }

  mutating func advance(seconds: Int) { advance(milliseconds: Int64(seconds) * 1000) }

  mutating func perform(_ actions: [ChannelAction]) {
    for action in actions {
      switch action {
      case .wake(let moment): wakeAt = moment
      case .respond(let token, .failure(let error)): answer(token, .failure(error.subcode))
      case .respond(let token, .package(let package)):
        answer(token, .package(ack: package.ack, events: package.events.map(Self.name), package.continuation))
      }
    }
  }

  private mutating func answer(_ token: RequestToken, _ answer: Answer) {
    precondition(answers[token.rawValue] == nil, "A request is answered once.")
    answers[token.rawValue] = answer
  }

  static func name(_ event: Event) -> String {
    guard case .application(let path) = event.link.href else { return "" }
    return String(path.split(separator: "/").last ?? "")
  }
}
