import Dispatch
import Foundation
import InteropSupport
import Testing
import UCWA

@testable import Server

/// A bad client over real connections: it polls, leaves, asks again, repeats itself, and comes with old acks, while
/// events flow. It must see each event once and in order.
@Suite(.timeLimit(.minutes(2))) struct ExactlyOnceTests {
  private static let count = 10_000

  @Test func tenThousandPollsThatAreGivenUp() async throws {
    try await withServer(Wire(way: .live, format: .json), configure: { $0.limits.eventQueue = 2 * Self.count }) {
      server in
      let app = try await server.application()
      let session = try server.session(app)
      let port = UInt16(server.server.url.split(separator: ":").last ?? "") ?? 0
      let turn = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        for number in 0..<Self.count {
          turn.wait()
          session.deliver([Self.event(number)])
        }
      }
      let client = BadClient(port: port, token: app.token, base: app.base) { turn.signal() }
      let seen = try await onThread { try client.run(abandoned: Self.count, events: Self.count) }
      #expect(seen.events == Array(0..<Self.count))
      #expect(seen.troubles == [])
      #expect(seen.repeats > 100)
      #expect(seen.lateAcks > 100)
      try await eventually("none is held") { session.heldRequests == 0 }
    }
  }

  private static func event(_ number: Int) -> Event {
    Event(
      .added, EventReference("participant", .participant(String(number), conversation: "1")), from: .conversation("1"))
  }
}

/// One thread that does what no client should do, at random but always in the same way.
private final class BadClient: Sendable {
  struct Seen: Sendable {
    var events: [Int] = []
    var repeats = 0
    var lateAcks = 0
    var troubles: [String] = []
  }

  private let port: UInt16
  private let token: String
  private let base: String
  private let turn: @Sendable () -> Void

  /// - Parameter turn: Called for each request; lets one more event happen, about then.
  init(port: UInt16, token: String, base: String, turn: @escaping @Sendable () -> Void) {
    self.port = port
    self.token = token
    self.base = base
    self.turn = turn
  }

  /// Gives up so many requests, and reads until it has seen so many events.
  func run(abandoned: Int, events: Int) throws -> Seen {
    var random = SeededRandom(seed: 10_000)
    var seen = Seen()
    var ack = 1
    var left = 0
    while left < abandoned || seen.events.count < events {
      if left < abandoned, Int.random(in: 0..<8, using: &random) > 0 {
        let connection = try asked(ack)
        if Bool.random(using: &random) { turn() }
        leave(connection, abruptly: Bool.random(using: &random))
        left += 1
        continue
      }
      turn()
      let package = try answer(to: ack)
      if Int.random(in: 0..<4, using: &random) == 0 {
        seen.repeats += 1
        if try answer(to: ack).body != package.body { seen.troubles.append("package \(ack) differs when repeated") }
      }
      take(package, of: &ack, &seen)
      if Int.random(in: 0..<4, using: &random) == 0, ack > 2 {
        seen.lateAcks += 1
        let late = EventPackage(try answer(to: ack - 2).body)
        // The package of `ack - 1` counts as not acknowledged until the next request.
        if !late.isResync || late.next != "\(base)/events?ack=\(ack - 1)" {
          seen.troubles.append("ack \(ack - 2) leads to \(late.next ?? "nowhere")")
        }
      }
    }
    return seen
  }

  private func asked(_ ack: Int) throws -> HTTPConnection {
    let connection = try HTTPConnection(port: port)
    try connection.send(
      HTTPRequest.bytes("GET", "\(base)/events?ack=\(ack)", headers: [("Authorization", "Bearer \(token)")]))
    return connection
  }

  private func answer(to ack: Int) throws -> HTTPResponse { try asked(ack).receive(within: 20) }

  /// Closes the connection, as a program that stops or one that is killed.
  private func leave(_ connection: HTTPConnection, abruptly: Bool) {
    guard abruptly else { return }
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(connection.descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
  }

  private func take(_ response: HTTPResponse, of ack: inout Int, _ seen: inout Seen) {
    guard response.status == 200, !EventPackage(response.body).isResync else {
      seen.troubles.append("ack \(ack): \(response.status) \(response.text.prefix(200))")
      return
    }
    for part in response.text.components(separatedBy: "/participants/").dropFirst() {
      if let number = Int(part.prefix { $0.isNumber }) { seen.events.append(number) }
    }
    ack += 1
  }
}
