import HTTP
import Store
import UCWA

/// Whose presence an application follows.
extension APIHandler {
  static let presenceSubscriptionRoutes = [
    Route(.presenceSubscriptions, .get, APIHandler.presenceSubscriptions),
    Route(.presenceSubscriptions, .post, APIHandler.subscribe),
    Route(.presenceSubscription, .get, APIHandler.presenceSubscription),
    Route(.presenceSubscription, .post, APIHandler.extendSubscription),
    Route(.presenceSubscription, .delete, APIHandler.deleteSubscription),
    Route(.addToPresenceSubscription, .post, APIHandler.addToSubscription),
    Route(.memberships, .get, APIHandler.memberships),
    Route(.memberships, .post, APIHandler.addToSubscription),
    Route(.presenceSubscriptionMemberships, .get, APIHandler.allMemberships),
    Route(.presenceSubscriptionMemberships, .post, APIHandler.addToOneSubscription),
    Route(.presenceSubscriptionMembership, .get, APIHandler.presenceSubscriptionMembership),
    Route(.presenceSubscriptionMembership, .delete, APIHandler.removeFromSubscription),
    Route(.subscribeToGroupPresence, .post, APIHandler.subscribeToGroup),
    Route(.subscribedContacts, .get, APIHandler.subscribedContacts),
  ]

  private func watching(_ call: Call) -> WatchList { call.space.contacts.watching(call.application.id) }

  private func subscription(_ id: String, _ call: Call) throws(UCWAError) -> WatchList.Subscription {
    guard let subscription = watching(call).subscription(id) else { throw .resourceNotFound }
    return subscription
  }

  // MARK: Reading

  func presenceSubscriptions(_ call: Call) {
    call.answer(PresenceSubscription.collection(watching(call).subscriptions.map { PresenceSubscription(id: $0.id) }))
  }

  func presenceSubscription(_ call: Call) throws(UCWAError) {
    call.answer(PresenceSubscription(id: try subscription(call.parameters[0], call).id).resource)
  }

  private func memberships(_ subscriptions: [WatchList.Subscription], at href: Href) -> Resource {
    PresenceSubscriptionMembership.collection(
      subscriptions.flatMap { subscription in
        subscription.members.map { PresenceSubscriptionMembership(subscription: subscription.id, contact: $0.id) }
      }, at: href)
  }

  func memberships(_ call: Call) throws(UCWAError) {
    let subscription = try subscription(call.parameters[0], call)
    call.answer(memberships([subscription], at: .memberships(subscription.id)))
  }

  func allMemberships(_ call: Call) {
    call.answer(memberships(watching(call).subscriptions, at: .presenceSubscriptionMemberships))
  }

  /// The subscription and the contact that a membership's path names.
  private func membership(_ call: Call) throws(UCWAError) -> (subscription: String, contact: String) {
    let parts = call.parameters[0].split(separator: ",", maxSplits: 1).map(String.init)
    guard parts.count == 2, try subscription(parts[0], call).members.contains(where: { $0.id == parts[1] }) else {
      throw .resourceNotFound
    }
    return (parts[0], parts[1])
  }

  func presenceSubscriptionMembership(_ call: Call) throws(UCWAError) {
    let (subscription, contact) = try membership(call)
    call.answer(PresenceSubscriptionMembership(subscription: subscription, contact: contact).resource)
  }

  func subscribedContacts(_ call: Call) {
    var resource = Resource(.subscribedContacts, href: .subscribedContacts)
    for member in watching(call).members { resource.link("contact", .contact(member.id)) }
    call.answer(resource)
  }

  // MARK: Changing

  func subscribe(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    try checkCount(parameters, "uris")
    later(call) { () throws(UCWAError) in
      let members = try members(parameters, "uris", call.account)
      return try subscribe(members, parameters, call)
    }
  }

  func subscribeToGroup(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    let id = parameters.string("groupId") ?? ""
    later(call) { () throws(UCWAError) in
      if let group = try? group(id, call) {
        var members: [WatchList.Member] = []
        // Who has left the directory since is passed over.
        for contact in group.contacts {
          if let who = try identity(contact, call.account) { members.append(who.member) }
        }
        return try subscribe(members, parameters, call)
      }
      guard let group = try lookUp({ () throws(StoreError) in try context.groups.group(uri: id) }) else {
        throw .resourceNotFound
      }
      let limit = context.configuration.limits.watchedContacts
      let users = try lookUp { () throws(StoreError) in
        try context.groups.expandedMembers(of: group.uri, limit: limit + 1, groupLimit: Self.maximumNestedGroups)
      }
      return try subscribe(users.map { WatchList.Member(id: $0.contactID, isUser: true) }, parameters, call)
    }
  }

  private func subscribe(
    _ members: [WatchList.Member], _ parameters: Parameters, _ call: Call
  ) throws(UCWAError) -> HTTPResponse {
    let id = Identifier.make()
    let minutes = parameters.integer("duration") ?? 10
    try changeWatching(call) { list throws(UCWAError) in
      try list.subscribe(members, id: id, minutes: minutes, now: Clock.wallMilliseconds, limit: watchedLimit)
    }
    let subscription = PresenceSubscription(id: id)
    return call.response(subscription.resource, status: 201, location: subscription.href)
  }

  func extendSubscription(_ call: Call) throws(UCWAError) {
    let minutes = try parameters(call).integer("duration") ?? 10
    let id = call.parameters[0]
    try changeWatching(call) { list throws(UCWAError) in
      try list.extend(id, minutes: minutes, now: Clock.wallMilliseconds)
    }
    call.answer(PresenceSubscription(id: id).resource)
  }

