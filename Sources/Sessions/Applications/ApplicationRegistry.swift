import UCWA

/// Which applications there are, whose they are, and when they end.
///
/// It decides only; what belongs to an application (its resources, its channels, its calls) is the caller's.
public struct ApplicationRegistry: Sendable {
  /// A registered application.
  public struct Entry: Sendable {
    /// The last part of its path: 12 decimal digits, random.
    public let id: String
    /// What makes it the same application when registered again.
    public let key: ApplicationKey
    /// The running instances; the empty string stands for one that gave no instanceId.
    public internal(set) var instances: [String]
    var lastSeen: Instant
    var usesChannel: Bool
    var pendingRequests: Int
  }

  /// What became of a registration.
  public enum Registration: Sendable, Hashable {
    /// A new application: 201.
    case created(id: String)
    /// The running one: 200. `isNewInstance` tells whether the instance was not known, and needs an event channel.
    case existing(id: String, isNewInstance: Bool)
    /// Refused with that error.
    case refused(UCWAError)
  }

  /// What became of a removal.
  public enum Removal: Sendable, Hashable {
    /// Only that instance ended; the application goes on.
    case instance
    /// The application ended.
    case application
  }

  /// The limits in force.
  public let limits: ApplicationLimits

  private var entries: [String: Entry] = [:]
  private var ids: [ApplicationKey: String] = [:]
  private var counts: [String: Int] = [:]
  private var ended: [String: (user: String, at: Instant)] = [:]
  private var endedOrder: [(id: String, at: Instant)] = []

  /// No application at all.
  public init(limits: ApplicationLimits = ApplicationLimits()) { self.limits = limits }

  /// How many applications there are.
  public var count: Int { entries.count }

  /// The IDs of a user's applications, in no order.
  public func applications(of user: String) -> [String] {
    guard counts[user] != nil else { return [] }
    return entries.values.lazy.filter { $0.key.user == user }.map(\.id)
  }

  /// Registers an application, or finds the running one with the same key.
  ///
  /// - Parameter instanceId: One of several running instances; nil if the client names none.
  public mutating func register(
    _ key: ApplicationKey, instanceId: String?, now: Instant, using generator: inout some RandomNumberGenerator
  ) -> Registration {
    let instance = instanceId ?? ""
    if let id = ids[key], var entry = entries[id] {
      let isNew = !entry.instances.contains(instance)
      if isNew { entry.instances.append(instance) }
      entry.lastSeen = now
      entries[id] = entry
      return .existing(id: id, isNewInstance: isNew)
    }
    guard counts[key.user, default: 0] < limits.perUser else {
      return .refused(.tooManyApplications(limit: limits.perUser))
    }
    let id = unusedID(&generator)
    add(id, key, [instance], now)
    return .created(id: id)
  }

  /// Puts back an application that was stored.
  public mutating func restore(id: String, key: ApplicationKey, instances: [String], now: Instant) {
    add(id, key, instances, now)
  }

  private mutating func add(_ id: String, _ key: ApplicationKey, _ instances: [String], _ now: Instant) {
    guard entries[id] == nil else { return }
    entries[id] = Entry(
      id: id, key: key, instances: instances, lastSeen: now, usesChannel: false, pendingRequests: 0)
    ids[key] = id
    counts[key.user, default: 0] += 1
  }

  private func unusedID(_ generator: inout some RandomNumberGenerator) -> String {
    while true {
      let id = String(UInt64.random(in: 100_000_000_000...999_999_999_999, using: &generator))
      if entries[id] == nil, ended[id] == nil { return id }
    }
  }

  /// The application of that ID, which thereby counts as used now.
  ///
  /// - Throws: 410 InactiveApplicationExpired if it ended for being idle and that is still known, else
  ///   404 ApplicationNotFound if it does not exist or belongs to another user.
  public mutating func find(_ id: String, user: String, now: Instant) throws(UCWAError) -> Entry {
    guard let entry = entries[id], entry.key.user == user else {
      if let ended = ended[id], ended.user == user, ended.at.adding(seconds: limits.remembered) > now {
        throw .inactiveApplicationExpired
      }
      throw .applicationNotFound
    }
    entries[id]?.lastSeen = now
    return entry
  }

  /// Notes that a request of the application's event channel is held.
  public mutating func pollBegan(_ id: String, now: Instant) {
    guard let index = entries.index(forKey: id) else { return }
    entries.values[index].lastSeen = now
    entries.values[index].usesChannel = true
    entries.values[index].pendingRequests += 1
  }

  /// Notes that a request of the application's event channel was answered, or that its client left.
  public mutating func pollEnded(_ id: String, now: Instant) {
    guard let index = entries.index(forKey: id) else { return }
    entries.values[index].lastSeen = now
    if entries.values[index].pendingRequests > 0 { entries.values[index].pendingRequests -= 1 }
  }

  /// Ends an application, or one instance of it if others go on; nil if there is no such application.
  public mutating func remove(_ id: String, instanceId: String?) -> Removal? {
    guard var entry = entries[id] else { return nil }
    if let instanceId {
      entry.instances.removeAll { $0 == instanceId }
      if !entry.instances.isEmpty {
        entries[id] = entry
        return .instance
      }
    }
    forget(entry)
    return .application
  }

  private mutating func forget(_ entry: Entry) {
    entries[entry.id] = nil
    ids[entry.key] = nil
    let rest = (counts[entry.key.user] ?? 1) - 1
    counts[entry.key.user] = rest > 0 ? rest : nil
  }

  /// Ends the applications that were idle for too long, and forgets those that ended long ago.
  ///
  /// It looks at every application: call it every few seconds, not for every request.
  ///
  /// - Returns: The IDs of those that ended now.
  public mutating func expire(now: Instant) -> [String] {
    let idle = entries.values.filter { deadline($0).map { $0 <= now } ?? false }
    for entry in idle {
      forget(entry)
      ended[entry.id] = (entry.key.user, now)
      endedOrder.append((entry.id, now))
    }
    var forgotten = 0
    for (id, at) in endedOrder {
      let isOld = at.adding(seconds: limits.remembered) <= now
      guard isOld || endedOrder.count - forgotten > limits.rememberedCount else { break }
      ended[id] = nil
      forgotten += 1
    }
    endedOrder.removeFirst(forgotten)
    return idle.map(\.id)
  }

  /// When the application ends unless it is used; nil while a request of its event channel is held.
  private func deadline(_ entry: Entry) -> Instant? {
    guard entry.pendingRequests == 0 else { return nil }
    return entry.lastSeen.adding(seconds: entry.usesChannel ? limits.idleWithChannel : limits.idleWithoutChannel)
  }
}
