import Sessions
import Store
import Synchronization
import UCWA

/// The running applications of all users: creates them, finds them, ends them, and keeps them in the journal.
final class Applications: Sendable {
  private struct State {
    var registry: ApplicationRegistry
    var sessions: [String: ApplicationSession] = [:]
  }

  /// What became of a registration.
  enum Registration: Sendable {
    /// A new application, known once its record is committed.
    case created(ApplicationSession)
    /// The running one.
    case existing(ApplicationSession)
  }

  private enum Step {
    case created(ApplicationSession)
    case existing(ApplicationSession, isNewInstance: Bool)
  }

  private let state: Mutex<State>
  private let journal: any Journal
  private let accounts: Accounts
  private let denied: [UserAgentPattern]
  /// Held while a record is made and appended, so that the last one in the journal is the newest.
  private let recording = Mutex(())
  private let eventLimit: Int
  private let eventTimeout: Int

  /// - Parameters:
  ///   - denied: User agents whose applications are refused.
  ///   - eventTimeout: Seconds for which a request for events is held unless the client says otherwise.
  init(
    journal: any Journal, accounts: Accounts, limits: ApplicationLimits, denied: [UserAgentPattern] = [],
    eventLimit: Int, eventTimeout: Int
  ) {
    state = Mutex(State(registry: ApplicationRegistry(limits: limits)))
    self.journal = journal
    self.accounts = accounts
    self.denied = denied
    self.eventLimit = eventLimit
    self.eventTimeout = eventTimeout
  }

  var count: Int { state.withLock { $0.sessions.count } }

  /// Registers an application, or finds the running one; `then` is called when it is recorded.
  ///
  /// - Parameter instance: The instance that asks; empty for one without a name.
  func register(
    _ registration: ApplicationRegistration, instance: String,
    then: @escaping @Sendable (Result<Registration, UCWAError>) -> Void
  ) {
    guard !denied.contains(where: { $0.matches(registration.userAgent) }) else {
      return then(.failure(.userAgentNotAllowed))
    }
    let result: Result<Step, UCWAError> = state.withLock { state in
      var generator = SystemRandomNumberGenerator()
      switch state.registry.register(registration.key, instanceId: instance, now: .now, using: &generator) {
      case .refused(let error): return .failure(error)
      case .existing(let id, let isNewInstance):
        guard let session = state.sessions[id] else { return .failure(.applicationNotFound) }
        if isNewInstance { session.add(instance: instance) }
        return .success(.existing(session, isNewInstance: isNewInstance))
      case .created(let id):
        let session = makeSession(id, registration, [instance])
        state.sessions[id] = session
        return .success(.created(session))
      }
    }
    switch result {
    case .failure(let error): then(.failure(error))
    case .success(.existing(let session, false)): then(.success(.existing(session)))
    case .success(.existing(let session, true)):
      record(session) { [weak self] error in
        if error != nil { self?.end(session.id, instance: instance, error: .applicationNotFound) }
        then(error == nil ? .success(.existing(session)) : .failure(.callbackChannelError))
      }
    case .success(.created(let session)):
      accounts.space(registration.userURI).add(session)
      record(session) { [weak self] error in
        if error != nil { self?.end(session.id, error: .applicationNotFound, isRecorded: false) }
        then(error == nil ? .success(.created(session)) : .failure(.callbackChannelError))
      }
    }
  }

  private func makeSession(
    _ id: String, _ registration: ApplicationRegistration, _ instances: [String],
    _ profile: ApplicationProfile? = nil, _ saved: [ChannelName: SavedChannels.Channel] = [:]
  ) -> ApplicationSession {
    ApplicationSession(
      id: id, registration: registration, instances: instances, profile: profile, saved: saved, journal: journal,
      eventLimit: eventLimit, eventTimeout: eventTimeout
    ) { [weak self] change, instance in
      self?.state.withLock { state in
        switch change {
        case .began: state.registry.pollBegan(id, instance: instance, now: .now)
        case .ended: state.registry.pollEnded(id, instance: instance, now: .now)
        }
      }
    }
  }

  /// Puts back the applications of the journal with their event channels; those whose user agent is denied by now end.
  func restore() throws(StoreError) -> [UnreadableRecord] {
    var refused: [JournalRecord] = []
    var records: [ApplicationRecord] = []
    let unreadable = try journal.load(.application) { key, value in
      let record = try ApplicationRecord(id: key, value)
      if denied.contains(where: { $0.matches(record.registration.userAgent) }) {
        refused.append(JournalRecord(kind: .application, key: key, value: nil))
      } else {
        records.append(record)
      }
    }
    let saved = try SavedChannels(journal, of: Set(records.map(\.id)))
    for record in records {
      let session = makeSession(record.id, record.registration, record.instances, record.profile, saved.channels)
      state.withLock { state in
        state.registry.restore(
          id: record.id, key: record.registration.key, instances: record.instances,
          madeAvailable: record.profile.madeAvailable != nil, now: .now)
        state.sessions[record.id] = session
      }
      accounts.space(record.registration.userURI).add(session)
    }
    var changes = (refused + saved.changes)[...]
    while !changes.isEmpty {
      // In parts: what was left by many applications at once could be more than the journal takes.
      journal.append(Array(changes.prefix(10_000)))
      changes = changes.dropFirst(10_000)
      if !changes.isEmpty { journal.flush() }
    }
    return unreadable + saved.unreadable
  }

