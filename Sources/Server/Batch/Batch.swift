import HTTP
import Synchronization
import UCWA

/// A batch under way: collects the answers of its parts and gives them all at once, in the order of the parts.
///
/// A part that has no answer when the time is over is answered for. If the client leaves, the parts are told so and
/// their later answers go nowhere.
final class Batch: Sendable {
  /// The answers and what waits for them.
  private struct State {
    var answers: [HTTPResponse?]
    var waiting: Int
    var departures: [Int: @Sendable () -> Void] = [:]
    var timers: [Int: Timer] = [:]
    var isOver = false
    /// Parts are still being handed out, so that the answer to the last one may not be the last one.
    var isStarting = true
  }

  private struct Timer {
    /// On ``Clock/microseconds``.
    let due: Int64
    let work: @Sendable () -> Void
  }

  /// Makes the batch's answer of those of its parts.
  typealias Completion = @Sendable ([HTTPResponse]) -> HTTPResponse

  private let state: Mutex<State>
  private let responder: HTTPResponder
  private let allowance: Allowance
  private let late: @Sendable (Int) -> HTTPResponse
  private let complete: Completion
  private let deadline: Int64

  /// - Parameters:
  ///   - count: Parts, at least one; already taken from `allowance`, to which each is given back with its answer.
  ///   - limit: Time for all parts to answer.
  ///   - late: What answers for a part that did not.
  init(
    _ count: Int, responder: HTTPResponder, allowance: Allowance, limit: Duration,
    late: @escaping @Sendable (Int) -> HTTPResponse, complete: @escaping Completion
  ) {
    state = Mutex(State(answers: Array(repeating: nil, count: count), waiting: count))
    self.responder = responder
    self.allowance = allowance
    self.late = late
    self.complete = complete
    deadline = Clock.microseconds + Self.microseconds(limit)
  }

  /// Hands out the parts, each with the right to answer it.
  func run(_ handle: (Int, HTTPResponder) -> Void) {
    responder.onDeparture { [self] in leave() }
    for part in 0..<state.withLock({ $0.answers.count }) { handle(part, HTTPResponder(BatchPart(self, part))) }
    let answer = state.withLock { state in
      state.isStarting = false
      return finished(&state)
    }
    if let answer { respond(answer) } else { wake() }
  }

  // MARK: Parts

  func respond(_ part: Int, _ response: HTTPResponse) {
    let answer: [HTTPResponse]? = state.withLock { state in
      guard !state.isOver, state.answers[part] == nil else { return nil }
      take(response, part, &state)
      return finished(&state)
    }
    if let answer { respond(answer) }
  }

  func onDeparture(_ part: Int, _ work: @escaping @Sendable () -> Void) {
    state.withLock { state in
      guard !state.isOver, state.answers[part] == nil else { return }
      state.departures[part] = work
    }
  }

  func schedule(_ part: Int, after delay: Duration, _ work: @escaping @Sendable () -> Void) {
    let isWaiting = state.withLock { state in
      guard !state.isOver, state.answers[part] == nil else { return false }
      state.timers[part] = Timer(due: Clock.microseconds + Self.microseconds(delay), work: work)
      return !state.isStarting
    }
    if isWaiting { wake() }
  }

  private func take(_ response: HTTPResponse, _ part: Int, _ state: inout State) {
    state.answers[part] = response
    state.waiting -= 1
    state.departures[part] = nil
    state.timers[part] = nil
    allowance.giveBack(1)
  }

  /// All answers, if this is the moment to give them.
  private func finished(_ state: inout State) -> [HTTPResponse]? {
    guard !state.isOver, !state.isStarting, state.waiting == 0 else { return nil }
    state.isOver = true
    defer { state.answers = [] }
    return state.answers.compactMap(\.self)
  }

  private func respond(_ answers: [HTTPResponse]) { responder.respond(complete(answers)) }

  // MARK: Time and departure

  /// A held request has one timer, so it is set to what comes first: a part's own, or the end of all.
  private func wake() {
    let due = state.withLock { state in
      state.isOver ? nil : min(deadline, state.timers.values.map(\.due).min() ?? deadline)
    }
    guard let due else { return }
    responder.schedule(after: .microseconds(max(0, due - Clock.microseconds))) { [weak self] in self?.timersDue() }
  }

  private func timersDue() {
    let now = Clock.microseconds
    var answer: [HTTPResponse]?
    let due: [Timer] = state.withLock { state in
      guard !state.isOver else { return [] }
      if now >= deadline {
        for part in state.answers.indices where state.answers[part] == nil { take(late(part), part, &state) }
        answer = finished(&state)
        return []
      }
      let parts = state.timers.filter { $0.value.due <= now }.sorted { $0.value.due < $1.value.due }
      for (part, _) in parts { state.timers[part] = nil }
      return parts.map(\.value)
    }
    if let answer { return respond(answer) }
    for timer in due { timer.work() }
    wake()
  }

  private func leave() {
    let departures: [@Sendable () -> Void] = state.withLock { state in
      guard !state.isOver else { return [] }
      state.isOver = true
      allowance.giveBack(state.waiting)
      defer { (state.departures, state.timers, state.answers) = ([:], [:], []) }
      return Array(state.departures.values)
    }
    for work in departures { work() }
  }

  private static func microseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    // A bound of a century keeps sums with the clock within 64 bits.
    return min(seconds, 3_155_760_000) * 1_000_000 + attoseconds / 1_000_000_000_000
  }
}

/// The right to answer one part of a batch.
private final class BatchPart: HTTPResponderSink {
  private let batch: Batch
  private let number: Int

  init(_ batch: Batch, _ number: Int) {
    self.batch = batch
    self.number = number
  }

  func respond(_ response: HTTPResponse) { batch.respond(number, response) }

  func onDeparture(_ work: @escaping @Sendable () -> Void) { batch.onDeparture(number, work) }

  func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) {
    batch.schedule(number, after: delay, work)
  }
}
