import Store
import Synchronization
import UCWA

/// One user's contact list and who is told of its changes. Part of his `UserSpace`.
///
/// Costs nothing but itself while the list is empty.
final class UserContacts: Sendable {
  private struct State {
    /// What is committed, and therefore shown.
    var list = ContactList()
    /// What was given to the journal last, from which the next change starts.
    var pending = ContactList()
    /// The applications that are told of changes.
    var subscriptions: [String: ListSubscription] = [:]
    /// Whose presence applications follow.
    var watching: [String: WatchList] = [:]
  }

  private let state = Mutex(State())

  /// The list as it is committed.
  var list: ContactList { state.withLock { $0.list } }

  /// Puts back what the journal holds.
  func restore(_ list: ContactList) {
    state.withLock { state in
      state.list = list
      state.pending = list
    }
  }

  /// Changes the list and records it. `then` is called when it is committed, with what has changed; on the journal's
  /// thread, or at once if nothing has changed.
  func update(
    _ userURI: String, _ journal: any Journal,
    _ change: (inout ContactList) throws(UCWAError) -> [ContactList.Change],
    then: @escaping @Sendable (Result<[ContactList.Change], UCWAError>) -> Void
  ) {
    // Recorded under the lock, so that the journal gets the records in the order of the changes; that never waits.
    let known: Result<[ContactList.Change], UCWAError>? = state.withLock { state in
      var changed = state.pending
      let changes: [ContactList.Change]
      do throws(UCWAError) {
        changes = try change(&changed)
      } catch {
        return .failure(error)
      }
      if changes.isEmpty { return .success([]) }
      state.pending = changed
      let list = changed
      journal.append([ContactListRecord(userURI: userURI, list: list).journalRecord]) { [self] outcome in
        switch outcome {
        case .success:
          self.state.withLock { $0.list = list }
          then(.success(changes))
        case .failure:
          self.state.withLock { $0.pending = $0.list }
          then(.failure(.serviceFailure(Message(.contactListUnrecorded))))
        }
      }
      return nil
    }
    if let known { then(known) }
  }

  /// How close a contact is to the user; users of this server are colleagues unless the user has said otherwise.
  func level(of contact: String) -> PrivacyRelationshipLevel {
    state.withLock { $0.list.privacy[contact] } ?? .colleagues
  }

  // MARK: Whose presence is followed

  /// The presence subscriptions of an application.
  func watching(_ application: String) -> WatchList { state.withLock { $0.watching[application] } ?? WatchList() }

  /// Puts back what the journal holds.
  func restore(_ list: WatchList, of application: String) { state.withLock { $0.watching[application] = list } }

  /// Changes an application's presence subscriptions and has that recorded. The caller does not wait for the disk: they
  /// last minutes, and a client renews them.
  func changeWatching(
    _ application: String, _ journal: any Journal,
    _ change: (inout WatchList) throws(UCWAError) -> [WatchList.Change]
  ) throws(UCWAError) -> [WatchList.Change] {
    let result: Result<[WatchList.Change], UCWAError> = state.withLock { state in
      let before = state.watching[application] ?? WatchList()
      var list = before
      let changes: [WatchList.Change]
      do throws(UCWAError) {
        changes = try change(&list)
      } catch {
        return .failure(error)
      }
      if list != before {
        state.watching[application] = list.subscriptions.isEmpty ? nil : list
        journal.append([WatchListRecord(applicationID: application, list: list).journalRecord])
      }
      return .success(changes)
    }
    return try result.get()
  }

  /// Applications that follow the presence of a contact.
  func watchers(of contact: String) -> Set<String> {
    state.withLock { state in
      Set(state.watching.filter { $0.value.members.contains { $0.id == contact } }.map(\.key))
    }
  }

  /// The applications that have presence subscriptions.
  var watchingApplications: [String] { state.withLock { Array($0.watching.keys) } }

  /// Forgets what an application has subscribed to; it has ended.
  ///
  /// - Returns: Whether anything is recorded of it.
  func applicationEnded(_ application: String) -> Bool {
    state.withLock { state in
      state.subscriptions[application] = nil
      return state.watching.removeValue(forKey: application) != nil
    }
  }

  // MARK: Who is told

  /// The subscription of an application; one that is not there counts as disconnected.
  func subscription(_ application: String) -> ListSubscription? { state.withLock { $0.subscriptions[application] } }

  /// Begins or changes an application's subscription; nil ends it.
  func set(_ subscription: ListSubscription?, of application: String) {
    state.withLock { $0.subscriptions[application] = subscription }
  }

  /// The applications that are told of changes now.
  var subscribers: Set<String> { state.withLock { Set($0.subscriptions.keys) } }

  /// Ends subscriptions whose time is over, and marks those that end soon; gives the applications of each.
  func expire(now: Int64) -> (ending: [String], ended: [String]) {
    state.withLock { state in
      if state.subscriptions.isEmpty { return ([], []) }
      let ended = state.subscriptions.filter { $0.value.end <= now }.map(\.key)
      for application in ended { state.subscriptions[application] = nil }
      let ending = state.subscriptions.filter { !$0.value.isEnding && $0.value.end - ListSubscription.notice <= now }
        .map(\.key)
      for application in ending { state.subscriptions[application]?.isEnding = true }
      return (ending.sorted(), ended.sorted())
    }
  }
}

/// An application's subscription to the contact list.
struct ListSubscription: Sendable, Equatable {
  /// When it ends, in milliseconds since 1970.
  var end: Int64
  /// Whether the application was told that it ends soon.
  var isEnding = false

  /// Milliseconds before its end at which an application is told.
  static let notice: Int64 = 120_000
  /// The longest that a refreshed subscription lasts: 30 minutes, as the reference has it.
  static let longest: Int64 = 30 * 60_000

  /// A subscription of that many minutes, or the same one refreshed: the minutes are added to what is left, up to 30;
  /// nothing that was granted is taken back.
  static func lasting(_ minutes: Int, after earlier: Int64?, now: Int64) -> Int64 {
    let length = Int64(minutes) * 60_000
    guard let earlier, earlier > now else { return now + length }
    return max(earlier, min(earlier + length, now + longest))
  }
}
