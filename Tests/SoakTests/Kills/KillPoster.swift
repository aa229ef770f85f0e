import Foundation
import Glibc

@testable import InteropSupport

/// A thread that starts calls at a steady rate, and deletes conversations, at a server that comes and goes: what gets no
/// answer is sent again as it was.
final class KillPoster: Sendable {
  /// A call as the one who started it knows it.
  struct Call: Sendable {
    let operationID: String
    let application: Int
    let begun: Double
    /// From the 201.
    var invitation: String?
    /// How often the request was sent for want of an answer, beside the first time.
    var repeats = 0
  }

  private enum Purpose {
    case start(Int)
    case delete(String, application: Int, repeats: Int)
  }

  private final class Slot {
    var connection: HTTPConnection?
    var purpose: Purpose?
  }

  /// `@unchecked Sendable`: touched only under `lock`.
  private final class Shared: @unchecked Sendable {
    let lock = NSLock()
    var calls: [Call] = []
    var deletions: [Purpose] = []
    var deleted = 0
    var refusals = 0
    var troubles: [String] = []
    var unanswered = 0
    var isDone = false
    var stopping = false
  }

  private let drivers: [UCWADriver]
  private let shared = Shared()

  /// Begins to start calls.
  init(_ drivers: [UCWADriver], rate: Double, seconds: Double) {
    self.drivers = drivers
    Thread.detachNewThread { [shared] in Self.run(drivers, shared, rate, seconds) }
  }

  deinit { shared.lock.withLock { shared.stopping = true } }

  var calls: [Call] { shared.lock.withLock { shared.calls } }
  /// Answers 503.
  var refusals: Int { shared.lock.withLock { shared.refusals } }
  /// Conversations that were deleted.
  var deleted: Int { shared.lock.withLock { shared.deleted } }
  /// What should not happen.
  var troubles: [String] { shared.lock.withLock { shared.troubles } }
  /// Whether all calls were begun and nothing is unanswered.
  var isDone: Bool { shared.lock.withLock { shared.isDone && shared.unanswered == 0 && shared.deletions.isEmpty } }

  /// Whether a call was answered with 201.
  func isAccepted(_ operationID: String) -> Bool {
    guard let index = Int(operationID.dropFirst(5)) else { return false }
    return shared.lock.withLock { index < shared.calls.count && shared.calls[index].invitation != nil }
  }

  /// Has a conversation deleted.
  func delete(_ conversation: String, of application: Int) {
    shared.lock.withLock {
      shared.deletions.append(.delete(conversation, application: application, repeats: 0))
    }
  }

  // MARK: The thread

  private static func run(_ drivers: [UCWADriver], _ shared: Shared, _ rate: Double, _ seconds: Double) {
    let slots = (0..<32).map { _ in Slot() }
    let begin = MonotonicTime.seconds
    let count = Int(rate * seconds)
    var wheel = TimerWheel<Purpose>(now: begin)
    for index in 0..<count { wheel.add(.start(index), at: begin + Double(index) / rate) }
    var waiting: [Purpose] = []
    var left = count
    var nextConnection = 0.0
    while !shared.lock.withLock({ shared.stopping }) {
      let now = MonotonicTime.seconds
      waiting += wheel.due(now: now)
      shared.lock.withLock {
        waiting += shared.deletions
        shared.deletions = []
        shared.unanswered = waiting.count + slots.count { $0.purpose != nil }
        shared.isDone = left == 0
      }
      while now >= nextConnection, !waiting.isEmpty, let slot = slots.first(where: { $0.purpose == nil }) {
        let purpose = waiting.removeFirst()
        if case .start(let index) = purpose {
          shared.lock.withLock {
            guard index >= shared.calls.count else { return }
            left -= 1
            shared.calls.append(
              Call(operationID: "kill-\(index)", application: index % drivers.count, begun: now))
          }
        }
        slot.purpose = purpose
        do {
          let connection = try slot.connection ?? HTTPConnection(port: drivers[0].port)
          slot.connection = connection
          try connection.send(request(purpose, drivers))
        } catch {
          nextConnection = now + 0.02
          waiting.append(lose(slot, purpose, shared))
        }
      }
      let busy = slots.filter { $0.purpose != nil }
      var watched = busy.map { pollfd(fd: $0.connection?.descriptor ?? -1, events: Int16(POLLIN), revents: 0) }
      guard poll(&watched, nfds_t(watched.count), 5) > 0 else { continue }
      for (slot, entry) in zip(busy, watched) where entry.revents != 0 {
        guard let purpose = slot.purpose, let connection = slot.connection else { continue }
        do {
          let isOpen = try connection.fill()
          if let response = try connection.next() {
            slot.purpose = nil
            if !isOpen { slot.connection = nil }
            if let again = answered(purpose, response, shared) { wheel.add(again, at: MonotonicTime.seconds + 0.1) }
          } else if !isOpen {
            waiting.append(lose(slot, purpose, shared))
          }
        } catch {
          waiting.append(lose(slot, purpose, shared))
        }
      }
    }
  }

  private static func request(_ purpose: Purpose, _ drivers: [UCWADriver]) -> [UInt8] {
    switch purpose {
    case .start(let index):
      drivers[index % drivers.count].startCall(
        operationID: "kill-\(index)", phoneNumber: "+1425555011\(index % 10)", to: "+1425555015\(index % 7)")
    case .delete(let path, let application, _): drivers[application].request("DELETE", path)
    }
  }

  /// The server is gone; what was asked is to be asked again.
  private static func lose(_ slot: Slot, _ purpose: Purpose, _ shared: Shared) -> Purpose {
    slot.purpose = nil
    slot.connection = nil
    switch purpose {
    case .start(let index):
      shared.lock.withLock { shared.calls[index].repeats += 1 }
      return purpose
    case .delete(let path, let application, let repeats):
      return .delete(path, application: application, repeats: repeats + 1)
    }
  }

  /// - Returns: What is to be asked again in a moment.
  private static func answered(_ purpose: Purpose, _ response: HTTPResponse, _ shared: Shared) -> Purpose? {
    shared.lock.withLock {
      switch (purpose, response.status) {
      case (.start(let index), 201): shared.calls[index].invitation = response.header("Location") ?? ""
      case (.start, 503):
        shared.refusals += 1
        return purpose
      case (.delete, 204): shared.deleted += 1
      // It had been deleted before the answer was lost.
      case (.delete(_, _, let repeats), 404) where repeats > 0: shared.deleted += 1
      default:
        if shared.troubles.count < 50 {
          shared.troubles.append("\(purpose): \(response.status) \(response.text.prefix(200))")
        }
      }
      return nil
    }
  }
}