  /// Records what has changed about an application; `then` is given the error if it is not kept.
  func record(_ session: ApplicationSession, then: @escaping @Sendable (UCWAError?) -> Void) {
    let isRunning = recording.withLock { _ in
      // One that has just ended must not come back with the next start.
      guard state.withLock({ $0.sessions[session.id] != nil }) else { return false }
      journal.append([session.record.journalRecord]) { outcome in
        switch outcome {
        case .success: then(nil)
        case .failure: then(.serviceUnavailable(Message(.changeUnrecorded), retryAfter: 5))
        }
      }
      return true
    }
    if !isRunning { then(.applicationNotFound) }
  }

  /// The application of that id, if it is this user's.
  func find(_ id: String, user: String) throws(UCWAError) -> ApplicationSession {
    // The closure's error type is spelt out: inference gives `any Error`.
    let found: Result<ApplicationSession, UCWAError> = state.withLock { state in
      do throws(UCWAError) {
        _ = try state.registry.find(id, user: user, now: .now)
      } catch {
        return .failure(error)
      }
      return state.sessions[id].map { .success($0) } ?? .failure(.applicationNotFound)
    }
    return try found.get()
  }

  /// Notes that the user is active in an application that has made him available.
  func reportActivity(_ session: ApplicationSession) {
    session.reportActivity()
    state.withLock { $0.registry.reportActivity(session.id, now: .now) }
  }

  /// Ends one instance of an application: its held request is answered with the error. The last one ends the
  /// application, which is given then.
  @discardableResult
  func end(_ id: String, instance: String, error: UCWAError) -> ApplicationSession? {
    let (removal, session) = state.withLock { state in
      let removal = state.registry.remove(id, instanceId: instance)
      return (removal, removal == .application ? state.sessions.removeValue(forKey: id) : state.sessions[id])
    }
    guard let removal, let session else { return nil }
    switch removal {
    case .application:
      close(session, error)
      return session
    case .instance:
      session.end(instance: instance, error)
      record(session) { _ in }
      return nil
    }
  }

  /// Ends an application: its held requests are answered with the error, its record removed.
  ///
  /// - Parameter isRecorded: Whether the journal has it. While the journal cannot be written, removals of what is not
  ///   there would fill the place of records that matter.
  @discardableResult
  func end(_ id: String, error: UCWAError, isRecorded: Bool = true) -> ApplicationSession? {
    let session = state.withLock { state in
      _ = state.registry.remove(id, instanceId: nil)
      return state.sessions.removeValue(forKey: id)
    }
    if let session { close(session, error, isRecorded: isRecorded) }
    return session
  }

  /// Ends the applications and instances that were idle for too long; gives the applications.
  func expire() -> [ApplicationSession] {
    var ended: [ApplicationSession] = []
    var instances: [(session: ApplicationSession, instance: String)] = []
    state.withLock { state in
      for expiry in state.registry.expire(now: .now) {
        switch expiry {
        case .application(let id): if let session = state.sessions.removeValue(forKey: id) { ended.append(session) }
        case .instance(let name, let id): if let session = state.sessions[id] { instances.append((session, name)) }
        }
      }
    }
    for session in ended { close(session, .inactiveApplicationExpired) }
    for (session, instance) in instances {
      session.end(instance: instance, .inactiveApplicationExpired)
      record(session) { _ in }
    }
    return ended
  }

  /// Answers every held request, so that no client waits for a server that is being stopped. Blocks until what they are
  /// answered with is in the journal.
  func releasePolls() {
    for session in state.withLock({ Array($0.sessions.values) }) { session.release() }
    journal.flush()
  }

  private func close(_ session: ApplicationSession, _ error: UCWAError, isRecorded: Bool = true) {
    session.end(error)
    let space = accounts.space(session.userURI)
    space.removeApplication(session.id)
    if space.contacts.applicationEnded(session.id) { journal.append([WatchListRecord.removal(session.id)]) }
    guard isRecorded else { return }
    recording.withLock { _ in
      journal.append([JournalRecord(kind: .application, key: session.id, value: nil)])
    }
  }
}
