import HTTP
import Synchronization
import Testing

@testable import Server

/// What a batch does while its parts take their time.
@Suite struct BatchTimingTests {
  /// Takes the answer of the batch, and lets the test be the clock and the client that leaves.
  private final class Asker: HTTPResponderSink {
    struct State {
      var answers: [HTTPResponse] = []
      var departure: (@Sendable () -> Void)?
      var timer: (delay: Duration, work: @Sendable () -> Void)?
    }
    let state = Mutex(State())

    func respond(_ response: HTTPResponse) { state.withLock { $0.answers.append(response) } }
    func onDeparture(_ work: @escaping @Sendable () -> Void) { state.withLock { $0.departure = work } }
    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) {
      state.withLock { $0.timer = (delay, work) }
    }

    var statuses: [Int] { state.withLock { $0.answers.map(\.status) } }
    var delay: Duration? { state.withLock { $0.timer?.delay } }
    func fire() { state.withLock { $0.timer }?.work() }
    func leave() { state.withLock { $0.departure }?() }
  }

  private let asker = Asker()
  private let allowance = Allowance(3)

  /// A batch whose answer has the sum of the parts' statuses.
  private func batch(_ count: Int, limit: Duration = .seconds(30)) throws -> (Batch, [HTTPResponder]) {
    try #require(allowance.take(count))
    let batch = Batch(
      count, responder: HTTPResponder(asker), allowance: allowance, limit: limit,
      late: { _ in HTTPResponse(status: 504) },
      complete: { answers in HTTPResponse(status: answers.reduce(0) { $0 * 1000 + $1.status }) })
    var responders: [HTTPResponder] = []
    batch.run { responders.append($1) }
    return (batch, responders)
  }

  @Test func lateAnswersKeepTheOrder() throws {
    let (_, parts) = try batch(3)
    for (part, status) in [(2, 203), (0, 201), (1, 202)] {
      #expect(asker.statuses.isEmpty)
      parts[part].respond(HTTPResponse(status: status))
      parts[part].respond(HTTPResponse(status: 999))
    }
    #expect(asker.statuses == [201_202_203])
    #expect(allowance.count == 0)
  }

  @Test func aPartThatNeverAnswersIsAnsweredFor() throws {
    let (_, parts) = try batch(2, limit: .zero)
    parts[0].respond(HTTPResponse(status: 200))
    #expect(allowance.count == 1)
    asker.fire()
    #expect(asker.statuses == [200_504])
    #expect(allowance.count == 0)
    parts[1].respond(HTTPResponse(status: 200))
    #expect(asker.statuses.count == 1)
  }

  @Test func departureFreesEverything() throws {
    let (_, parts) = try batch(3)
    let departed = Mutex<[Int]>([])
    for part in parts.indices { parts[part].onDeparture { departed.withLock { $0.append(part) } } }
    parts[1].respond(HTTPResponse(status: 200))
    asker.leave()
    #expect(departed.withLock { $0.sorted() } == [0, 2])
    #expect(allowance.count == 0)
    parts[0].respond(HTTPResponse(status: 200))
    asker.fire()
    #expect(asker.statuses.isEmpty)
    #expect(departed.withLock { $0.count } == 2)
  }

  @Test func partsHaveTimersOfTheirOwn() throws {
    let (_, parts) = try batch(2)
    let fired = Mutex<[Int]>([])
    parts[0].schedule(after: .seconds(20)) { fired.withLock { $0.append(0) } }
    parts[1].schedule(after: .zero) { fired.withLock { $0.append(1) } }
    #expect(try #require(asker.delay) < .seconds(1))
    asker.fire()
    #expect(fired.withLock { $0 } == [1])
    let next = try #require(asker.delay)
    #expect(next > .seconds(10) && next <= .seconds(20))
    parts[0].respond(HTTPResponse(status: 200))
    asker.fire()
    #expect(try #require(asker.delay) > .seconds(20), "only the end of all is left")
    #expect(fired.withLock { $0 } == [1])
  }

  @Test func moreThanAllowedIsNotTaken() {
    #expect(allowance.take(2))
    #expect(!allowance.take(2))
    #expect(allowance.take(1))
    #expect(allowance.count == 3)
  }
}
