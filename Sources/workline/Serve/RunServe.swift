import Configuration
import Dispatch
import Foundation
import Server

/// Runs the server until it is told to stop, and returns the exit code.
func runServe(_ options: ServeOptions) async -> Int32 {
  // Taken before anything starts, so that an early signal ends the server cleanly too.
  let signals = StopSignals()
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
    Console.print(server.readyLine)
    await signals.first()
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
