import Dispatch
import Synchronization
import UCWA

/// What a user shows to others, and how they are told.
extension UserSpace {
  /// Everything that is told is told on this queue, so that changes arrive in the order in which they happened.
  static let presenceQueue = DispatchQueue(label: "workline.presence")

  /// What the user's status follows from, as it is now.
  var presenceFacts: PresenceFacts {
    let (profile, lastActive) = presence.state.withLock { ($0.profile, $0.lastActive) }
    return PresenceFacts(
      profile: profile, isInCall: isInCall, applications: applications.compactMap(\.presence), lastActive: lastActive)
  }

  /// Something has changed that the user's status may follow from. Costs one atomic read if nobody is told anything.
  func presenceChanged() {
    guard presence.isObserved else { return }
    Self.presenceQueue.async { [self] in tell(except: nil) }
  }

  /// Ends what an application of this user watches; it has ended.
  func stopWatching(_ id: String) {
    Self.presenceQueue.async { [self] in
      let watched = presence.state.withLock { $0.watching.removeValue(forKey: id) } ?? [:]
      for (_, entry) in watched { entry.space?.removeWatcher(id, times: entry.count) }
    }
  }

  // MARK: On the queue

  /// Begins to keep what was told, so that what changes from now on is noticed.
  func observe() {
    dispatchPrecondition(condition: .onQueue(Self.presenceQueue))
    guard !presence.isObserved else { return }
    // First the flag: what happens after the status was computed asks for another look.
    presence.setObserved(true)
    let now = Clock.wallMilliseconds
    let facts = presenceFacts
    presence.state.withLock { $0.published = facts.status(now: now) }
    presence.deadline.store(facts.nextChange(after: now) ?? .max, ordering: .releasing)
  }

  /// Computes the status and tells those who are concerned what is different.
  ///
  /// - Parameter application: One of the user's own, which is told in another way.
  func tell(except application: String?) {
    dispatchPrecondition(condition: .onQueue(Self.presenceQueue))
    let now = Clock.wallMilliseconds
    let facts = presenceFacts
    let status = facts.status(now: now)
    presence.deadline.store(facts.nextChange(after: now) ?? .max, ordering: .releasing)
    let (before, watchers) = presence.state.withLock { state in
      if let latest = facts.applications.map(\.lastActivity).max() { state.lastActive = latest }
      defer { state.published = status }
      return (state.published, state.watchers.values.map(\.application))
    }
    if let before, before != status {
      for own in applications where own.presence != nil && own.id != application {
        own.deliver(presenceEvents(since: before, status))
      }
      var events: [PrivacyRelationshipLevel: [Event]] = [:]
      for watcher in watchers {
        let level = level(of: watcher)
        let seen = events[level] ?? contactEvents(since: before, at: level)
        events[level] = seen
        watcher.deliver(seen)
      }
    }
    forgetIfUnobserved()
  }

  /// Takes an application off the list of those who watch this user.
  func removeWatcher(_ id: String, times: Int) {
    dispatchPrecondition(condition: .onQueue(Self.presenceQueue))
    presence.state.withLock { state in
      guard let count = state.watchers[id]?.count else { return }
      if count > times { state.watchers[id]?.count -= times } else { state.watchers[id] = nil }
    }
    forgetIfUnobserved()
  }

  private func forgetIfUnobserved() {
    guard presence.state.withLock({ $0.watchers.isEmpty }), !applications.contains(where: { $0.presence != nil }) else {
      return
    }
    presence.setObserved(false)
    presence.deadline.store(.max, ordering: .releasing)
    presence.state.withLock { $0.published = nil }
  }

  // MARK: Events for the user's own applications

  /// The user's presence, note and location as they were last told, for an application that gets them from now on:
  /// that is what `added` means on these pages of the reference.
  func addedPresenceEvents() -> [Event] {
    guard let status = presence.state.withLock({ $0.published }) else { return [] }
    return status.ownResources.map { Self.event(.added, $0, from: .me) }
  }

  private func presenceEvents(since before: PresenceStatus, _ status: PresenceStatus) -> [Event] {
    zip(before.ownResources, status.ownResources).filter { $0 != $1 }.map { Self.event(.updated, $1, from: .me) }
  }

  // MARK: Events for those who watch

  /// What those are told who watch at a level of privacy: everything, or what is different from `before`.
  func contactEvents(since before: PresenceStatus?, at level: PrivacyRelationshipLevel) -> [Event] {
    guard let status = presence.state.withLock({ $0.published }) else { return [] }
    let now = status.seen(at: level).contactResources(contactID)
    let earlier = before?.seen(at: level).contactResources(contactID)
    return now.indices.filter { earlier?[$0] != now[$0] }.map { Self.event(.updated, now[$0], from: .people) }
  }

  private static func event(_ type: EventType, _ resource: Resource, from sender: EventReference) -> Event {
    Event(type, ResourceSnapshot(resource), from: sender, priority: .medium)
  }

  /// The user's id among the contacts.
  var contactID: String { userURI.withoutSIPScheme }
}

extension PresenceStatus {
  /// The status as the user himself reads it.
  var presence: Resource { Presence(availability, activity: activity).resource }

  /// The status as the user himself reads it: presence, note, location.
  var ownResources: [Resource] { [presence, Note(note).resource, Location(location).resource] }

  /// The status as the resources of a contact: presence, note, location, modalities.
  func contactResources(_ contact: String) -> [Resource] {
    [
      contactPresence(contact).resource, contactNote(contact).resource, contactLocation(contact).resource,
      contactSupportedModalities(contact).resource,
    ]
  }

  /// How a contact with this status appears.
  func contactPresence(_ contact: String) -> ContactPresence {
    ContactPresence(
      contact: contact, availability, activity: activity, deviceType: deviceType, lastActive: lastActive)
  }

  /// The note of a contact with this status.
  func contactNote(_ contact: String) -> ContactNote { ContactNote(contact: contact, note) }

  /// The location of a contact with this status.
  func contactLocation(_ contact: String) -> ContactLocation { ContactLocation(contact: contact, location) }

  /// What a contact with this status can be reached by.
  func contactSupportedModalities(_ contact: String) -> ContactSupportedModalities {
    ContactSupportedModalities(contact: contact, modalities)
  }
}
