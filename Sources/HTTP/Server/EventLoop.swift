import CUV
import Glibc
import Synchronization

/// One thread's share of a server: a libuv loop with its listening socket and its connections.
///
/// `@unchecked Sendable` is safe because other threads touch only `inbox` (a mutex), the atomics, and the async handle,
/// for which libuv allows it; `post` does so under the mutex and only until the loop has closed it. All else is used
/// in `init`, before the loop is shared, and then on the loop's thread alone.
final class EventLoop: @unchecked Sendable {
  enum Command: Sendable {
    case respond(RequestToken, HTTPResponse)
    case make(RequestToken, @Sendable () -> HTTPResponse)
    case departure(RequestToken, @Sendable () -> Void)
    case schedule(RequestToken, due: UInt64, @Sendable () -> Void)
    /// Accept no more, and close each connection when it has nothing under way.
    case drain
    /// Drain, and end the loop when the last connection has closed.
    case endWhenEmpty
    /// Close everything and end the loop.
    case end
  }

  private struct Inbox {
    var commands: [Command] = []
    var isOpen = true
  }

  let configuration: HTTPServerConfiguration
  let census: ConnectionCensus
  let tls: TLSContext?
  /// Let go at the end, since a handler that keeps responders keeps their loop.
  private(set) var handler: (any HTTPHandler)?

  private let inbox = Mutex(Inbox())
  private let thread = Atomic<UInt>(0)
  private let connectionGauge = Atomic<Int>(0)
  let heldGauge = Atomic<Int>(0)
  let servedCounter = Atomic<Int>(0)

