import Glibc
import Synchronization

/// One thread that moves the audio of many sessions: every 20 ms each of them receives and sends, and without a session
/// it sleeps.
public final class MediaThread: Sendable {
  private struct State {
    var sessions: [ObjectIdentifier: any MediaSession] = [:]
    // Grows with every change of `sessions`, so that the thread copies them only when it must.
    var changes = 0
    var isStopped = false
  }

  private let state = Mutex(State())
  // Both ends of a pipe; a byte in it ends the sleep of a thread without sessions.
  private let wake: (read: Int32, write: Int32)
  private let thread = Mutex<pthread_t?>(nil)

  private static let tick = 20_000_000
  /// Missed ticks that are made up for; a longer gap is the machine's sleep and stays a gap.
  private static let largestBacklog = 10 * tick

  /// Starts the thread; nil with errno set when the system gives no descriptor or thread.
  public init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // Many first sessions may come and go within one tick, and nobody may wait for the thread to read its pipe.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    wake = (ends[0], ends[1])
    var started = pthread_t()
    let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
      guard let context else { return nil }
      Unmanaged<MediaThread>.fromOpaque(context).takeRetainedValue().run()
      return nil
    }
    let context = Unmanaged.passRetained(self)
    let code = pthread_create(&started, nil, entry, context.toOpaque())
    guard code == 0 else {
      context.release()
      errno = code
      return nil
    }
    thread.withLock { $0 = started }
  }

  deinit {
    close(wake.read)
    close(wake.write)
  }

  /// Sessions that tick.
  public var count: Int { state.withLock { $0.sessions.count } }

  /// Lets a session tick, the first time soon.
  public func add(_ session: any MediaSession) {
    let isFirst = state.withLock { state in
      guard state.sessions.updateValue(session, forKey: ObjectIdentifier(session)) == nil else { return false }
      state.changes += 1
      return state.sessions.count == 1
    }
    if isFirst { notify() }
  }

  /// Lets a session tick no more; at most the tick that is under way is still to come.
  public func pause(_ session: any MediaSession) {
    state.withLock { state in
      guard state.sessions.removeValue(forKey: ObjectIdentifier(session)) != nil else { return }
      state.changes += 1
    }
  }

  /// Ends a session and closes its socket.
  public func remove(_ session: any MediaSession) {
    pause(session)
    session.close()
  }

  /// Closes all sockets and waits for the thread's end.
  public func stop() {
    let left = state.withLock { state in
      defer { state.sessions = [:] }
      state.isStopped = true
      state.changes += 1
      return Array(state.sessions.values)
    }
    for session in left { session.close() }
    notify()
    let started = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let started { pthread_join(started, nil) }
  }

  private func notify() {
    var byte: UInt8 = 0
    // A full pipe has woken the thread already.
    _ = write(wake.write, &byte, 1)
  }

  private func run() {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 8)
    defer { buffer.deallocate() }
    var sessions: [any MediaSession] = []
    var changes = -1
    var deadline = Self.now()
    while true {
      let isStopped = state.withLock { state in
        if state.changes != changes {
          sessions = Array(state.sessions.values)
          changes = state.changes
        }
        return state.isStopped
      }
      if isStopped { return }
      if sessions.isEmpty {
        // More than one byte may have gathered; they all say the same.
        _ = read(wake.read, buffer.baseAddress, buffer.count)
        deadline = Self.now()
        continue
      }
      for session in sessions { session.tick(buffer) }
      deadline += Self.tick
      if Self.now() - deadline > Self.largestBacklog { deadline = Self.now() }
      Self.sleep(until: deadline)
    }
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private static func sleep(until deadline: Int) {
    var time = timespec(tv_sec: deadline / 1_000_000_000, tv_nsec: deadline % 1_000_000_000)
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }
}
