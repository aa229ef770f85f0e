import CSofia
import Dispatch
import Glibc

/// What a loop's thread is given and gives back while it starts.
///
/// Sendable: `loop` and `error` are written before `isBound` is signalled and read after it was waited for; `owner`
/// is written before `mayRun` is signalled and read after it was waited for.
final class LoopStart: @unchecked Sendable {
  let configuration: SIPLoopConfiguration
  let name: String
  let isBound = DispatchSemaphore(value: 0)
  private let mayRun = DispatchSemaphore(value: 0)
  var loop: OpaquePointer?
  var error: Int32 = 0
  private var owner: SIPLoop?
  /// The C callbacks' context; the loop itself comes into being after them.
  let context: LoopContext

  init(_ configuration: SIPLoopConfiguration, name: String) {
    self.configuration = configuration
    self.name = name
    context = LoopContext()
  }

  /// Keeps the loop alive until its thread ends.
  func prepare(_ owner: SIPLoop) {
    context.loop = owner
    self.owner = owner
  }

  func run() { mayRun.signal() }

  func body() {
    configuration.withC(threadName: name) { c in
      var configuration = c
      var callbacks = LoopCallbacks.table
      loop = wls_loop_create(&configuration, &callbacks, Unmanaged.passUnretained(context).toOpaque(), &error)
    }
    isBound.signal()
    guard let loop else { return }
    mayRun.wait()
    // A loop that is stopped before it runs would not notice.
    if owner?.begin() == true { wls_loop_run(loop) }
    owner?.finish()
    owner = nil
  }
}

/// Sendable: written once before the loop runs, then read on the loop's thread only. Unowned is safe because the
/// thread holds the loop for as long as callbacks come.
final class LoopContext: @unchecked Sendable {
  unowned(unsafe) var loop: SIPLoop?
}

enum LoopThread {
  /// 0 or an errno.
  static func start(_ start: LoopStart, into id: inout pthread_t) -> Int32 {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 1 << 20)
    let box = Unmanaged.passRetained(start)
    let result = pthread_create(
      &id, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<LoopStart>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    if result != 0 { box.release() }
    return result
  }
}

extension SIPLoopConfiguration {
  func withC(threadName: String, _ body: (wls_configuration) -> Void) {
    let allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO"
    func limited(_ value: Int) -> UInt32 { UInt32(max(0, min(value, Int(Int32.max)))) }
    var arena = CStringArena()
    let offsets = (
      arena.add(host), arena.add(advertisedHost), arena.add(userAgent.isEmpty ? nil : userAgent), arena.add(allow),
      arena.add(threadName)
    )
    arena.withPointers { at in
      var c = wls_configuration()
      c.host = at(offsets.0)
      c.advertised_host = at(offsets.1)
      c.user_agent = at(offsets.2)
      c.allow = at(offsets.3)
      c.thread_name = at(offsets.4)
      c.port = limited(port)
      c.udp_only = !tcp
      c.t1 = limited(t1)
      c.t2 = limited(t2)
      c.t4 = limited(t4)
      c.timer_b = limited(timerB)
      c.udp_buffer = limited(udpReceiveBuffer)
      c.udp_mtu = limited(udpMTU)
      c.trace = trace != nil
      body(c)
    }
  }
}
