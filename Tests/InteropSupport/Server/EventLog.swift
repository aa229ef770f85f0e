import Foundation
import Glibc

/// A thread that follows the event channel of one application and keeps every event.
public final class EventLog: Sendable {
  private let work: Work

  /// Begins to follow; returns when the first request has been sent.
  public init(_ driver: UCWADriver) throws {
    let work = try Work(driver)
    self.work = work
    Thread.detachNewThread { work.run() }
  }

  deinit { work.stop() }

  /// All events so far, in order.
  public var events: [LoggedEvent] { work.snapshot.events }

  /// What no client should meet: resyncs, refusals, a connection lost. Empty when all is well.
  public var troubles: [String] { work.snapshot.troubles }

  /// Awaits an event, not looking at the first `first` of all.
  ///
  /// - Throws: `InteropError.timedOut` with the events so far.
  @discardableResult
  public func waitFor(
    _ awaiting: String, after first: Int = 0, within seconds: Double = 10, where matches: (LoggedEvent) -> Bool
  ) throws -> LoggedEvent {
    let deadline = MonotonicTime.seconds + seconds
    while true {
      if let event = events.dropFirst(first).first(where: matches) { return event }
      guard MonotonicTime.seconds < deadline else {
        throw InteropError.timedOut(
          awaiting: awaiting, seen: (events.map(\.summary) + troubles).joined(separator: "; "))
      }
      MonotonicTime.pause(seconds: 0.005)
    }
  }

  /// `@unchecked Sendable`: what is shared is touched only under `lock`; the connection and the path belong to the
  /// one thread that runs `run()`.
  private final class Work: @unchecked Sendable {
    private let driver: UCWADriver
    private let connection: HTTPConnection
    private var path: String
    private let lock = NSLock()
    private var stored: (events: [LoggedEvent], troubles: [String]) = ([], [])
    private var stopping = false

    init(_ driver: UCWADriver) throws {
      self.driver = driver
      path = driver.events
      connection = try HTTPConnection(port: driver.port)
      try connection.send(driver.get(path))
    }

    var snapshot: (events: [LoggedEvent], troubles: [String]) { lock.withLock { stored } }

    func stop() { lock.withLock { stopping = true } }

    func run() {
      while !lock.withLock({ stopping }) {
        var watched = pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, 50) > 0 else { continue }
        do {
          guard try connection.fill() else { throw InteropError.unexpected("the event connection was closed") }
          while let response = try connection.next() { try take(response) }
        } catch {
          lock.withLock { stored.troubles.append("\(error)") }
          return
        }
      }
    }

    private func take(_ response: HTTPResponse) throws {
      guard response.status == 200 else {
        throw InteropError.unexpected("GET \(path): \(response.status) \(response.text.prefix(300))")
      }
      let package = EventPackage(response.body)
      var events = LoggedEvent.all(in: response.body)
      let now = WallClock.seconds
      for index in events.indices { events[index].time = now }
      lock.withLock {
        stored.events += events
        if package.isResync { stored.troubles.append("resync or resume at \(path)") }
      }
      if let next = package.next { path = next }
      try connection.send(driver.get(path))
    }
  }
}
