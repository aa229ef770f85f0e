import Synchronization
import UCWA

/// One user's presence: what he has set, what was last told to others, and who they are. Part of his `UserSpace`.
final class UserPresence: Sendable {
  /// An application that watches the user.
  struct Watcher: Sendable {
    let application: ApplicationSession
    /// How often it asked to watch; it watches until it has taken back as many.
    var count: Int
  }

  /// A user whom an application of this user watches.
  struct Watched: Sendable {
    /// Weak, since users may watch each other.
    weak var space: UserSpace?
    var count: Int
  }

  struct State: Sendable {
    /// What is committed, and therefore shown.
    var profile = UserProfile()
    /// What was given to the journal last, from which the next change starts.
    var pending = UserProfile()
    /// What was last told; nil while nobody is told anything.
    var published: PresenceStatus?
    /// The applications that watch, by their ids.
    var watchers: [String: Watcher] = [:]
    /// Whom applications of this user watch, by application and watched user.
    var watching: [String: [String: Watched]] = [:]
    /// When the user was last active, in milliseconds since 1970.
    var lastActive: Int64?
  }

  let state = Mutex(State())

  /// Whether anybody is told of changes. Read on the call path, where a change costs nothing unless this is set.
  var isObserved: Bool { observed.load(ordering: .acquiring) }
  private let observed = Atomic(false)

  /// Begins or ends to tell others.
  func setObserved(_ isObserved: Bool) { observed.store(isObserved, ordering: .releasing) }

  /// When the status changes by itself, in milliseconds since 1970; the greatest number if it does not.
  let deadline = Atomic(Int64.max)

  /// What the user has set.
  var profile: UserProfile { state.withLock { $0.profile } }
}
