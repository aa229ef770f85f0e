import Foundation

/// Awaiting conditions of other processes, which can only be looked at, without a fixed sleep.
public enum Eventually {
  /// Looks at a condition every few milliseconds until it yields a value.
  ///
  /// - Parameters:
  ///   - awaiting: What is awaited, for the error's text.
  ///   - seconds: The longest wait, in seconds.
  ///   - look: Returns nil while the condition does not hold.
  /// - Throws: `InteropError.timedOut`, or what `look` throws.
  @discardableResult
  public static func value<Value>(
    _ awaiting: String, within seconds: Double, look: () throws -> Value?
  ) throws -> Value {
    let deadline = MonotonicTime.seconds + seconds
    while true {
      if let value = try look() { return value }
      guard MonotonicTime.seconds < deadline else {
        throw InteropError.timedOut(awaiting: awaiting, seen: "nothing in \(seconds) s")
      }
      MonotonicTime.pause(seconds: 0.005)
    }
  }

  /// The same for a condition that is true or false.
  public static func holds(_ awaiting: String, within seconds: Double, look: () throws -> Bool) throws {
    try value(awaiting, within: seconds) { try look() ? () : nil }
  }
}

/// Runs blocking work on a thread of its own, so that a test that waits for a peer occupies none of the few
/// threads on which Swift runs tasks. It is still the same task, so that what fails in it is put down to its test.
public func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withTaskExecutorPreference(ThreadPerJob()) { try work() }
}

/// Gives every job a thread.
private final class ThreadPerJob: TaskExecutor {
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
