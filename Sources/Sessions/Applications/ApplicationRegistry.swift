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
    /// When a request for any of its resources last came.
    var lastSeen: Instant
    /// When its user was last active in it; nil unless it made him available.
    var lastActivity: Instant?
    var running: [Instance]

    /// The running instances; the empty string stands for one that gave no instanceId.
    public var instances: [String] { running.map(\.name) }

    func index(_ instance: String) -> Int? { running.firstIndex { $0.name == instance } }
  }

  /// One of several programs that share an application, each with an event channel.
  struct Instance: Sendable {
    let name: String
    /// When it registered, or when a request of its event channel last began or ended.
    var lastSeen: Instant
    var usesChannel = false
    var pendingRequests = 0
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

  /// What ended for being idle.
  public enum Expiry: Sendable, Hashable {
    /// The application of that ID.
    case application(String)
    /// Only an instance of it; others go on.
    case instance(String, application: String)
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
      entry.lastSeen = now
      if let index = entry.index(instance) {
        entry.running[index].lastSeen = now
        entries[id] = entry
        return .existing(id: id, isNewInstance: false)
      }
      guard entry.running.count < limits.instances else {
        return .refused(.tooManyInstances(limit: limits.instances))
      }
      entry.running.append(Instance(name: instance, lastSeen: now))
      entries[id] = entry
      return .existing(id: id, isNewInstance: true)
    }
    guard counts[key.user, default: 0] < limits.perUser else {
      return .refused(.tooManyApplications(limit: limits.perUser))
    }
    let id = unusedID(&generator)
    add(id, key, [instance], now)
    return .created(id: id)
  }

  /// Puts back an application that was stored.
  ///
  /// - Parameter madeAvailable: Whether it has to report activity.
  public mutating func restore(
    id: String, key: ApplicationKey, instances: [String], madeAvailable: Bool = false, now: Instant
  ) {
    add(id, key, instances, now)
    if madeAvailable { reportActivity(id, now: now) }
  }

  private mutating func add(_ id: String, _ key: ApplicationKey, _ instances: [String], _ now: Instant) {
    guard entries[id] == nil else { return }
    entries[id] = Entry(
      id: id, key: key, lastSeen: now, lastActivity: nil,
      running: instances.map { Instance(name: $0, lastSeen: now) })
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

  /// Notes that a request of an instance's event channel is held.
  public mutating func pollBegan(_ id: String, instance: String = "", now: Instant) {
    change(id, instance) {
      $0.lastSeen = now
      $0.usesChannel = true
      $0.pendingRequests += 1
    }
  }

  /// Notes that a request of an instance's event channel was answered, or that its client left.
  public mutating func pollEnded(_ id: String, instance: String = "", now: Instant) {
    change(id, instance) {
      $0.lastSeen = now
      if $0.pendingRequests > 0 { $0.pendingRequests -= 1 }
    }
  }

  private mutating func change(_ id: String, _ instance: String, _ body: (inout Instance) -> Void) {
    guard let place = entries.index(forKey: id), let index = entries.values[place].index(instance) else { return }
    body(&entries.values[place].running[index])
  }

  /// Notes that the user is active in an application, which from now on has to report it again and again.
  public mutating func reportActivity(_ id: String, now: Instant) { entries[id]?.lastActivity = now }

  /// Ends an application, or one instance of it if others go on; nil if there is no such application or instance.
  public mutating func remove(_ id: String, instanceId: String?) -> Removal? {
    guard var entry = entries[id] else { return nil }
    if let instanceId {
      guard let index = entry.index(instanceId) else { return nil }
      entry.running.remove(at: index)
      if !entry.running.isEmpty {
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

  /// Ends the applications and instances that were idle for too long, and forgets those that ended long ago.
  ///
  /// A request that names no instance keeps the application alive but not each of its instances: of those that were
  /// idle for too long the one seen last goes on then, and the others end. An application that made its user available
  /// ends without reports of activity even if its event channel is in use.
  ///
  /// It looks at every application: call it every few seconds, not for every request.
  public mutating func expire(now: Instant) -> [Expiry] {
    var expired: [Expiry] = []
    for entry in entries.values {
      guard let over = idle(entry, now) else { continue }
      guard !over.isEmpty else {
        expired.append(.application(entry.id))
        continue
      }
      expired += over.map { .instance($0, application: entry.id) }
    }
    for item in expired {
      switch item {
      case .instance(let name, let id): _ = remove(id, instanceId: name)
      case .application(let id):
        guard let entry = entries[id] else { continue }
        forget(entry)
        ended[id] = (entry.key.user, now)
        endedOrder.append((id, now))
      }
    }
    forgetEnded(now)
    return expired
  }

  private mutating func forgetEnded(_ now: Instant) {
    var forgotten = 0
    for (id, at) in endedOrder {
      let isOld = at.adding(seconds: limits.remembered) <= now
      guard isOld || endedOrder.count - forgotten > limits.rememberedCount else { break }
      ended[id] = nil
      forgotten += 1
    }
    endedOrder.removeFirst(forgotten)
  }

  /// The instances that were idle for too long; none at all for the whole application; nil if nothing is to end.
  private func idle(_ entry: Entry, _ now: Instant) -> [String]? {
    if let activity = entry.lastActivity, activity.adding(seconds: limits.withoutActivity) <= now { return [] }
    func isOver(_ instance: Instance) -> Bool {
      instance.pendingRequests == 0
        && instance.lastSeen.adding(
          seconds: instance.usesChannel ? limits.idleWithChannel : limits.idleWithoutChannel) <= now
    }
    guard entry.running.contains(where: isOver) else { return nil }
    let over = entry.running.filter(isOver)
    if over.count < entry.running.count { return over.map(\.name) }
    let usesChannel = entry.running.contains { $0.usesChannel }
    let end = entry.lastSeen.adding(seconds: usesChannel ? limits.idleWithChannel : limits.idleWithoutChannel)
    if end <= now { return [] }
    guard over.count > 1, let last = over.max(by: { $0.lastSeen < $1.lastSeen }) else { return nil }
    return over.map(\.name).filter { $0 != last.name }
  }
}
