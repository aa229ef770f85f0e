import UCWA

/// The presence subscriptions of one application. A value; changes say what has to be told and watched.
struct WatchList: Sendable, Equatable {
  /// A contact in a subscription.
  struct Member: Sendable, Hashable {
    /// The contact's id.
    let id: String
    /// Whether he is a user of this server; of others no presence is known.
    let isUser: Bool
  }

  /// A set of contacts whose presence is followed until a certain time.
  struct Subscription: Sendable, Equatable {
    let id: String
    /// When it ends, in milliseconds since 1970.
    var end: Int64
    /// Whether the application was told that it ends soon.
    var isEnding = false
    var members: [Member] = []
  }

  /// What a change did.
  enum Change: Sendable, Equatable {
    case added(String), ending(String), deleted(String)
    /// A contact came into a subscription; `isNew` if he was in none before.
    case watched(Member, isNew: Bool)
    /// A contact left a subscription; `isGone` if he is in none now.
    case unwatched(Member, isGone: Bool)
  }

  var subscriptions: [Subscription] = []

  func subscription(_ id: String) -> Subscription? { subscriptions.first { $0.id == id } }

  /// Everybody whose presence is followed, once.
  var members: [Member] {
    var seen: Set<Member> = []
    return subscriptions.flatMap(\.members).filter { seen.insert($0).inserted }
  }

  /// What counts against the limit: subscriptions and the contacts in them.
  private var size: Int { subscriptions.reduce(0) { $0 + 1 + $1.members.count } }

  private func index(_ id: String) throws(UCWAError) -> Int {
    guard let index = subscriptions.firstIndex(where: { $0.id == id }) else { throw .resourceNotFound }
    return index
  }

  mutating func subscribe(
    _ members: [Member], id: String, minutes: Int, now: Int64, limit: Int
  ) throws(UCWAError) -> [Change] {
    subscriptions.append(
      Subscription(id: id, end: ListSubscription.lasting(minutes, after: nil, now: now)))
    return [.added(id)] + (try add(members, to: id, limit: limit))
  }

  mutating func add(_ members: [Member], to id: String, limit: Int) throws(UCWAError) -> [Change] {
    let index = try index(id)
    var known = Set(subscriptions[index].members)
    let new = members.filter { known.insert($0).inserted }
    guard size + new.count <= limit else {
      throw .forbidden(Message(.tooManyWatched, .number("limit", limit)), subcode: .limitExceeded)
    }
    let before = Set(self.members)
    subscriptions[index].members += new
    return new.map { .watched($0, isNew: !before.contains($0)) }
  }

  /// Goes on longer: the minutes are added to what is left, up to 30.
  mutating func extend(_ id: String, minutes: Int, now: Int64) throws(UCWAError) -> [Change] {
    let index = try index(id)
    subscriptions[index].end = ListSubscription.lasting(minutes, after: subscriptions[index].end, now: now)
    subscriptions[index].isEnding = false
    return []
  }

  mutating func remove(_ contact: String, from id: String) throws(UCWAError) -> [Change] {
    let index = try index(id)
    guard let place = subscriptions[index].members.firstIndex(where: { $0.id == contact }) else {
      throw .resourceNotFound
    }
    return unwatched([subscriptions[index].members.remove(at: place)])
  }

  mutating func delete(_ id: String) throws(UCWAError) -> [Change] {
    let subscription = subscriptions.remove(at: try index(id))
    return unwatched(subscription.members) + [.deleted(id)]
  }

  private func unwatched(_ gone: [Member]) -> [Change] {
    let left = Set(members)
    return gone.map { .unwatched($0, isGone: !left.contains($0)) }
  }

  /// Ends what is over, and marks what ends soon.
  mutating func expire(now: Int64) -> [Change] {
    var changes: [Change] = []
    for subscription in subscriptions where subscription.end <= now {
      changes += (try? delete(subscription.id)) ?? []
    }
    for index in subscriptions.indices where !subscriptions[index].isEnding {
      guard subscriptions[index].end - ListSubscription.notice <= now else { continue }
      subscriptions[index].isEnding = true
      changes.append(.ending(subscriptions[index].id))
    }
    return changes
  }
}
