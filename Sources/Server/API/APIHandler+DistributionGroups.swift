import HTTP
import Store
import UCWA

/// The groups of the directory.
extension APIHandler {
  static let distributionGroupRoutes = [
    Route(.distributionGroup, .get, APIHandler.distributionGroup),
    Route(.expandDistributionGroup, .get, APIHandler.expandDistributionGroup),
    Route(.addToContactList, .post, APIHandler.addToContactList),
    Route(.removeFromContactList, .post, APIHandler.removeFromContactList),
  ]

  /// The most members that an expanded group shows; more is 403 TooManyContacts.
  static let maximumMembers = 1000
  /// The most nested groups that are looked into for members.
  static let maximumNestedGroups = 1000

  func distributionGroup(_ call: Call) throws(UCWAError) {
    call.answer(distributionGroup(try directoryGroup(call.parameters[0]), call).resource)
  }

  func distributionGroup(_ group: Store.DistributionGroup, _ call: Call) -> UCWA.DistributionGroup {
    UCWA.DistributionGroup(
      id: group.contactID, name: group.name,
      isInContactList: call.space.contacts.list.directoryGroup(group.contactID) != nil)
  }

  private func directoryGroup(_ address: String) throws(UCWAError) -> Store.DistributionGroup {
    let group = try lookUp { () throws(StoreError) in try context.groups.group(uri: address) }
    guard let group else { throw .resourceNotFound }
    return group
  }

  func expandDistributionGroup(_ call: Call) throws(UCWAError) {
    let group = try directoryGroup(call.parameters[0])
    later(call) { () throws(UCWAError) in
      let users = try lookUp { () throws(StoreError) in
        try context.groups.expandedMembers(
          of: group.uri, limit: Self.maximumMembers + 1, groupLimit: Self.maximumNestedGroups)
      }
      guard users.count <= Self.maximumMembers else {
        throw .forbidden(Message(.tooManyMembers, .number("limit", Self.maximumMembers)), subcode: .tooManyContacts)
      }
      let nested = try lookUp { () throws(StoreError) in
        var nested: [Store.DistributionGroup] = []
        for member in try context.groups.members(of: group.uri, limit: Self.maximumMembers) {
          if let group = try context.groups.group(uri: member) { nested.append(group) }
        }
        return nested
      }
      var resource = distributionGroup(group, call)
      resource.members = users.map { contact(.user($0), id: $0.contactID, call.account) }
      resource.groups = nested.map { distributionGroup($0, call) }
      return call.response(resource.resource)
    }
  }

  func addToContactList(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    let group = try lookUp { () throws(StoreError) in
      try context.groups.group(uri: parameters.string("smtpAddress") ?? "")
    }
    guard let group else { throw .resourceNotFound }
    let entry = ContactList.DirectoryGroup(
      id: group.contactID, name: parameters.string("displayName") ?? group.name)
    let limits = context.contactListLimits
    change(call) { list throws(UCWAError) in
      try list.add(entry, limits)
    } answer: { _ in
      .empty(204)
    }
  }

  func removeFromContactList(_ call: Call) throws(UCWAError) {
    let id = try parameters(call).string("groupId") ?? ""
    change(call) { list throws(UCWAError) in
      try list.removeDirectoryGroup(id)
    } answer: { _ in
      .empty(204)
    }
  }
}
