import Configuration
import Dispatch
import Foundation
import Server
import Synchronization

/// Runs the server until it is told to stop, and returns the exit code.
func runServe(_ options: ServeOptions) async -> Int32 {
  // Taken before anything starts, so that an early signal ends the server cleanly too.
  let signals = StopSignals(tolerated: options.drain ? 2 : 1)
  let censusSignal = CensusSignal()
  var configuration = Configuration()
  if let file = options.configurationFile {
    do {
      configuration = try Configuration.load(path: file)
    } catch {
      Console.printError("workline: the configuration cannot be used:\n\(error)")
      return ExitCode.configuration
    }
  }
  if let listen = options.listen { configuration.listen = listen }
  if let sip = options.sip { configuration.sip.listen = sip }
  var serverOptions = WorklineServer.Options()
  serverOptions.lab = options.lab
  serverOptions.ladder = options.ladder
  do {
    let server = try WorklineServer(configuration, dataDirectory: options.dataDirectory, options: serverOptions)
    censusSignal.serve(server)
    Console.print(server.readyLine)
    await signals.next()
    if options.drain { await drain(server, orUntil: signals) }
    censusSignal.cease()
    // The lab's telephones end with this process, and nobody would ever end their calls.
    server.stop(endingCalls: options.lab)
    return ExitCode.success
  } catch {
    Console.printError("workline: \(error)")
    return error.exitCode
  }
}

/// Waits until the last call is over, or the next signal.
private func drain(_ server: WorklineServer, orUntil signals: StopSignals) async {
  await withTaskGroup { group in
    group.addTask { await server.drain() }
    group.addTask { await signals.next() }
    await group.next()
    signals.tolerateNoMore()
    group.cancelAll()
  }
}

/// SIGTERM and SIGINT as something to wait for; one more than is tolerated ends the process at once.
private final class StopSignals: Sendable {
  /// Safe to share: only kept alive, never changed.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]
  private let stream: AsyncStream<Void>
  private let count: Count

  private final class Count: Sendable {
    private let state: Mutex<(received: Int, tolerated: Int)>
    init(tolerated: Int) { state = Mutex((0, tolerated)) }
    /// Counts one more; whether it is one too many.
    func add() -> Bool {
      state.withLock { state in
        state.received += 1
        return state.received > state.tolerated
      }
    }
    func tolerateNoMore() { state.withLock { $0.tolerated = min($0.tolerated, $0.received) } }
  }

  init(tolerated: Int) {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    self.stream = stream
    let count = Count(tolerated: tolerated)
    self.count = count
    let queue = DispatchQueue(label: "workline.signals")
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if count.add() { exit(128 + number) }
        continuation.yield()
      }
      source.activate()
      return source
    }
  }

  /// Waits for a signal that nobody has waited for yet. Once cancelled, no more are waited for.
  func next() async {
    for await _ in stream { return }
  }

  /// The next signal ends the process.
  func tolerateNoMore() { count.tolerateNoMore() }
}

/// SIGUSR1 as a question: what is alive in the server. The answer is one line on standard error.
private final class CensusSignal: Sendable {
  /// Safe to share: a dispatch source is used from any thread.
  private nonisolated(unsafe) let source: any DispatchSourceSignal
  private let queue = DispatchQueue(label: "workline.census")
  private let server: ServerReference

  private final class ServerReference: Sendable {
    private let server = Mutex<WorklineServer?>(nil)
    func set(_ new: WorklineServer?) { server.withLock { $0 = new } }
    var current: WorklineServer? { server.withLock { $0 } }
  }

  /// From now on the signal does not end the process.
  init() {
    signal(SIGUSR1, SIG_IGN)
    let reference = ServerReference()
    server = reference
    source = DispatchSource.makeSignalSource(signal: SIGUSR1, queue: queue)
    source.setEventHandler {
      if let server = reference.current { Console.printError("workline census \(server.census())") }
    }
    source.activate()
  }

  func serve(_ server: WorklineServer) { self.server.set(server) }

  /// Returns when a census under way is done; none is taken of a server that is being stopped.
  func cease() {
    server.set(nil)
    queue.sync {}
  }
}
