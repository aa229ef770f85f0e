import Store
import UCWA

/// The subscription to changes of contacts and groups, and the events it brings.
extension APIHandler {
  func listSubscription(_ call: Call) { call.answer(listSubscriptionResource(call)) }

  private func listSubscriptionResource(_ call: Call) -> Resource {
    ContactsAndGroupsSubscription(state(call.space.contacts.subscription(call.application.id))).resource
  }

  private func state(_ subscription: ListSubscription?) -> SubscriptionState {
    guard let subscription else { return .disconnected }
    return subscription.isEnding ? .disconnecting : .connected
  }

  func startListSubscription(_ call: Call) throws(UCWAError) {
    let minutes = try parameters(call).integer("duration") ?? 10
    let contacts = call.space.contacts
    let earlier = contacts.subscription(call.application.id)
    let end = ListSubscription.lasting(minutes, after: earlier?.end, now: Clock.wallMilliseconds)
    contacts.set(ListSubscription(end: end), of: call.application.id)
    call.answer(listSubscriptionResource(call))
  }

  func stopListSubscription(_ call: Call) throws(UCWAError) {
    guard call.space.contacts.subscription(call.application.id) != nil else {
      throw .conflict(Message(.noContactsSubscription))
    }
    call.space.contacts.set(nil, of: call.application.id)
    call.responder.respond(.empty(204))
  }

  /// Ends the subscriptions whose time is over, and announces those that end soon. Called every few seconds.
  func expireListSubscriptions(now: Int64) {
    for space in context.accounts.spaces {
      let (ending, ended) = space.contacts.expire(now: now)
      guard !ending.isEmpty || !ended.isEmpty else { continue }
      for application in space.applications where ending.contains(application.id) || ended.contains(application.id) {
        let state: SubscriptionState = ended.contains(application.id) ? .disconnected : .disconnecting
        let resource = ResourceSnapshot(ContactsAndGroupsSubscription(state).resource)
        application.deliver([Event(.updated, resource, from: .people, priority: .medium)])
      }
    }
  }

  // MARK: Events

  /// Tells the user's subscribed applications what has changed in the contact list.
  func tell(_ changes: [ContactList.Change], _ call: Call) {
    let space = call.space
    for case .privacyChanged(let contact) in changes { tellPrivacy(of: contact, call) }
    let subscribers = space.contacts.subscribers
    guard !changes.isEmpty, !subscribers.isEmpty else { return }
    // On the queue: each contact is looked up in the directory.
    let work = { @Sendable in
      for application in space.applications where subscribers.contains(application.id) {
        application.deliver(changes.compactMap { event($0, call.account, application) })
      }
    }
    context.peopleWork.always(work)
  }

  private func event(
    _ change: ContactList.Change, _ account: Account, _ application: ApplicationSession
  ) -> Event? {
    let groups = EventReference("myGroups", .myGroups)
    let contacts = EventReference("myContacts", .myContacts)
    // Which kind of group it is follows from its id.
    func reference(_ id: String) -> EventReference {
      let group = ContactList.Group(id: id, name: "").resource()
      return EventReference(group.rel, group.href)
    }
    func resource(_ group: ContactList.Group) -> Resource { group.resource(marker: application.marker).resource }
    switch change {
    case .groupAdded(let group): return event(.added, resource(group), in: groups)
    case .groupRenamed(let group): return event(.updated, resource(group), in: nil)
    case .groupDeleted(let id):
      return Event(.deleted, EventReference("group", .group(id)), from: .people, in: groups)
    case .contactAdded(let id, let group): return added(id, in: reference(group), account)
    case .added(let id): return added(id, in: contacts, account)
    case .contactDeleted(let id, let group):
      return Event(.deleted, EventReference("contact", .contact(id)), from: .people, in: reference(group))
    case .deleted(let id):
      return Event(.deleted, EventReference("contact", .contact(id)), from: .people, in: contacts)
    case .directoryGroupAdded(let group): return event(.added, group.resource.resource, in: groups)
    case .privacyChanged: return nil
    case .directoryGroupDeleted(let group):
      return Event(
        .deleted, EventReference("distributionGroup", .distributionGroup(group.id)), from: .people,
        in: groups)
    }
  }

  private func event(_ type: EventType, _ resource: Resource, in collection: EventReference?) -> Event {
    Event(type, ResourceSnapshot(resource), from: .people, in: collection)
  }

  /// The event of a contact that was added; without the directory it goes without the contact.
  func added(_ id: String, in collection: EventReference?, _ account: Account) -> Event {
    guard let contact = try? listedContact(id, account) else {
      return Event(.added, EventReference("contact", .contact(id)), from: .people, in: collection)
    }
    return event(.added, contact, in: collection)
  }
}