  func deleteSubscription(_ call: Call) throws(UCWAError) {
    try changeWatching(call) { list throws(UCWAError) in try list.delete(call.parameters[0]) }
    call.responder.respond(.empty(204))
  }

  func addToSubscription(_ call: Call) throws(UCWAError) {
    let id = try subscription(call.parameters[0], call).id
    try add(to: id, at: .memberships(id), call)
  }

  func addToOneSubscription(_ call: Call) throws(UCWAError) {
    let all = watching(call).subscriptions
    guard let id = try parameters(call).string("presenceSubscriptionId") ?? (all.count == 1 ? all[0].id : nil) else {
      throw .parameterValidationFailure([
        BadParameter(name: "presenceSubscriptionId", reason: Message(.subscriptionRequired))
      ])
    }
    try add(to: try subscription(id, call).id, at: .presenceSubscriptionMemberships, call)
  }

  private func add(to id: String, at href: Href, _ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    try checkCount(parameters, "contactUris")
    later(call) { () throws(UCWAError) in
      let members = try members(parameters, "contactUris", call.account)
      try changeWatching(call) { list throws(UCWAError) in try list.add(members, to: id, limit: watchedLimit) }
      var subscription = try subscription(id, call)
      subscription.members.removeAll { !members.contains($0) }
      return call.response(memberships([subscription], at: href), status: 201, location: href)
    }
  }

  func removeFromSubscription(_ call: Call) throws(UCWAError) {
    let (subscription, contact) = try membership(call)
    try changeWatching(call) { list throws(UCWAError) in try list.remove(contact, from: subscription) }
    call.responder.respond(.empty(204))
  }

  // MARK: Who

  private var watchedLimit: Int { context.configuration.limits.watchedContacts }

  /// Refuses a list that would exceed the limit in any case, before each address is looked up.
  private func checkCount(_ parameters: Parameters, _ name: String) throws(UCWAError) {
    guard (parameters.list(name) ?? []).count <= watchedLimit else {
      throw .forbidden(Message(.tooManyWatched, .number("limit", watchedLimit)), subcode: .limitExceeded)
    }
  }

  private func members(
    _ parameters: Parameters, _ name: String, _ account: Account
  ) throws(UCWAError) -> [WatchList.Member] {
    var members: [WatchList.Member] = []
    for address in parameters.list(name) ?? [] {
      guard let identity = try identity(address, account) else {
        throw .parameterValidationFailure([
          BadParameter(name: name, reason: Message(.contactsUnknown))
        ])
      }
      members.append(identity.member)
    }
    guard !members.isEmpty else {
      throw .parameterValidationFailure([BadParameter(name: name, reason: Message(.mustNameContact))])
    }
    return members
  }

  // MARK: Telling

  private func changeWatching(
    _ call: Call, _ change: (inout WatchList) throws(UCWAError) -> [WatchList.Change]
  ) throws(UCWAError) {
    let changes = try call.space.contacts.changeWatching(call.application.id, context.journal, change)
    tell(changes, call.application)
  }

  /// Tells an application what became of its subscriptions, and begins or ends to watch.
  private func tell(_ changes: [WatchList.Change], _ application: ApplicationSession) {
    let collection = EventReference("subscribedContacts", .subscribedContacts)
    func event(_ type: EventType, _ id: String) -> Event {
      Event(type, ResourceSnapshot(PresenceSubscription(id: id).resource), from: .people, priority: .medium)
    }
    let events = changes.compactMap { change -> Event? in
      switch change {
      case .added(let id): return event(.added, id)
      case .ending(let id): return event(.updated, id)
      case .deleted(let id):
        return Event(
          .deleted, EventReference("presenceSubscription", .presenceSubscription(id)), from: .people,
          priority: .medium)
      case .watched(let member, let isNew):
        guard isNew else { return nil }
        return Event(
          .added, EventReference("contact", .contact(member.id)), from: .people, in: collection, priority: .medium)
      case .unwatched(let member, let isGone):
        guard isGone else { return nil }
        return Event(
          .deleted, EventReference("contact", .contact(member.id)), from: .people, in: collection, priority: .medium)
      }
    }
    application.deliver(events)
    for change in changes {
      switch change {
      case .watched(let member, _) where member.isUser: context.presence.watch("sip:" + member.id, by: application)
      case .unwatched(let member, _) where member.isUser: context.presence.unwatch("sip:" + member.id, by: application)
      default: break
      }
    }
  }

  /// Ends the subscriptions whose time is over, and announces those that end soon. Called every few seconds.
  func expirePresenceSubscriptions(now: Int64) {
    for space in context.accounts.spaces {
      let ids = space.contacts.watchingApplications
      guard !ids.isEmpty else { continue }
      for application in space.applications where ids.contains(application.id) {
        let changes = try? space.contacts.changeWatching(application.id, context.journal) { $0.expire(now: now) }
        tell(changes ?? [], application)
      }
    }
  }

  /// Watches again what the applications that were put back had subscribed to.
  func resumePresenceSubscriptions() {
    for space in context.accounts.spaces {
      for application in space.applications {
        for subscription in space.contacts.watching(application.id).subscriptions {
          for member in subscription.members where member.isUser {
            context.presence.watch("sip:" + member.id, by: application)
          }
        }
      }
    }
  }
}

extension ContactIdentity {
  /// The contact as part of a presence subscription; only users of this server have presence.
  fileprivate var member: WatchList.Member {
    if case .user = self { WatchList.Member(id: id, isUser: true) } else { WatchList.Member(id: id, isUser: false) }
  }
}
