import Store
import UCWA

/// Who may call on whose behalf, as groups of the contact list, and the events of its changes.
extension APIHandler {
  func delegations(of user: Store.User) throws(UCWAError) -> Delegations {
    try lookUp { () throws(StoreError) in try context.accounts.delegations.delegations(of: user.uri) }
  }

  func delegatesGroup(_ call: Call) throws(UCWAError) { try answerGroup(ContactList.delegatesID, call) }

  func delegatorsGroup(_ call: Call) throws(UCWAError) { try answerGroup(ContactList.delegatorsID, call) }

  private func answerGroup(_ id: String, _ call: Call) throws(UCWAError) {
    call.answer(try group(id, call).resource().resource)
  }

  /// A group of the contact list, or one of those that the administrator fills.
  func group(_ id: String, _ call: Call) throws(UCWAError) -> ContactList.Group {
    guard id == ContactList.delegatesID || id == ContactList.delegatorsID else { return try listGroup(id, call) }
    guard let group = try delegations(of: call.account.user).groups.first(where: { $0.id == id }) else {
      throw .resourceNotFound
    }
    return group
  }

  // MARK: Events

  /// Tells the applications of users for whom delegations have changed. To be called after `Accounts.refresh`.
  func tellChangedDelegations() {
    for change in context.accounts.delegations.takeChanges() {
      let space = context.accounts.space(change.uri)
      let applications = space.applications
      guard !applications.isEmpty, let user = try? context.accounts.user(uri: change.uri) else { continue }
      let account = Account(user: user, scopes: .all)
      let subscribers = space.contacts.subscribers
      for application in applications {
        if change.before.allowCalls != change.now.allowCalls {
          application.deliver([Self.updated(communication(application, account))])
        }
        if subscribers.contains(application.id) { application.deliver(groupEvents(change, account)) }
      }
    }
  }

  private func groupEvents(_ change: DelegationBook.Change, _ account: Account) -> [Event] {
    let groups = EventReference("myGroups", .myGroups)
    var events: [Event] = []
    for id in [ContactList.delegatesID, ContactList.delegatorsID] {
      let (before, now) = (change.before.group(id), change.now.group(id))
      let resource = (now ?? before)?.resource()
      guard before != now, let resource else { continue }
      let reference = EventReference(resource.rel, resource.href)
      if before == nil {
        events.append(Event(.added, ResourceSnapshot(resource.resource), from: .people, in: groups))
      }
      let (old, new) = (before?.contacts ?? [], now?.contacts ?? [])
      for contact in new where !old.contains(contact) {
        events.append(added(contact, in: reference, account).with(priority: .low))
      }
      for contact in old where !new.contains(contact) {
        events.append(
          Event(
            .deleted, EventReference("contact", .contact(contact)), from: .people, in: reference, priority: .low))
      }
      if now == nil { events.append(Event(.deleted, reference, from: .people, in: groups)) }
    }
    return events
  }
}

extension Delegations {
  /// The groups of those who are there; an empty one is none.
  var groups: [ContactList.Group] {
    [ContactList.delegatesID, ContactList.delegatorsID].compactMap(group)
  }

  fileprivate func group(_ id: String) -> ContactList.Group? {
    let isDelegates = id == ContactList.delegatesID
    let contacts = isDelegates ? delegates : delegators.map(\.contactID)
    guard !contacts.isEmpty else { return nil }
    return ContactList.Group(id: id, name: isDelegates ? "Delegates" : "Delegators", contacts: contacts)
  }
}
