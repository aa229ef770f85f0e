import Configuration
import Dispatch
import Foundation
import Server
import Synchronization

/// Runs the server until it is told to stop, and returns the exit code.
func runServe(_ options: ServeOptions) async -> Int32 {
  // Taken before anything starts, so that an early signal ends the server cleanly too.
  let signals = StopSignals()
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
    await signals.first()
    censusSignal.cease()
    server.stop()
    return ExitCode.success
  } catch {
    Console.printError("workline: \(error)")
    return error.exitCode
  }
}

/// SIGTERM and SIGINT as something to wait for; a second one ends the process at once.
private final class StopSignals: Sendable {
  /// Safe to share: only kept alive, never changed.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]
  private let stream: AsyncStream<Int32>

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    self.stream = stream
    let queue = DispatchQueue(label: "workline.signals")
    // Touched by the serial queue only.
    nonisolated(unsafe) var count = 0
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        count += 1
        if count > 1 { exit(128 + number) }
        continuation.yield(number)
      }
      source.activate()
      return source
    }
  }

  /// Waits for the first signal.
  func first() async {
    for await _ in stream { return }
  }
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
