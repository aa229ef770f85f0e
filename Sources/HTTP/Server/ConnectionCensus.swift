import Synchronization

/// How many connections there are, in total and per peer address, over all loops of a server.
final class ConnectionCensus: Sendable {
  private struct Counts {
    var total = 0
    var perAddress: [String: Int] = [:]
  }

  private let counts = Mutex(Counts())
  private let maxTotal: Int
  private let maxPerAddress: Int

  init(limits: HTTPLimits) {
    maxTotal = limits.maxConnections
    maxPerAddress = limits.maxConnectionsPerAddress
  }

  /// Counts a connection in, unless there are too many.
  func admit(_ address: String) -> Bool {
    counts.withLock { counts in
      guard counts.total < maxTotal, counts.perAddress[address, default: 0] < maxPerAddress else { return false }
      counts.total += 1
      counts.perAddress[address, default: 0] += 1
      return true
    }
  }

  /// Counts out a connection that was admitted.
  func leave(_ address: String) {
    counts.withLock { counts in
      counts.total -= 1
      let left = counts.perAddress[address, default: 1] - 1
      counts.perAddress[address] = left > 0 ? left : nil
    }
  }
}
