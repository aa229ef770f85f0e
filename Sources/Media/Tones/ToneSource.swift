import Synchronization

/// Plays tones to telephones that are not talking yet. One thread serves them all; without a call that needs it there
/// is neither a thread nor a socket.
public final class ToneSource: Sendable {
  private struct State {
    var ports: PortPool
    var thread: MediaThread?
    var set: ToneSet?
    var isStopped = false
  }

  /// What a telephone sends before it is listened to is of no use, and a thousand sockets must not gather it.
  private static let receiveBuffer: Int32 = 16_384

  private let host: String
  private let region: ToneRegion
  private let state: Mutex<State>

  /// A source that has opened nothing yet.
  ///
  /// - Parameters:
  ///   - host: IP address literal that sockets are bound to.
  ///   - ports: UDP ports, of which the even ones are used; nil for any free port.
  ///   - limit: Sockets at once.
  ///   - region: Whose tones are played.
  public init(host: String, ports: ClosedRange<Int>?, limit: Int, region: ToneRegion) {
    self.host = host
    self.region = region
    state = Mutex(State(ports: PortPool(ports, limit: limit)))
  }

  deinit { stop() }

  /// Open sockets.
  public var count: Int { state.withLock { $0.ports.used } }

  /// Opens a socket for a telephone; nil if there is no port or thread left for it. To be closed by ``close(_:)``.
  ///
  /// - Parameter onKey: Hears of each key pressed on the telephone, on the media thread; must return soon.
  public func open(onKey: @escaping @Sendable (Character) -> Void) -> ToneSession? {
    state.withLock { state in
      guard !state.isStopped else { return nil }
      if state.thread == nil { state.thread = MediaThread() }
      guard state.thread != nil else { return nil }
      let set = state.set ?? ToneSet(region)
      state.set = set
      return state.ports.take { RTPSocket(host: host, port: $0, receiveBuffer: Self.receiveBuffer) }.map {
        ToneSession($0, set, onKey: onKey)
      }
    }
  }

  /// Tells where the telephone's audio is; false if no tone can be sent there.
  public func connect(_ session: ToneSession, to description: AudioDescription) -> Bool { session.agree(description) }

  /// Plays a tone from its beginning until another one is asked for; nil for none.
  public func play(_ tone: ProgressTone?, to session: ToneSession) {
    session.set(tone)
    guard let thread = state.withLock({ $0.thread }) else { return }
    if tone == nil { thread.pause(session) } else { thread.add(session) }
  }

  /// Closes a telephone's socket.
  public func close(_ session: ToneSession) {
    state.withLock { $0.thread }?.pause(session)
    session.close()
    // Only now can the next one bind it.
    state.withLock { $0.ports.giveBack(session.port) }
  }

  /// Ends the thread, and with it every tone; no socket is opened any more.
  public func stop() {
    let thread = state.withLock { state in
      defer { state.thread = nil }
      state.isStopped = true
      return state.thread
    }
    thread?.stop()
  }
}
