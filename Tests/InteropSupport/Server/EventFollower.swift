import Foundation
import Glibc

/// A thread that follows the event channels of some applications and notes when each operation completed.
public final class EventFollower: Sendable {
  /// When and how an operation completed.
  public struct Completion: Sendable {
    /// Nanoseconds of `MonotonicTime` at which the answer had been read.
    public let time: Int64
    /// Whether it ended with Success.
    public let succeeded: Bool
  }

  private let work: Work

  /// Begins to follow; returns when the first requests have been sent.
  public init(_ drivers: [UCWADriver]) throws {
    let work = try Work(drivers)
    self.work = work
    Thread.detachNewThread { work.run() }
  }

  deinit { work.stop() }

  /// Completions so far by operationId.
  public var completions: [String: Completion] { work.snapshot.completions }

  /// How many completions there are so far.
  public var count: Int { work.count }

  /// What went wrong: resyncs, refusals, lost connections. Empty when all is well.
  public var troubles: [String] { work.snapshot.troubles }

  /// Forgets the completions so far.
  public func reset() { work.reset() }

  /// Awaits a number of completions.
  ///
  /// - Throws: `InteropError.timedOut`.
  public func waitForCompletions(_ wanted: Int, within seconds: Double) throws {
    try Eventually.holds("\(wanted) completed events, \(troubles.prefix(3))", within: seconds) { count >= wanted }
  }

  /// Awaits one operation's end.
  public func waitForCompletion(of operationID: String, within seconds: Double) throws -> Completion {
    try Eventually.value("the completed event of \(operationID)", within: seconds) { work.completion(operationID) }
  }
}

extension EventFollower {
  /// `@unchecked Sendable`: what is shared is touched only under `lock`; connections and paths belong to the one
  /// thread that runs `run()`.
  private final class Work: @unchecked Sendable {
    private let drivers: [UCWADriver]
    private var connections: [HTTPConnection]
    private var paths: [String]
    private let lock = NSLock()
    private var completions: [String: Completion] = [:]
    private var troubles: [String] = []
    private var stopping = false

    init(_ drivers: [UCWADriver]) throws {
      self.drivers = drivers
      connections = try drivers.map { try HTTPConnection(port: $0.port) }
      paths = drivers.map(\.events)
      for index in drivers.indices { try connections[index].send(drivers[index].get(paths[index])) }
    }

    var snapshot: (completions: [String: Completion], troubles: [String]) {
      lock.withLock { (completions, troubles) }
    }
    var count: Int { lock.withLock { completions.count } }

    func completion(_ operationID: String) -> Completion? { lock.withLock { completions[operationID] } }
    func reset() { lock.withLock { completions.removeAll(keepingCapacity: true) } }
    func stop() { lock.withLock { stopping = true } }

    func run() {
      while !lock.withLock({ stopping }) {
        var watched = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        guard poll(&watched, nfds_t(watched.count), 100) > 0 else { continue }
        for index in watched.indices where watched[index].revents != 0 {
          do { try serve(index) } catch { recover(index, error) }
        }
      }
    }

    private func serve(_ index: Int) throws {
      guard try connections[index].fill() else { throw InteropError.unexpected("event connection closed") }
      guard let response = try connections[index].next() else { return }
      let now = MonotonicTime.nanoseconds
      guard response.status == 200 else {
        throw InteropError.unexpected("GET \(paths[index]): \(response.status) \(response.text.prefix(300))")
      }
      let package = EventPackage(response.body)
      lock.withLock {
        for event in package.completed {
          completions[event.operationID] = Completion(time: now, succeeded: event.succeeded)
        }
        if package.isResync { troubles.append("resync at \(paths[index])") }
      }
      if let next = package.next { paths[index] = next }
      try connections[index].send(drivers[index].get(paths[index]))
    }

    private func recover(_ index: Int, _ error: any Error) {
      let known = lock.withLock {
        troubles.append("\(error)")
        return troubles.count
      }
      // A server that is gone would otherwise be asked in a tight loop.
      MonotonicTime.pause(seconds: min(0.01 * Double(known), 0.5))
      guard let connection = try? HTTPConnection(port: drivers[index].port) else { return }
      connections[index] = connection
      try? connection.send(drivers[index].get(paths[index]))
    }
  }
}
