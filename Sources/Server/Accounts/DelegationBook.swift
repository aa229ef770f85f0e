import Store
import Synchronization

/// The delegations of users as they were read from the directory, in memory until the directory changes.
///
/// What was known before a change is kept beside, so that those who were shown it can be told if it is different now.
final class DelegationBook: Sendable {
  /// What is different for a user.
  struct Change: Sendable {
    let uri: String
    let before: Delegations
    let now: Delegations
  }

  private struct State {
    var known: [String: Delegations] = [:]
    /// What users were shown before the directory changed.
    var doubted: [String: Delegations] = [:]
    /// Grows when the directory changes.
    var generation: UInt64 = 0
  }

  private let directory: any Directory
  private let state = Mutex(State())

  init(_ directory: any Directory) { self.directory = directory }

  /// The delegations of a user; none if he is unknown.
  func delegations(of uri: String) throws(StoreError) -> Delegations {
    let (known, generation) = state.withLock { ($0.known[uri], $0.generation) }
    if let known { return known }
    let read = try read(uri)
    // What was read before a change must not be kept after it.
    state.withLock { if $0.generation == generation { $0.known[uri] = read } }
    return read
  }

  private func read(_ uri: String) throws(StoreError) -> Delegations {
    do throws(StoreError) {
      return Delegations(
        delegates: try directory.delegates(of: uri).map(\.contactID),
        delegators: try directory.delegators(of: uri).map {
          Delegations.Delegator(uri: $0.uri, contactID: $0.contactID, hasPhoneAudio: $0.phoneAudioEnabled)
        })
    } catch .userNotFound {
      return Delegations()
    }
  }

  /// Forgets what is known: the directory has changed.
  func forget() {
    state.withLock { state in
      state.generation += 1
      // What a user was shown first counts: he has not been told of anything since.
      state.doubted.merge(state.known) { first, _ in first }
      state.known = [:]
    }
  }

  /// For whom something is not as it was when he was shown it; each change is given once. Reads the directory, and so
  /// is not for the HTTP loops.
  func takeChanges() -> [Change] {
    let doubted = state.withLock { state in
      defer { state.doubted = [:] }
      return state.doubted
    }
    return doubted.compactMap { uri, before in
      do throws(StoreError) {
        let now = try delegations(of: uri)
        return now == before ? nil : Change(uri: uri, before: before, now: now)
      } catch {
        // What cannot be read now is looked at again later.
        state.withLock { $0.doubted[uri] = $0.doubted[uri] ?? before }
        return nil
      }
    }
  }
}
