import UCWA

extension PresenceStatus {
  /// What somebody sees of this status to whom the user has given a level of privacy.
  ///
  /// A blocked contact sees a user who is never there, and cannot tell that from one who really is not.
  func seen(at level: PrivacyRelationshipLevel) -> PresenceStatus {
    switch level {
    case .blocked: return PresenceStatus()
    case .external:
      var status = PresenceStatus()
      status.availability = availability
      status.activity = activity
      return status
    case .colleagues, .workgroup, .friendsAndFamily, .unknown: return self
    }
  }
}

extension UserSpace {
  /// The level at which an application's user sees this one.
  func level(of application: ApplicationSession) -> PrivacyRelationshipLevel {
    contacts.level(of: application.userURI.withoutSIPScheme)
  }

  /// Tells the applications of a contact, to whom another level was given, what they see now.
  func privacyChanged(for contact: String) {
    guard presence.isObserved else { return }
    Self.presenceQueue.async { [self] in
      let watchers = presence.state.withLock { $0.watchers.values.map(\.application) }
      for watcher in watchers where watcher.userURI == "sip:" + contact {
        watcher.deliver(contactEvents(since: nil, at: level(of: watcher)))
      }
    }
  }
}
