import Store
import Synchronization

/// Logs of calls as mere numbers, which may fail to be read; it notes what is asked of it.
final class CountedLogs: Store.ConversationLogs {
  /// A removal of logs that are too many.
  struct Trim: Equatable {
    var user: String
    var limit: Int
  }

  private struct State {
    var counts: [String: Int]
    var isFailing = false
    var trims: [Trim] = []
    var moments: [Int64] = []
  }

  private let state: Mutex<State>

  init(_ counts: [String: Int]) { state = Mutex(State(counts: counts)) }

  /// The moments before which logs were asked for.
  var moments: [Int64] { state.withLock { $0.moments } }

  func fail(_ isFailing: Bool) { state.withLock { $0.isFailing = isFailing } }

  func add(_ user: String, _ count: Int) { state.withLock { $0.counts[user, default: 0] += count } }

  /// What was removed since the last time.
  func takeChanges() -> [Trim] {
    state.withLock { state in
      defer { state.trims = [] }
      return state.trims
    }
  }

  func change(_ change: ConversationLogChange, then: @escaping @Sendable (Result<Void, StoreError>) -> Void) {
    state.withLock { state in
      switch change {
      case .add(let log): state.counts[log.userURI, default: 0] += 1
      case .trim(let user, let count, let limit):
        state.trims.append(Trim(user: user, limit: limit))
        state.counts[user] = max(count, (state.counts[user] ?? 0) - limit)
      default: break
      }
    }
    then(.success(()))
  }

  func conversationLogs(of userURI: String, limit: Int) throws(StoreError) -> [ConversationLog] { [] }

  func conversationLog(_ id: String, of userURI: String) throws(StoreError) -> ConversationLog? { nil }

  func conversationLogCounts(of userURI: String) throws(StoreError) -> ConversationLogCounts {
    var counts = ConversationLogCounts()
    counts.all = try read { $0.counts[userURI] ?? 0 }
    return counts
  }

  func usersWithConversationLogs(before moment: Int64, limit: Int) throws(StoreError) -> [String] {
    state.withLock { $0.moments.append(moment) }
    return []
  }

  func usersWithConversationLogs(moreThan count: Int) throws(StoreError) -> [String] {
    try read { state in state.counts.filter { $0.value > count }.map(\.key) }
  }

  private func read<Value: Sendable>(_ body: (State) -> Value) throws(StoreError) -> Value {
    let value = state.withLock { $0.isFailing ? nil : body($0) }
    guard let value else { throw .locked(path: "x") }
    return value
  }
}
