import Dispatch
import Synchronization

/// Stopping: the calls that are up are left to the next process, or waited for, or ended.
extension WorklineServer {
  /// Refuses new calls and waits until the last one is over, however long that takes, or the task is cancelled. Calls
  /// that are there go on as ever. To be followed by ``stop(endingCalls:)``.
  public func drain() async {
    context.admission.close()
    var told = await callCount()
    guard told > 0 else { return }
    context.log(.info, "No new call is taken until the last is over. Calls that are waited for: \(told)")
    var looks = 0
    while !Task.isCancelled {
      let calls = await callCount()
      if calls == 0 { return context.log(.info, "The last call is over.") }
      if looks == Self.looksBetweenLines {
        looks = 0
        if calls != told { context.log(.info, "Calls that are waited for: \(calls)") }
        told = calls
      }
      looks += 1
      // Cancelled while it sleeps, it is done.
      try? await Task.sleep(for: Self.drainInterval)
    }
  }

  private static let drainInterval = Duration.milliseconds(100)
  private static let looksBetweenLines = 600

  private func callCount() async -> Int {
    await withCheckedContinuation { continuation in
      context.shard.post { continuation.resume(returning: $0.count) }
    }
  }

  /// Has the calls that are not up get up, or fail, within `timeouts.shutdown`, and ends what is left of them then; with
  /// changes of calls that are up it waits for as long. Those calls stay as they are: no phone and no application hears
  /// of the stop, and the journal has them for the next process.
  func leaveCalls() {
    let time = context.configuration.timeouts.shutdown.milliseconds
    var census = settle(within: time) { $0.inSetup == 0 && $0.changing == 0 }
    if census.inSetup > 0 {
      context.log(.warning, "Calls that were not up within timeouts.shutdown and are ended: \(census.inSetup)")
    }
    context.shard.post { $0.endSetups() }
    census = settle(within: time) { $0.inSetup == 0 && $0.ending == 0 }
    if census.inSetup + census.ending > 0 { sayGivenUp() }
  }

  /// Waits for what the last requests have begun, when no more come, and says how many calls are left to the next process.
  func finishChanges() {
    let census = settle(within: min(1000, context.configuration.timeouts.shutdown.milliseconds)) { $0.changing == 0 }
    let left = census.standing + census.changing
    guard left > 0 else { return }
    let unsettled = census.changing == 0 ? "" : "; \(census.changing) of them with a change under way"
    context.log(.info, "Calls that go on and are left to the next start of the server: \(left)\(unsettled)")
  }

  /// Ends every call and waits until none is left, at most `timeouts.shutdown`.
  func endCalls() {
    let done = DispatchSemaphore(value: 0)
    context.shard.post { $0.shutdown { done.signal() } }
    let time = context.configuration.timeouts.shutdown.milliseconds
    if done.wait(timeout: .now() + .milliseconds(time)) == .timedOut { sayGivenUp() }
  }

  /// Says how many calls of an earlier process there are, once they are there.
  static func sayRestored(_ shard: Shard) {
    shard.post { shard in
      let census = shard.census
      let count = census.standing + census.changing
      if count > 0 { shard.environment.log(.info, "Calls that are under control again: \(count)") }
    }
  }

  private func sayGivenUp() {
    context.log(.warning, "Some phones did not answer within timeouts.shutdown; their calls are given up.")
  }

  /// Waits until the calls are as they should be, at most so many milliseconds; how they are then. Looked at now and then
  /// rather than told, so that calls need not think of it.
  private func settle(within milliseconds: Int, until isSettled: (Shard.Census) -> Bool) -> Shard.Census {
    let deadline = DispatchTime.now() + .milliseconds(milliseconds)
    let pause = DispatchSemaphore(value: 0)
    while true {
      let census = shardCensus()
      if isSettled(census) || DispatchTime.now() >= deadline { return census }
      _ = pause.wait(timeout: .now() + .milliseconds(10))
    }
  }

  private func shardCensus() -> Shard.Census {
    let answer = Mutex(Shard.Census())
    let done = DispatchSemaphore(value: 0)
    context.shard.post { shard in
      let census = shard.census
      answer.withLock { $0 = census }
      done.signal()
    }
    done.wait()
    return answer.withLock { $0 }
  }
}

extension Duration {
  /// In whole milliseconds, cut.
  fileprivate var milliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(clamping: seconds) * 1000 + Int(clamping: attoseconds / 1_000_000_000_000_000)
  }
}
