import Foundation
import Glibc

/// A thread that follows the event channel of one application and keeps every event.
public final class EventLog: Sendable {
  private let work: Work

  /// Begins to follow; returns when the first request has been sent.
  ///
  /// - Parameter outlivesServer: Whether it goes on where it was when the server is gone and comes back.
  public init(_ driver: UCWADriver, outlivesServer: Bool = false) throws {
    let work = try Work(driver, outlivesServer)
    self.work = work
    Thread.detachNewThread { work.run() }
  }

  deinit { work.stop() }

  /// All events so far, in order.
  public var events: [LoggedEvent] { work.snapshot.events }

  /// Whether it asks for each package a second time, as a client does that has lost it, and compares the two.
  public var asksTwice: Bool {
    get { work.asksTwice }
    set { work.asksTwice = newValue }
  }

  /// What no client should meet: resyncs, refusals, a connection lost, a package of another number. Empty when all is well.
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
    private let outlivesServer: Bool
    private var connection: HTTPConnection?
    private var path: String
    /// A package that was thrown away and must come again as it was.
    private var lost: [UInt8]?
    private let lock = NSLock()
    private var stored: (events: [LoggedEvent], troubles: [String]) = ([], [])
    private var stopping = false
    private var repeats = false

    init(_ driver: UCWADriver, _ outlivesServer: Bool) throws {
      self.driver = driver
      self.outlivesServer = outlivesServer
      path = driver.events
      _ = try connect()
    }

    private func connect() throws -> HTTPConnection {
      let connection = try HTTPConnection(port: driver.port)
      try connection.send(driver.get(path))
      self.connection = connection
      return connection
    }

    var asksTwice: Bool {
      get { lock.withLock { repeats } }
      set { lock.withLock { repeats = newValue } }
    }

    var snapshot: (events: [LoggedEvent], troubles: [String]) { lock.withLock { stored } }

    func stop() { lock.withLock { stopping = true } }

    func run() {
      while !lock.withLock({ stopping }) {
        do {
          try turn()
        } catch {
          guard outlivesServer else { return trouble("\(error)") }
          connection = nil
          MonotonicTime.pause(seconds: 0.01)
        }
      }
    }

    private func turn() throws {
      let connection = try connection ?? connect()
      var watched = pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 50) > 0 else { return }
      let isOpen = try connection.fill()
      while let response = try connection.next() { try take(response, connection) }
      guard isOpen else { throw InteropError.unexpected("the event connection was closed") }
    }

    private func trouble(_ text: String) { lock.withLock { stored.troubles.append(text) } }

    private func take(_ response: HTTPResponse, _ connection: HTTPConnection) throws {
      guard response.status == 200 else {
        let text = "GET \(path): \(response.status) \(response.text.prefix(300))"
        if outlivesServer { trouble(text) }
        throw InteropError.unexpected(text)
      }
      if let lost, lost != response.body {
        trouble("\(path) came as another package the second time: \(response.text.prefix(2_000))")
      }
      if asksTwice, lost == nil, EventPackage(response.body).next != path {
        lost = response.body
        return try connection.send(driver.get(path))
      }
      lost = nil
      let package = EventPackage(response.body)
      var events = LoggedEvent.all(in: response.body)
      let now = WallClock.seconds
      for index in events.indices { events[index].time = now }
      lock.withLock {
        stored.events += events
        if package.isResync { stored.troubles.append("resync or resume at \(path)") }
      }
      if let next = package.next {
        if let (now, then) = Self.number(path).flatMap({ now in Self.number(next).map { (now, $0) } }), then != now,
          then != now + 1
        {
          trouble("after \(path) comes \(next)")
        }
        path = next
      }
      try connection.send(driver.get(path))
    }

    private static func number(_ path: String) -> Int? {
      path.range(of: "ack=").flatMap { Int(path[$0.upperBound...].prefix { $0.isNumber }) }
    }
  }
}
