import Dispatch
import Foundation

/// Turns SIGINT and SIGTERM into values: the first asks to hang up, a second one ends the process at once.
final class Interrupts {
  private let sources: [any DispatchSourceSignal]

  /// Calls `onFirst` on a queue of its own at the first signal. Signals are taken until the process ends.
  init(onFirst: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "workline.interrupts")
    let count = Counter()
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if count.next() > 1 { exit(number == SIGINT ? ExitCode.interrupted : 128 + number) }
        onFirst()
      }
      source.activate()
      return source
    }
  }

  /// Safe to share: only the handlers use it, and they run on one serial queue.
  private final class Counter: @unchecked Sendable {
    private var count = 0
    func next() -> Int {
      count += 1
      return count
    }
  }
}
