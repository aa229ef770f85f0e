import CSofia
import Dispatch
import Glibc
import Synchronization

/// One Sofia-SIP event loop with its UDP and TCP sockets, on a thread of its own. It is also a `SerialExecutor`:
/// an actor that names it as its executor lives on that thread and is entered from callbacks by `assumeIsolated`.
///
/// The loop runs until `stop()`; it keeps itself alive that long. Everything but `post`, `enqueue`, `stop` and the
/// constants is for the loop's own thread, and says so loudly anywhere else.
///
/// Sendable: `thread` and `pointer` are written by the loop's thread before `init` returns and after that only by
/// that thread while it ends, which `stop` waits for; everything else mutable is in `queue`, behind its mutex, or
/// used on the loop's thread only, which `checkIsolated` enforces.
public final class SIPLoop: @unchecked Sendable {
  /// The address it is bound to.
  public let host: String
  /// The port it is bound to, the same number for UDP and TCP.
  public let port: Int
  /// The Contact of dialogs that choose none.
  public let contact: String
  /// For threads and logs.
  public let name: String

  nonisolated(unsafe) var pointer: OpaquePointer?
  nonisolated(unsafe) weak var delegate: (any SIPLoopDelegate)?
  nonisolated(unsafe) var arena = CStringArena()
  nonisolated(unsafe) private var batch: [Work] = []
  nonisolated(unsafe) private var thread: pthread_t = 0
  /// What starts the thread, until `open`.
  private let closed = Mutex<LoopStart?>(nil)
  private let queue = Mutex(Queue())
  private let afterlife: UnsafeMutablePointer<pthread_mutex_t>
  private let afterlifeThread = Atomic<UInt>(0)
  let trace: (@Sendable (SIPTraceMessage) -> Void)?

  enum Work {
    case closure(@Sendable () -> Void)
    case job(UnownedJob)
  }

  private struct Queue {
    var waiting: [Work] = []
    var isWakeUnderWay = false
    var isStopping = false
    var isClosing = false
    var hasStopped = false
  }

  /// Starts the thread and binds.
  ///
  /// Errors: `addressInUse`, `cannotBind`, `outOfMemory`.
  /// - Parameter opens: Default true. Else nothing is read or sent before `open`; what comes meanwhile waits in the
  ///   sockets.
  public init(_ configuration: SIPLoopConfiguration, name: String = "sip", opens: Bool = true) throws(SIPError) {
    self.name = name
    trace = configuration.trace
    let start = LoopStart(configuration, name: name)
    host = configuration.host
    afterlife = .allocate(capacity: 1)
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
    pthread_mutex_init(afterlife, &attributes)
    pthread_mutexattr_destroy(&attributes)
    var id = pthread_t()
    let result = LoopThread.start(start, into: &id)
    guard result == 0 else {
      port = 0
      contact = ""
      throw .cannotBind(String(cString: strerror(result)))
    }
    start.isBound.wait()
    guard let pointer = start.loop else {
      pthread_join(id, nil)
      port = 0
      contact = ""
      switch start.error {
      case EADDRINUSE: throw .addressInUse(host: configuration.host, port: configuration.port)
      case ENOMEM: throw .outOfMemory
      default: throw .cannotBind("\(configuration.host): \(String(cString: strerror(start.error)))")
      }
    }
    port = Int(wls_loop_port(pointer))
    contact = "<sip:workline@\(String(cString: wls_loop_contact_host(pointer))):\(port)>"
    self.pointer = pointer
    thread = id
    start.prepare(self)
    if opens { start.run() } else { closed.withLock { $0 = start } }
  }

  /// Lets a loop begin that was made to wait. What was posted before is done first, before any message: so dialogs of an
  /// earlier process can be restored in time. Only the first call does anything.
  public func open() {
    let start = closed.withLock { closed in
      defer { closed = nil }
      return closed
    }
    start?.run()
  }

  deinit {
    pthread_mutex_destroy(afterlife)
    afterlife.deallocate()
    if let pointer { wls_loop_free(pointer) }
  }

  /// Who hears of everything; held weakly. Before the first traffic, from any thread.
  public func setDelegate(_ delegate: any SIPLoopDelegate) {
    // A thread that has not begun sees what was there before it began.
    if isOnLoop || closed.withLock({ $0 != nil }) {
      self.delegate = delegate
      return
    }
    nonisolated(unsafe) let delegate = delegate  // the calling thread waits until the other one has stored it
    let isSet = DispatchSemaphore(value: 0)
    post { [self] in
      self.delegate = delegate
      isSet.signal()
    }
    isSet.wait()
  }

  /// Runs the work on the loop's thread, after all that was posted before. From any thread. Any number of posts
  /// costs one wake-up. After `stop` it runs at once on the calling thread, still one at a time.
  public func post(_ work: @escaping @Sendable () -> Void) { add(.closure(work)) }

  /// Ends the loop and waits for its thread; on that thread itself it ends after what is under way there. Nothing
  /// is sent: calls that stand are to be ended, or saved, before. Objects that are still held become inert. Only
  /// the first call does anything.
  public func stop() {
    let isFirst = queue.withLock { queue in
      defer { queue.isStopping = true }
      return !queue.isStopping
    }
    guard isFirst else { return }
    open()
    if pthread_equal(thread, pthread_self()) != 0 {
      if let pointer { wls_loop_break(pointer) }
      pthread_detach(thread)
    } else {
      post { [self] in if let pointer, wls_loop_is_running(pointer) { wls_loop_break(pointer) } }
      pthread_join(thread, nil)
    }
  }

  /// Whether the caller runs on the loop's thread, or in its place after it has stopped.
  public var isOnLoop: Bool {
    let me = pthread_self()
    return pthread_equal(thread, me) != 0 || afterlifeThread.load(ordering: .relaxed) == UInt(me)
  }

