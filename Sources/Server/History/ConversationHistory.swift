import Store
import Synchronization
import UCWA

/// The logs of calls that are over: added when a call ends, told to the user's applications, pruned now and then.
///
/// Nothing here waits for the disk but `prune`, which the maintenance calls on its own queue.
final class ConversationHistory: Sendable {
  /// How long logs are kept and how many.
  struct Limits: Sendable {
    /// Milliseconds.
    var age: Int64
    /// Logs of one user.
    var count: Int
  }

  private struct Growth {
    /// Users who have got a log since the last look at how many they have, or had too many to remove at once.
    var users: Set<String> = []
    /// Whether all users have been looked at: the limit may be lower than it was before the start.
    var isKnown = false
    /// Whether the last turn failed, which is said once.
    var hasFailed = false
  }

  /// Reads logs; changes go by `change`, so that the applications are told.
  let store: any Store.ConversationLogs
  private let accounts: Accounts
  private let limits: Limits
  private let isEnabled: Bool
  private let log: Log
  private let growth = Mutex(Growth())
  /// Logs that are removed in one turn because of their age, and as many again because of their number.
  static let logsPerTurn = 1000

  /// - Parameter isEnabled: Whether calls are logged of an application that does not say whether they are to be.
  init(store: any Store.ConversationLogs, accounts: Accounts, limits: Limits, isEnabled: Bool, log: Log) {
    self.store = store
    self.accounts = accounts
    self.limits = limits
    self.isEnabled = isEnabled
    self.log = log
  }

  // MARK: Calls

  /// What an application's `conversationHistory` is.
  func policy(_ settings: CommunicationSettings?) -> GenericPolicy {
    settings?.conversationHistory ?? (isEnabled ? .enabled : .disabled)
  }

  /// Logs a call that is over, connected or not, unless the application that placed it has this disabled. For a call
  /// that came in one of those that were told of it speaks.
  ///
  /// - Parameter application: That application, which may have ended meanwhile; nil if nobody knows it any more.
  /// - Parameter isMissed: Whether the user was called and not reached.
  func callEnded(_ plan: CallPlan, placedBy application: ApplicationSession?, isMissed: Bool = false) {
    guard policy(application?.profile.communication) == .enabled else { return }
    add(ConversationLog(plan, created: Clock.wallMilliseconds, isMissed: isMissed))
  }

  /// Adds a log; the user's applications are told when it is kept.
  func add(_ log: Store.ConversationLog) {
    growth.withLock { _ = $0.users.insert(log.userURI) }
    change(.add(log), of: log.userURI)
  }

  // MARK: Changes

  /// Changes a user's logs; his applications are told when that is kept, and after that `then` is called.
  func change(
    _ change: ConversationLogChange, of userURI: String,
    then: (@Sendable (Result<Void, StoreError>) -> Void)? = nil
  ) {
    store.change(change) { [accounts] result in
      if case .success = result { Self.tell(accounts.knownSpace(userURI)) }
      then?(result)
    }
  }

  /// Tells a user's applications that `missedItems` is not what it was. Those that care read it: to count for each call
  /// what few ask for would cost more than the log.
  private static func tell(_ space: UserSpace?) {
    let event = Event(.updated, EventReference("missedItems", .missedItems), from: .communication)
    for application in space?.applications ?? [] { application.deliver([event]) }
  }

  // MARK: Pruning

  /// Removes logs that are too old, and of users who have got too many the oldest ones: some in one turn, since calls
  /// that begin wait behind them.
  ///
  /// - Parameter now: Milliseconds since 1970.
  func prune(now: Int64) {
    do throws(StoreError) {
      try expire(before: now - limits.age)
      try trim()
      growth.withLock { $0.hasFailed = false }
    } catch {
      let isKnown = growth.withLock { growth in
        defer { growth.hasFailed = true }
        return growth.hasFailed
      }
      if !isKnown { log(.error, "The logs of past calls cannot be pruned: \(error)") }
    }
  }

  private func expire(before moment: Int64) throws(StoreError) {
    let users = try store.usersWithConversationLogs(before: moment, limit: Self.logsPerTurn)
    guard !users.isEmpty else { return }
    store.change(.expire(before: moment, limit: Self.logsPerTurn)) { [accounts] result in
      guard case .success = result else { return }
      for user in users { Self.tell(accounts.knownSpace(user)) }
    }
  }

  private func trim() throws(StoreError) {
    if !growth.withLock({ $0.isKnown }) {
      let users = try store.usersWithConversationLogs(moreThan: limits.count)
      growth.withLock { growth in
        growth.users.formUnion(users)
        growth.isKnown = true
      }
    }
    var left = Self.logsPerTurn
    while left > 0, let user = growth.withLock({ $0.users.popFirst() }) {
      do throws(StoreError) {
        let excess = try store.conversationLogCounts(of: user).all - limits.count
        guard excess > 0 else { continue }
        if excess > left { growth.withLock { _ = $0.users.insert(user) } }
        change(.trim(userURI: user, keeping: limits.count, limit: min(excess, left)), of: user)
        left -= min(excess, left)
      } catch {
        growth.withLock { _ = $0.users.insert(user) }
        throw error
      }
    }
  }
}
