import Store
import Synchronization

/// The users of distribution groups as they were read from the directory, in memory until the directory changes.
final class GroupBook: Sendable {
  private struct State {
    var known: [String: [Store.User]] = [:]
    /// Grows when the directory changes.
    var generation: UInt64 = 0
  }

  private let groups: any DistributionGroups
  private let state = Mutex(State())
  /// Groups remembered at most.
  private static let maximumKnown = 1000

  /// The most users that a call to a group rings.
  static let maximumMembers = 100
  /// The most groups that are looked into for them.
  static let maximumGroups = 100

  init(_ groups: any DistributionGroups) { self.groups = groups }

  /// The users a group stands for, those of nested groups included, each once and by name; the first
  /// ``maximumMembers`` of them. None if there is no such group.
  func members(of uri: String) throws(StoreError) -> [Store.User] {
    let (known, generation) = state.withLock { ($0.known[uri], $0.generation) }
    if let known { return known }
    let read = try groups.membersToRing(of: uri, limit: Self.maximumMembers, groupLimit: Self.maximumGroups)
    // What was read before a change must not be kept after it.
    state.withLock { state in
      guard state.generation == generation else { return }
      if state.known.count >= Self.maximumKnown { state.known = [:] }
      state.known[uri] = read
    }
    return read
  }

  /// Forgets what is known: the directory has changed.
  func forget() {
    state.withLock { state in
      state.generation += 1
      state.known = [:]
    }
  }
}
