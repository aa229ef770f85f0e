import Dispatch
import Store
import Synchronization
import UCWA

/// Tells users how others are: computes what each user shows, and delivers what changes to those who watch.
///
/// All that tells anybody runs on one queue, so that everybody sees changes in the order in which they happened, and
/// neither the SIP thread nor an HTTP loop does the work. Nothing is computed for a user whom nobody watches and who
/// has no available application; ``status(of:)`` computes then.
///
/// How others use it:
/// - makeMeAvailable calls `APIHandler.madeAvailable(_:_:signInAs:then:)`, which calls ``madeAvailable(_:)``;
///   reportMyActivity calls ``changed(_:)``, and so does a PUT of `communication`, since it may name other modalities.
/// - A subscription calls ``watch(_:by:)`` for each user in it and ``unwatch(_:by:)`` as often when it ends. An
///   application that ends drops out by itself.
/// - Calls and the end of applications are noticed by `UserSpace`.
struct PresenceCenter: Sendable {
  private let accounts: Accounts
  private let journal: any Journal

  init(accounts: Accounts, journal: any Journal) {
    self.accounts = accounts
    self.journal = journal
  }

  // MARK: Reading

  /// What others see of a user now. Any thread; does not wait.
  ///
  /// - Parameter userURI: The user's SIP URI as the directory has it, not an alias.
  func status(of userURI: String) -> PresenceStatus {
    accounts.space(userURI).presenceFacts.status(now: Clock.wallMilliseconds)
  }

  /// What a user has set: the note, the location, which telephones others see.
  func profile(of userURI: String) -> UserProfile { accounts.space(userURI).presence.profile }

  // MARK: What happened

  /// To be called after something that a user's status follows from has changed; tells those who watch, if there is
  /// anything to tell. Any thread; returns at once.
  func changed(_ userURI: String) { accounts.space(userURI).presenceChanged() }

  /// To be called after an application has made its user available: it gets its user's presence, note and
  /// location as `added`, and others learn that the user is there.
  func madeAvailable(_ application: ApplicationSession) {
    let space = accounts.space(application.userURI)
    UserSpace.presenceQueue.async {
      space.observe()
      space.tell(except: application.id)
      application.deliver(space.addedPresenceEvents())
    }
  }

  /// Changes a user's profile and records it. `then` is called when it is committed and told, with the error if it
  /// could not be; it runs on the journal's thread.
  func update(
    _ userURI: String, _ change: (inout UserProfile) -> Void,
    then: @escaping @Sendable (Result<Void, StoreError>) -> Void
  ) {
    let space = accounts.space(userURI)
    // Under the lock, so that the journal gets the records in the order of the changes. Appending never waits.
    space.presence.state.withLock { state in
      change(&state.pending)
      let profile = state.pending
      journal.append([profile.journalRecord(userURI)]) { result in
        space.presence.state.withLock { state in
          if case .success = result { state.profile = profile } else { state.pending = state.profile }
        }
        space.presenceChanged()
        then(result)
      }
    }
  }

  // MARK: Watching

  /// Has an application told of a user's presence, note, location and modalities: as they are now, and then each
  /// change, as `updated` events of the `contact…` resources from `people`. The contact's id is the user's address
  /// without `sip:`. Counted: it ends when ``unwatch(_:by:)`` was called as often, or the application ends.
  ///
  /// - Parameter userURI: The SIP URI of a user of this server as the directory has it, not an alias.
  func watch(_ userURI: String, by application: ApplicationSession) {
    let (watcher, watched) = (accounts.space(application.userURI), accounts.space(userURI))
    UserSpace.presenceQueue.async {
      guard watcher.hasApplication(application.id) else { return }
      watcher.presence.state.withLock { state in
        let none = UserPresence.Watched(space: watched, count: 0)
        state.watching[application.id, default: [:]][userURI, default: none].count += 1
      }
      let isNew = watched.presence.state.withLock { state in
        state.watchers[application.id, default: UserPresence.Watcher(application: application, count: 0)].count += 1
        return state.watchers[application.id]?.count == 1
      }
      watched.observe()
      if isNew { application.deliver(watched.contactEvents(since: nil, at: watched.level(of: application))) }
    }
  }

  /// Takes one ``watch(_:by:)`` back.
  func unwatch(_ userURI: String, by application: ApplicationSession) {
    let (watcher, watched) = (accounts.space(application.userURI), accounts.space(userURI))
    UserSpace.presenceQueue.async {
      let was = watcher.presence.state.withLock { state in
        guard let count = state.watching[application.id]?[userURI]?.count else { return false }
        if count > 1 {
          state.watching[application.id]?[userURI]?.count = count - 1
        } else {
          state.watching[application.id]?[userURI] = nil
        }
        if state.watching[application.id]?.isEmpty == true { state.watching[application.id] = nil }
        return true
      }
      if was { watched.removeWatcher(application.id, times: 1) }
    }
  }

  // MARK: Now and then

  /// Tells of users who have become idle. Called every few seconds.
  func tick() {
    let now = Clock.wallMilliseconds
    for space in accounts.spaces where space.presence.deadline.load(ordering: .relaxed) <= now {
      space.presenceChanged()
    }
  }

  /// Waits until everything that has happened so far is told. For tests.
  func settle() { UserSpace.presenceQueue.sync {} }

  // MARK: Restoration

  /// Puts back what the journal holds of the users that are still there. To be called when applications are back: those
  /// that made their users available are told of changes again.
  func restore() throws(StoreError) -> [UnreadableRecord] {
    var gone: [JournalRecord] = []
    let unreadable = try journal.load(.userProfile) { uri, value in
      let profile = try UserProfile(value)
      guard try accounts.user(uri: uri) != nil else {
        gone.append(JournalRecord(kind: .userProfile, key: uri, value: nil))
        return
      }
      accounts.space(uri).presence.state.withLock { state in
        state.profile = profile
        state.pending = profile
      }
    }
    if !gone.isEmpty { journal.append(gone) }
    for space in accounts.spaces where space.applications.contains(where: { $0.presence != nil }) {
      UserSpace.presenceQueue.async { space.observe() }
    }
    return unreadable
  }
}
