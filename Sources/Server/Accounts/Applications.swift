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

  private let state: Mutex<State>
  private let journal: any Journal
  private let accounts: Accounts
  /// Held while a record is made and appended, so that the last one in the journal is the newest.
  private let recording = Mutex(())
  private let eventLimit: Int
  private let eventTimeout: Int

  /// - Parameter eventTimeout: Seconds for which a request for events is held unless the client says otherwise.
  init(
    journal: any Journal, accounts: Accounts, limits: ApplicationLimits, eventLimit: Int, eventTimeout: Int
  ) {
    state = Mutex(State(registry: ApplicationRegistry(limits: limits)))
    self.journal = journal
    self.accounts = accounts
    self.eventLimit = eventLimit
    self.eventTimeout = eventTimeout
  }

  var count: Int { state.withLock { $0.sessions.count } }

  /// Registers an application, or finds the running one; `then` is called when it is recorded.
  func register(
    _ registration: ApplicationRegistration, then: @escaping @Sendable (Result<Registration, UCWAError>) -> Void
  ) {
    let result: Result<Registration, UCWAError> = state.withLock { state in
      var generator = SystemRandomNumberGenerator()
      switch state.registry.register(
        registration.key, instanceId: registration.instanceID, now: .now, using: &generator)
      {
      case .refused(let error): return .failure(error)
      case .existing(let id, _):
        guard let session = state.sessions[id] else { return .failure(.applicationNotFound) }
        return .success(.existing(session))
      case .created(let id):
        let session = makeSession(id, registration)
        state.sessions[id] = session
        return .success(.created(session))
      }
    }
    guard case .success(.created(let session)) = result else { return then(result) }
    accounts.space(registration.userURI).add(session)
    journal.append([session.record.journalRecord]) {
      [weak self] outcome in
      switch outcome {
      case .success: then(result)
      case .failure:
        self?.end(session.id, error: .applicationNotFound)
        then(.failure(.callbackChannelError))
      }
    }
  }

  private func makeSession(
    _ id: String, _ registration: ApplicationRegistration, _ profile: ApplicationProfile? = nil
  ) -> ApplicationSession {
    ApplicationSession(
      id: id, registration: registration, profile: profile, eventLimit: eventLimit, eventTimeout: eventTimeout
    ) { [weak self] change in
      self?.state.withLock { state in
        switch change {
        case .began: state.registry.pollBegan(id, now: .now)
        case .ended: state.registry.pollEnded(id, now: .now)
        }
      }
    }
  }

  /// Puts back the applications of the journal.
  func restore() throws(StoreError) -> [UnreadableRecord] {
    try journal.load(.application) { key, value in
      let record = try ApplicationRecord(id: key, value)
      let session = state.withLock { state in
        state.registry.restore(
          id: key, key: record.registration.key, instances: [record.registration.instanceID ?? ""], now: .now)
        let session = makeSession(key, record.registration, record.profile)
        state.sessions[key] = session
        return session
      }
      accounts.space(record.registration.userURI).add(session)
    }
  }

  /// Records what has changed about an application; `then` is given the error if it is not kept.
  func record(_ session: ApplicationSession, then: @escaping @Sendable (UCWAError?) -> Void) {
    recording.withLock { _ in
      let isRunning = state.withLock { $0.sessions[session.id] != nil }
      // One that has just ended must not come back with the next start.
      guard isRunning else { return then(.applicationNotFound) }
      journal.append([session.record.journalRecord]) { outcome in
        switch outcome {
        case .success: then(nil)
        case .failure: then(.serviceUnavailable("The change cannot be recorded now.", retryAfter: 5))
        }
      }
    }
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

  /// Ends an application: its held request is answered with the error, its record removed.
  @discardableResult
  func end(_ id: String, error: UCWAError) -> ApplicationSession? {
    let session = state.withLock { state in
      _ = state.registry.remove(id, instanceId: nil)
      return state.sessions.removeValue(forKey: id)
    }
    if let session { close(session, error) }
    return session
  }

  /// Ends the applications that were idle for too long and gives them.
  func expire() -> [ApplicationSession] {
    let ended = state.withLock { state in
      state.registry.expire(now: .now).compactMap { state.sessions.removeValue(forKey: $0) }
    }
    for session in ended { close(session, .inactiveApplicationExpired) }
    return ended
  }

  /// Answers every held request, so that no client waits for a server that is being stopped.
  func releasePolls() {
    for session in state.withLock({ Array($0.sessions.values) }) { session.release() }
  }

  private func close(_ session: ApplicationSession, _ error: UCWAError) {
    session.end(error)
    let space = accounts.space(session.userURI)
    space.removeApplication(session.id)
    if space.contacts.applicationEnded(session.id) { journal.append([WatchListRecord.removal(session.id)]) }
    recording.withLock { _ in
      journal.append([JournalRecord(kind: .application, key: session.id, value: nil)])
    }
  }
}