  /// What is alive and what was counted, all zero after `stop`. On the loop's thread.
  public func statistics() -> SIPStatistics {
    checkIsolated()
    var statistics = wls_statistics()
    if let pointer { wls_loop_statistics(pointer, &statistics) }
    return SIPStatistics(statistics)
  }

  /// Gives freed memory back to the system. Takes milliseconds; worth it after many calls have ended, 40 s later.
  public func trimMemory() { wls_trim_memory() }

  /// Bytes of datagrams that have arrived and were not read yet, as the kernel counts them (some 1.3 kB for a message).
  /// What lies there is delay that no timer of the loop can see. On the loop's thread; costs one system call.
  public var receiveBacklog: Int {
    checkIsolated()
    return pointer.map { Int(wls_loop_backlog($0)) } ?? 0
  }

  /// Bytes of the process's heap that are allocated and not freed. Takes milliseconds.
  public static func usedMemory() -> Int { Int(wls_used_memory()) }

  /// Sets the allocator up for many small blocks that live for 32 s, which is what SIP transactions are. Once, before
  /// other threads run.
  public static func tuneMemory() { wls_tune_memory() }

  /// From now on requests outside dialogs are taken from these addresses only, whatever their port; the delegate is
  /// asked about all others. Before the first call nobody is a stranger. Requests in dialogs, CANCELs and responses
  /// are taken from everywhere. From any thread; holds for what arrives after it has come to the loop's.
  public func know(_ addresses: Set<SIPAddress>) {
    let bytes = addresses.flatMap(\.bytes)
    post { [self] in
      guard let pointer else { return }
      _ = bytes.withUnsafeBufferPointer { wls_loop_know(pointer, $0.baseAddress, addresses.count) }
    }
  }

  /// Whether a stranger's request is to become a transaction; otherwise it has been answered or dropped.
  func asks(about request: SIPMessageView) -> Bool {
    switch delegate?.sipLoop(self, stranger: request) ?? .drop {
    case .take: return true
    case .drop: return false
    case .answer(let status, let phrase, let headers):
      arena.removeAll()
      let offsets = (arena.add(phrase), arena.add(headers))
      arena.withPointers { at in
        _ = wls_message_answer(
          pointer, request.message, Int32(clamping: status), at(offsets.0), at(offsets.1))
      }
      return false
    }
  }

  /// Answers a request that came before a restart, once and without a transaction.
  /// - Parameters:
  ///   - head: ``SIPMessageView/head`` of the request.
  ///   - localTag: the tag in To, unless the request had one.
  /// - Throws: `invalid` when the head cannot be read or there is no way to the sender.
  public func answer(saved head: String, _ status: Int, localTag: String, headers: [SIPHeader] = [])
    throws(SIPError)
  {
    checkIsolated()
    guard let pointer, wls_loop_is_running(pointer) else { throw .ended }
    arena.removeAll()
    let offsets = (arena.add(localTag), arena.add(headers))
    let result = head.withCString { head in
      arena.withPointers { wls_loop_answer_saved(pointer, head, Int32(clamping: status), $0(offsets.0), $0(offsets.1)) }
    }
    guard result == Int32(WLS_OK) else { throw .invalid("saved request") }
  }

  /// Frees a C object, and the reference it held, where they belong.
  func release(
    _ object: OpaquePointer, _ reference: UnsafeMutableRawPointer?,
    _ release: @escaping @Sendable (OpaquePointer, UnsafeMutableRawPointer?) -> Void
  ) {
    if isOnLoop { return release(object, reference) }
    let bits = (UInt(bitPattern: object), UInt(bitPattern: reference))
    post {
      guard let object = OpaquePointer(bitPattern: bits.0) else { return }
      release(object, UnsafeMutableRawPointer(bitPattern: bits.1))
    }
  }

  func add(_ work: Work) {
    let isTooLate = queue.withLock { queue in
      if queue.hasStopped { return true }
      queue.waiting.append(work)
      // Inside the lock, so that the root cannot go away between the decision and the call.
      if !queue.isWakeUnderWay, let pointer { queue.isWakeUnderWay = wls_loop_wake(pointer) == 0 }
      return false
    }
    if isTooLate { inAfterlife { run(work) } }
  }

  /// On the loop's thread: everything that waits now; what is added meanwhile wakes again.
  func drain() {
    queue.withLock { queue in
      swap(&queue.waiting, &batch)
      queue.isWakeUnderWay = queue.isClosing
    }
    for work in batch { run(work) }
    batch.removeAll(keepingCapacity: true)
  }

  /// On the loop's thread, before anything is read: what was posted before. False if the loop is not to run any more.
  func begin() -> Bool {
    drain()
    return queue.withLock { !$0.isStopping }
  }

  /// On the loop's thread, after the loop was left.
  func finish() {
    guard let pointer else { return }
    queue.withLock { queue in
      queue.isClosing = true
      queue.isWakeUnderWay = true
    }
    wls_loop_destroy(pointer)
    while true {
      let isEmpty = queue.withLock { queue in
        if queue.waiting.isEmpty { queue.hasStopped = true }
        return queue.waiting.isEmpty
      }
      if isEmpty { return }
      drain()
    }
  }

  private func run(_ work: Work) {
    switch work {
    case .closure(let closure): closure()
    case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
    }
  }

  private func inAfterlife(_ body: () -> Void) {
    pthread_mutex_lock(afterlife)
    let before = afterlifeThread.exchange(UInt(pthread_self()), ordering: .relaxed)
    body()
    afterlifeThread.store(before, ordering: .relaxed)
    pthread_mutex_unlock(afterlife)
  }
}
