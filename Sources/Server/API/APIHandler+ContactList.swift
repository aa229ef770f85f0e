import HTTP
import Store
import UCWA

/// The user's contact list: contacts, groups, and who is in which.
extension APIHandler {
  static let contactListRoutes = [
    Route(.myContacts, .get, APIHandler.myContacts),
    Route(.myGroups, .get, APIHandler.myGroups),
    Route(.myGroups, .post, APIHandler.addGroup),
    Route(.group, .get, APIHandler.group),
    Route(.group, .put, APIHandler.renameGroup),
    Route(.group, .delete, APIHandler.deleteGroup),
    Route(.defaultGroup, .get, APIHandler.defaultGroup),
    Route(.pinnedGroup, .get, APIHandler.pinnedGroup),
    Route(.delegatesGroup, .get, APIHandler.delegatesGroup),
    Route(.delegatorsGroup, .get, APIHandler.delegatorsGroup),
    Route(.groupContacts, .get, APIHandler.groupContacts),
    Route(.groupMemberships, .get, APIHandler.groupMemberships),
    Route(.myGroupMemberships, .get, APIHandler.myGroupMemberships),
    Route(.myGroupMemberships, .post, APIHandler.addToGroup),
    Route(.myGroupMembership, .get, APIHandler.myGroupMembership),
    Route(.myGroupMembership, .delete, APIHandler.removeFromGroup),
    Route(.removeContactFromAllGroups, .post, APIHandler.removeFromAllGroups),
    Route(.myContactsAndGroupsSubscription, .get, APIHandler.listSubscription),
    Route(.startOrRefreshSubscriptionToContactsAndGroups, .post, APIHandler.startListSubscription),
    Route(.stopSubscriptionToContactsAndGroups, .post, APIHandler.stopListSubscription),
  ]

  // MARK: Reading

  func myContacts(_ call: Call) throws(UCWAError) {
    try answerContacts(call.space.contacts.list.contacts, group: nil, call)
  }

  func groupContacts(_ call: Call) throws(UCWAError) {
    let group = try group(call.parameters[0], call)
    try answerContacts(group.contacts, group: group.id, call)
  }

  private func answerContacts(_ ids: [String], group: String?, _ call: Call) throws(UCWAError) {
    guard try parameters(call).bool("expand") ?? true else {
      return call.answer(ContactCollection(group: group, ids: ids, contacts: nil).resource)
    }
    later(call) { () throws(UCWAError) in
      var contacts: [Resource] = []
      for id in ids { contacts.append(try listedContact(id, call.account)) }
      return call.response(ContactCollection(group: group, ids: ids, contacts: contacts).resource)
    }
  }

  func myGroups(_ call: Call) throws(UCWAError) {
    let isExpanded = try parameters(call).bool("expand") ?? true
    let list = call.space.contacts.list
    let groups = list.groups + (try delegations(of: call.account.user).groups)
    call.answer(
      MyGroups(
        groups: groups.map { $0.resource(marker: call.application.marker) },
        distributionGroups: list.directoryGroups.map(\.resource),
        isExpanded: isExpanded
      ).resource)
  }

  func group(_ call: Call) throws(UCWAError) {
    call.answer(try personalGroup(call).resource)
  }

  private func personalGroup(_ call: Call) throws(UCWAError) -> UCWA.Group {
    let group = try listGroup(call.parameters[0], call).resource(marker: call.application.marker)
    guard group.kind == .personal else { throw .resourceNotFound }
    return group
  }

  func defaultGroup(_ call: Call) throws(UCWAError) {
    call.answer(try listGroup(ContactList.defaultID, call).resource().resource)
  }

  func pinnedGroup(_ call: Call) throws(UCWAError) {
    call.answer(try listGroup(ContactList.pinnedID, call).resource().resource)
  }

  func listGroup(_ id: String, _ call: Call) throws(UCWAError) -> ContactList.Group {
    guard let group = call.space.contacts.list.group(id) else { throw .resourceNotFound }
    return group
  }

  private func memberships(_ groups: [ContactList.Group]) -> [MyGroupMembership] {
    groups.flatMap { group in
      group.contacts.map { MyGroupMembership(group: group.resource(), contact: $0) }
    }
  }

  func groupMemberships(_ call: Call) throws(UCWAError) {
    let group = try listGroup(call.parameters[0], call)
    call.answer(MyGroupMembership.collection(memberships([group]), of: group.id))
  }

  func myGroupMemberships(_ call: Call) throws(UCWAError) {
    let id = try parameters(call).string("groupId")
    let groups = try id.map { id throws(UCWAError) in [try listGroup(id, call)] } ?? call.space.contacts.list.groups
    call.answer(MyGroupMembership.collection(memberships(groups), group: id))
  }

