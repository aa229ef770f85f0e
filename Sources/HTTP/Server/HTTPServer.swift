import Dispatch
import Glibc
import Synchronization

/// An HTTP/1.1 server (RFC 9110, RFC 9112).
///
///     let server = try HTTPServer(configuration: HTTPServerConfiguration(port: 8480, threads: 2), handler: router)
///     server.start()
///     …
///     server.shutdown(within: .seconds(5))
///
/// It listens from `init` on, so that a port in use is known before anything else starts, and answers from
/// ``start()`` on.
public final class HTTPServer: Sendable {
  private enum State { case made, running, ended }

  /// The host it listens on, as configured.
  public let host: String
  /// The port it listens on: the configured one, or the free one that was taken for 0.
  public let port: Int

  private let loops: [EventLoop]
  private let state = Mutex(State.made)
  private let threads = DispatchGroup()

  /// Opens the sockets and reads certificate and key.
  public init(configuration: HTTPServerConfiguration, handler: any HTTPHandler) throws(HTTPServerError) {
    // A peer that closes early must be an error of one write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    let tls: TLSContext?
    if let files = configuration.tls { tls = try TLSContext(files) } else { tls = nil }
    let opened = try Listener.open(host: configuration.host, port: configuration.port, count: configuration.threads)
    let census = ConnectionCensus(limits: configuration.limits)
    var loops: [EventLoop] = []
    for socket in opened.sockets {
      do throws(HTTPServerError) {
        loops.append(
          try EventLoop(socket: socket, configuration: configuration, census: census, tls: tls, handler: handler))
      } catch {
        for left in opened.sockets.dropFirst(loops.count) { close(left) }
        for loop in loops { loop.discard() }
        throw error
      }
    }
    host = configuration.host
    port = opened.port
    self.loops = loops
  }

  deinit {
    switch state.withLock({ $0 }) {
    case .made: for loop in loops { loop.discard() }
    case .running: for loop in loops { loop.post(.end) }
    case .ended: break
    }
  }

  /// Starts the threads. A second call does nothing.
  public func start() {
    let isFirst = state.withLock { state in
      guard state == .made else { return false }
      state = .running
      // Within the lock, so that a shutdown at the same time has threads to wait for.
      for _ in loops { threads.enter() }
      return true
    }
    guard isFirst else { return }
    for (index, loop) in loops.enumerated() {
      let group = threads
      LoopThread.start(name: "http-\(index)") {
        loop.run()
        group.leave()
      }
    }
  }

  /// Stops accepting. Idle connections close now, the others after the response they are owed, which then says
  /// `Connection: close`. Returns at once.
  public func drain() {
    for loop in loops { loop.post(.drain) }
  }

  /// Drains, waits until every connection has closed, closes those that are left after `time`, and ends the threads.
  ///
  /// Blocks the calling thread, which must not be one of the server's. Held requests are the caller's to answer;
  /// those not answered in time see their client depart. Later calls, and those of responders, do nothing.
  public func shutdown(within time: Duration) {
    let before = state.withLock { state in
      let before = state
      state = .ended
      return before
    }
    switch before {
    case .made: for loop in loops { loop.discard() }
    case .running:
      for loop in loops { loop.post(.endWhenEmpty) }
      let milliseconds = Int(clamping: time.wholeMilliseconds)
      if threads.wait(timeout: .now() + .milliseconds(milliseconds)) == .timedOut {
        for loop in loops { loop.post(.end) }
        threads.wait()
      }
    case .ended: threads.wait()
    }
  }

  /// Counts over all loops.
  public func statistics() -> HTTPStatistics {
    loops.reduce(into: HTTPStatistics()) { sum, loop in
      let part = loop.statistics
      sum.connections += part.connections
      sum.heldRequests += part.heldRequests
      sum.requestsServed += part.requestsServed
    }
  }
}