  let uv = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
  private let async = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)
  private let sweepTimer = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
  let dueTimer = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
  private let listener = UnsafeMutablePointer<uv_tcp_t>.allocate(capacity: 1)
  /// Bytes read and not looked at yet: libuv reads one connection at a time, so one buffer serves all.
  let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)

  var encoder = ResponseEncoder()
  lazy var tlsWire = TLSWire()
  private(set) var isDraining = false
  private var endsWhenEmpty = false
  private(set) var hasEnded = false
  private(set) var slots: [Connection?] = []
  private var deadlines: [UInt64] = []
  private var freeSlots: [Int] = []
  var serial: UInt64 = 0
  private var parsers: [RequestParser] = []
  private var resumable: [Connection] = []
  private var spareCommands: [Command] = []
  var timers = DeadlineHeap()
  var liveTimers = 0
  var timerSequence: UInt64 = 0
  var dueTimerSetFor = UInt64.max
  private var refusals = 0
  let arrivalTime: UInt64
  let idleTime: UInt64
  let responseTime: UInt64

  /// Adopts a socket that listens; it stays the caller's when this throws.
  init(
    socket: Int32, configuration: HTTPServerConfiguration, census: ConnectionCensus, tls: TLSContext?,
    handler: any HTTPHandler
  ) throws(HTTPServerError) {
    self.configuration = configuration
    self.census = census
    self.tls = tls
    self.handler = handler
    arrivalTime = configuration.limits.requestArrivalTime.wholeMilliseconds
    idleTime = configuration.limits.idleTime.wholeMilliseconds
    responseTime = configuration.limits.responseTime.wholeMilliseconds
    var result = uv_loop_init(uv)
    guard result == 0 else { throw Self.failure("event loop", result) }
    let own = Unmanaged.passUnretained(self).toOpaque()
    uv_timer_init(uv, sweepTimer)
    uv_timer_init(uv, dueTimer)
    uv_tcp_init(uv, listener)
    sweepTimer.pointee.data = own
    dueTimer.pointee.data = own
    listener.pointee.data = own
    result = uv_async_init(uv, async) { EventLoop.of($0?.pointee.data)?.takeCommands() }
    async.pointee.data = own
    if result == 0 {
      result = uv_tcp_open(listener, uv_os_sock_t(socket))
      if result != 0 { close(async) }
    }
    guard result == 0 else {
      close(sweepTimer)
      close(dueTimer)
      close(listener)
      uv_run(uv, UV_RUN_DEFAULT)
      uv_loop_close(uv)
      throw Self.failure("event loop", result)
    }
  }

  deinit {
    uv.deallocate()
    async.deallocate()
    sweepTimer.deallocate()
    dueTimer.deallocate()
    listener.deallocate()
    readBuffer.deallocate()
  }

  /// Milliseconds of the clock that deadlines of held requests are on; the same for all loops.
  static func clock() -> UInt64 { uv_hrtime() / 1_000_000 }

  var now: UInt64 { uv_now(uv) }

  /// Whether the calling thread is the loop's.
  var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

  var statistics: HTTPStatistics {
    HTTPStatistics(
      connections: connectionGauge.load(ordering: .relaxed), heldRequests: heldGauge.load(ordering: .relaxed),
      requestsServed: servedCounter.load(ordering: .relaxed))
  }

  /// Runs the loop on the calling thread until it is ended.
  func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    UnsafeMutableRawPointer(listener).withMemoryRebound(to: uv_stream_t.self, capacity: 1) { stream in
      _ = uv_listen(stream, 4096) { stream, status in EventLoop.of(stream?.pointee.data)?.accept(status) }
    }
    let shortest = min(arrivalTime, idleTime, responseTime)
    let interval = max(10, min(1000, shortest / 4))
    uv_timer_start(sweepTimer, { EventLoop.of($0?.pointee.data)?.sweep() }, interval, interval)
    uv_run(uv, UV_RUN_DEFAULT)
    uv_loop_close(uv)
    handler = nil
    // Thread identities are used again by the system.
    thread.store(0, ordering: .relaxed)
  }

  /// Closes a loop that was never run, on the calling thread.
  func discard() {
    post(.end)
    uv_run(uv, UV_RUN_DEFAULT)
    uv_loop_close(uv)
    handler = nil
  }

  /// Has the loop carry out a command. From any thread; ignored once the loop has ended.
  func post(_ command: Command) {
    inbox.withLock { inbox in
      guard inbox.isOpen else { return }
      inbox.commands.append(command)
      if inbox.commands.count == 1 { uv_async_send(async) }
    }
  }

  static func of(_ data: UnsafeMutableRawPointer?) -> EventLoop? {
    guard let data else { return nil }
    return Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue()
  }

  private static func failure(_ operation: String, _ code: Int32) -> HTTPServerError {
    .system(operation: operation, reason: String(cString: uv_strerror(code)))
  }

  // MARK: Commands

  private func takeCommands() {
    var commands = spareCommands
    spareCommands = []
    inbox.withLock { swap(&$0.commands, &commands) }
    for command in commands {
      switch command {
      case .respond(let token, let response): respond(token, response)
      case .make(let token, let make): if connection(token) != nil { respond(token, make()) }
      case .departure(let token, let work): setDeparture(token, work)
      case .schedule(let token, let due, let work): schedule(token, due: due, work)
      case .drain: drain()
      case .endWhenEmpty:
        endsWhenEmpty = true
        drain()
      case .end: end()
      }
    }
    commands.removeAll(keepingCapacity: commands.capacity <= 4096)
    spareCommands = commands
    settle()
  }

  /// Runs what must not run inside a call of the handler's. Each callback from libuv ends with it.
  func settle() {
    while !resumable.isEmpty {
      let connections = resumable
      resumable.removeAll(keepingCapacity: true)
      for connection in connections { connection.resume() }
    }
    if endsWhenEmpty, connectionGauge.load(ordering: .relaxed) == 0 { end() }
  }

  /// Has the connection looked at again before the loop waits.
  func resumeSoon(_ connection: Connection) {
    resumable.append(connection)
  }

  private func drain() {
    guard !isDraining else { return }
    isDraining = true
    close(listener)
    for connection in slots { connection?.closeIfIdle() }
  }

  private func end() {
    guard !hasEnded else { return }
    hasEnded = true
    drain()
    for connection in slots { connection?.close() }
    inbox.withLock { inbox in
      inbox.isOpen = false
      inbox.commands = []
    }
    close(async)
    close(sweepTimer)
    close(dueTimer)
  }

  private func close(_ handle: UnsafeMutableRawPointer) {
    uv_close(handle.assumingMemoryBound(to: uv_handle_t.self), nil)
  }

  // MARK: Connections

  private func accept(_ status: Int32) {
    guard status == 0, !isDraining else { return }
    let slot = freeSlots.popLast() ?? slots.count
    // The token has 24 bits for the slot.
    guard slot < 1 << 24 else { return }
    let connection = Connection(loop: self, slot: slot)
    if slot == slots.count {
      slots.append(connection)
      deadlines.append(.max)
    } else {
      slots[slot] = connection
    }
    let accepted = UnsafeMutableRawPointer(listener).withMemoryRebound(to: uv_stream_t.self, capacity: 1) {
      connection.accept(from: $0)
    }
    gauge(connectionGauge, 1)
    guard accepted else {
      connection.close()
      return
    }
    if census.admit(connection.remoteAddress) {
      connection.begin()
    } else if tls == nil, refusals < 256 {
      refusals += 1
      connection.refuse()
    } else {
      connection.close()
    }
    settle()
  }

  /// The connection's handle is closed and nothing refers to it any more.
  func forget(_ connection: Connection) {
    slots[connection.slot] = nil
    freeSlots.append(connection.slot)
    gauge(connectionGauge, -1)
    if connection.isCounted { census.leave(connection.remoteAddress) }
    if connection.isRefused { refusals -= 1 }
    settle()
  }

  func setDeadline(_ slot: Int, _ deadline: UInt64) {
    deadlines[slot] = deadline
  }

  private func sweep() {
    let now = now
    for slot in deadlines.indices where deadlines[slot] <= now {
      deadlines[slot] = .max
      slots[slot]?.deadlinePassed()
    }
    settle()
  }

  func takeParser() -> RequestParser {
    parsers.popLast() ?? RequestParser(limits: configuration.limits)
  }

  func giveBack(_ parser: RequestParser) {
    parser.reset()
    // Enough for the pieces that are on their way in an ordinary moment; more is a burst.
    if parsers.count < 64 { parsers.append(parser) }
  }

  /// Only the loop's thread writes, so load and store need not be one step.
  func gauge(_ gauge: borrowing Atomic<Int>, _ change: Int) {
    gauge.store(gauge.load(ordering: .relaxed) + change, ordering: .relaxed)
  }
}
