import Configuration
import Dispatch
import Foundation
import Synchronization
import UCWA

/// The pools at which users are at home: where each user belongs, and which pools can be reached.
///
/// The others are tried on a queue of its own, so that no request waits for a pool that does not answer. Without other
/// pools nothing runs.
final class Pools: Sendable {
  /// Where a user is served.
  enum Place: Sendable, Equatable {
    /// By this server.
    case here
    /// By another pool, at this URL.
    case elsewhere(String)
  }

  private let own: String?
  private let pools: [String: Configuration.Pool]
  private let health: Mutex<[String: PoolHealth]>
  private let interval: Duration
  private let limit: Duration
  private let log: Log
  private let hasEnded = Atomic<Bool>(false)
  private let queue = DispatchQueue(label: "workline.pools")
  /// Nil without other pools. Safe to share: a dispatch source is used from any thread.
  private nonisolated(unsafe) let timer: (any DispatchSourceTimer)?

  init(_ configuration: Configuration, log: Log) {
    own = configuration.pool
    var pools: [String: Configuration.Pool] = [:]
    for pool in configuration.pools { pools[pool.name] = pool }
    self.pools = pools
    health = Mutex(
      Dictionary(
        uniqueKeysWithValues: pools.keys.filter { $0 != configuration.pool }.map { ($0, PoolHealth()) }))
    interval = configuration.timeouts.poolCheck
    limit = configuration.timeouts.poolConnect
    self.log = log
    timer = health.withLock { $0.isEmpty } ? nil : DispatchSource.makeTimerSource(queue: queue)
    // Active from the start, since a source that never was cannot be let go.
    timer?.schedule(deadline: .distantFuture)
    timer?.activate()
  }

  /// Where a user with that home is served; nil stands for this server. Throws CannotRedirect if nobody serves him.
  func place(home: String?) throws(UCWAError) -> Place {
    guard let home, home != own else { return .here }
    // A home that nobody knows cannot be served by guessing: his calls would be in two places.
    guard let pool = pools[home] else { throw .cannotRedirect }
    if isUp(home) { return .elsewhere(pool.url) }
    guard let backup = pool.backup else { throw .cannotRedirect }
    if backup == own { return .here }
    guard let other = pools[backup], isUp(backup) else { throw .cannotRedirect }
    return .elsewhere(other.url)
  }

  private func isUp(_ name: String) -> Bool { health.withLock { $0[name]?.isUp ?? false } }

  // MARK: Health

  /// Begins to try the other pools.
  func start() {
    let (seconds, attoseconds) = interval.components
    timer?.setEventHandler { [weak self] in self?.tryAll() }
    timer?.schedule(deadline: .now(), repeating: Double(seconds) + Double(attoseconds) / 1e18)
  }

  /// Tries the other pools no more. An attempt under way is not waited for: it touches nothing that goes away.
  func stop() {
    hasEnded.store(true, ordering: .relaxed)
    timer?.cancel()
  }

  /// Tries each of the other pools once. Blocks for `timeouts.poolConnect` at most for each that does not answer.
  func check() { queue.sync { tryAll() } }

  private func tryAll() {
    for (name, pool) in pools where name != own && !hasEnded.load(ordering: .relaxed) {
      let succeeded = Reachability.accepts(pool.url, within: limit)
      let change = health.withLock { health in
        health[name]?.attempted(succeeded: succeeded) == true ? health[name]?.isUp : nil
      }
      if let change { log(.warning, "The pool \(name) \(change ? "can be reached again" : "cannot be reached").") }
    }
  }
}