  func myGroupMembership(_ call: Call) throws(UCWAError) {
    let (group, contact) = try membership(call)
    call.answer(MyGroupMembership(group: group.resource(), contact: contact).resource)
  }

  /// The group and the contact that a membership's path names.
  private func membership(_ call: Call) throws(UCWAError) -> (ContactList.Group, String) {
    let parts = call.parameters[0].split(separator: ",", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw .resourceNotFound }
    let group = try listGroup(parts[0], call)
    guard group.contacts.contains(parts[1]) else { throw .resourceNotFound }
    return (group, parts[1])
  }

  // MARK: Changing

  func addGroup(_ call: Call) throws(UCWAError) {
    let name = try parameters(call).string("displayName") ?? ""
    let id = Identifier.make()
    let limits = context.contactListLimits
    change(call) { list throws(UCWAError) in
      try list.addGroup(name, id: id, limits)
    } answer: { list in
      let group = UCWA.Group(.personal, id: id, name: name, marker: call.application.marker)
      return call.response(group.resource, status: 201, location: group.href)
    }
  }

  func renameGroup(_ call: Call) throws(UCWAError) {
    var group = try personalGroup(call)
    group.name = try replacement(of: group.resource, call).string("name") ?? group.name
    let renamed = group
    update(call) { list throws(UCWAError) in
      try list.renameGroup(renamed.id, to: renamed.name)
    } answer: { _ in
      call.answerReplaced(by: renamed.resource)
    }
  }

  func deleteGroup(_ call: Call) throws(UCWAError) {
    change(call) { list throws(UCWAError) in
      try list.removeGroup(call.parameters[0])
    } answer: { _ in
      .empty(204)
    }
  }

  func addToGroup(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    let contact = try contactID("contactUri", parameters, call)
    let id = parameters.string("groupId") ?? ContactList.defaultID
    let limits = context.contactListLimits
    change(call) { list throws(UCWAError) in
      guard list.group(id) != nil else { throw .resourceNotFound }
      return try list.add(contact, to: id, limits)
    } answer: { list in
      guard let group = list.group(id) else { return .error(.resourceNotFound, call.format, call.application.language) }
      let membership = MyGroupMembership(group: group.resource(), contact: contact)
      return call.response(membership.resource, status: 201, location: membership.href)
    }
  }

  func removeFromGroup(_ call: Call) throws(UCWAError) {
    let (group, contact) = try membership(call)
    change(call) { list throws(UCWAError) in
      try list.remove(contact, from: group.id)
    } answer: { _ in
      .empty(204)
    }
  }

  func removeFromAllGroups(_ call: Call) throws(UCWAError) {
    let given = try parameters(call)
    // Somebody who has left the directory since is still in the list under the address.
    let written = (given.string("contactUri") ?? "").withoutSIPScheme
    let known = call.space.contacts.list.contacts.contains(written)
    let contact = known ? written : try contactID("contactUri", given, call)
    change(call) { list throws(UCWAError) in
      try list.remove(contact)
    } answer: { _ in
      .empty(204)
    }
  }

  /// The id of the contact whose address a parameter gives.
  func contactID(_ name: String, _ parameters: Parameters, _ call: Call) throws(UCWAError) -> String {
    guard let identity = try identity(parameters.string(name) ?? "", call.account) else {
      throw .parameterValidationFailure([
        BadParameter(name: name, reason: Message(.neitherContactNorNumber))
      ])
    }
    if case .group = identity {
      throw .parameterValidationFailure([
        BadParameter(name: name, reason: Message(.isDistributionGroup))
      ])
    }
    return identity.id
  }

  /// Changes the contact list and answers with what is given.
  func change(
    _ call: Call, _ change: (inout ContactList) throws(UCWAError) -> [ContactList.Change],
    answer: @escaping @Sendable (ContactList) -> HTTPResponse
  ) {
    update(call, change) { call.responder.respond(answer($0)) }
  }

  /// Changes the contact list, answers when that is recorded, and tells the applications that want to know.
  func update(
    _ call: Call, _ change: (inout ContactList) throws(UCWAError) -> [ContactList.Change],
    answer: @escaping @Sendable (ContactList) -> Void
  ) {
    let contacts = call.space.contacts
    contacts.update(call.account.user.uri, context.journal, change) { result in
      switch result {
      case .failure(let error): call.refuse(error)
      case .success(let changes):
        answer(contacts.list)
        self.tell(changes, call)
      }
    }
  }
}

extension ContactList.DirectoryGroup {
  /// The group as a resource of the list.
  var resource: UCWA.DistributionGroup { UCWA.DistributionGroup(id: id, name: name, isInContactList: true) }
}
