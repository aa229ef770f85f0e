import UCWA

/// A user's contact list: who is in which group. A value; changes say what others have to be told.
///
/// A contact is named by its id: a SIP address without `sip:`, or a number. It is in the list as long as it is in a
/// group.
struct ContactList: Sendable, Equatable {
  /// A group and who is in it.
  struct Group: Sendable, Equatable {
    let id: String
    var name: String
    /// The contacts' ids in the order in which they were added.
    var contacts: [String] = []
  }

  /// A group of the directory that the user has in the list.
  struct DirectoryGroup: Sendable, Equatable {
    /// The address without `sip:`.
    let id: String
    var name: String
  }

  /// What a change did, for events.
  enum Change: Sendable, Equatable {
    /// The group as it was then: later changes may come before it is told.
    case groupAdded(Group), groupRenamed(Group), groupDeleted(String)
    case contactAdded(String, group: String), contactDeleted(String, group: String)
    /// The contact came into the list, or left it.
    case added(String), deleted(String)
    case directoryGroupAdded(DirectoryGroup), directoryGroupDeleted(DirectoryGroup)
    case privacyChanged(String)
  }

  /// How many there may be.
  struct Limits: Sendable {
    var contacts: Int
    var groups: Int
  }

  static let defaultID = "default"
  static let pinnedID = "pinned"
  /// Groups that the administrator fills, which are in no list.
  static let delegatesID = "delegates"
  static let delegatorsID = "delegators"

  /// The two groups that are always there come first.
  private(set) var groups = [Group(id: defaultID, name: "Other Contacts"), Group(id: pinnedID, name: "Favorites")]
  private(set) var directoryGroups: [DirectoryGroup] = []
  /// How close contacts are, of those for whom the user has said so; they need not be in a group.
  private(set) var privacy: [String: PrivacyRelationshipLevel] = [:]

  init() {}

  init(groups: [Group], directoryGroups: [DirectoryGroup], privacy: [String: PrivacyRelationshipLevel]) {
    self.groups = groups
    self.directoryGroups = directoryGroups
    self.privacy = privacy
  }

  func group(_ id: String) -> Group? { groups.first { $0.id == id } }

  func directoryGroup(_ id: String) -> DirectoryGroup? {
    directoryGroups.first { $0.id.lowercased() == id.lowercased() }
  }

  /// Everybody in the list, once.
  var contacts: [String] {
    var seen: Set<String> = []
    return groups.flatMap(\.contacts).filter { seen.insert($0).inserted }
  }

  private func contains(_ contact: String) -> Bool { groups.contains { $0.contacts.contains(contact) } }

  // MARK: Changes

  mutating func addGroup(_ name: String, id: String, _ limits: Limits) throws(UCWAError) -> [Change] {
    guard !groups.contains(where: { $0.name == name }) else {
      throw .alreadyExists(Message(.groupNameTaken))
    }
    try checkGroups(limits)
    let group = Group(id: id, name: name)
    groups.append(group)
    return [.groupAdded(group)]
  }

  mutating func renameGroup(_ id: String, to name: String) throws(UCWAError) -> [Change] {
    let index = try personalGroup(id)
    guard !groups.contains(where: { $0.name == name && $0.id != id }) else {
      throw .alreadyExists(Message(.groupNameTaken))
    }
    if groups[index].name == name { return [] }
    groups[index].name = name
    return [.groupRenamed(groups[index])]
  }

  /// Removes a group; contacts that are in no other go to the default group, so that nobody is lost.
  mutating func removeGroup(_ id: String) throws(UCWAError) -> [Change] {
    let group = groups.remove(at: try personalGroup(id))
    var changes: [Change] = []
    for contact in group.contacts where !contains(contact) {
      groups[0].contacts.append(contact)
      changes.append(.contactAdded(contact, group: Self.defaultID))
    }
    return changes + [.groupDeleted(id)]
  }

  /// Puts a contact into a group; nothing changes if it is there.
  mutating func add(_ contact: String, to id: String, _ limits: Limits) throws(UCWAError) -> [Change] {
    guard let index = groups.firstIndex(where: { $0.id == id }) else { throw .resourceNotFound }
    if groups[index].contacts.contains(contact) { return [] }
    let isNew = !contains(contact)
    guard !isNew || contacts.count < limits.contacts else {
      throw .forbidden(Message(.tooManyContacts, .number("limit", limits.contacts)), subcode: .limitExceeded)
    }
    groups[index].contacts.append(contact)
    return (isNew ? [.added(contact)] : []) + [.contactAdded(contact, group: id)]
  }

  /// Takes a contact out of a group.
  mutating func remove(_ contact: String, from id: String) throws(UCWAError) -> [Change] {
    guard let index = groups.firstIndex(where: { $0.id == id }),
      let place = groups[index].contacts.firstIndex(of: contact)
    else { throw .resourceNotFound }
    groups[index].contacts.remove(at: place)
    return [.contactDeleted(contact, group: id)] + (contains(contact) ? [] : [.deleted(contact)])
  }

  /// Takes a contact out of all groups.
  mutating func remove(_ contact: String) throws(UCWAError) -> [Change] {
    var changes: [Change] = []
    for index in groups.indices {
      guard let place = groups[index].contacts.firstIndex(of: contact) else { continue }
      groups[index].contacts.remove(at: place)
      changes.append(.contactDeleted(contact, group: groups[index].id))
    }
    guard !changes.isEmpty else { throw .resourceNotFound }
    return changes + [.deleted(contact)]
  }

  mutating func add(_ group: DirectoryGroup, _ limits: Limits) throws(UCWAError) -> [Change] {
    if directoryGroup(group.id) != nil { return [] }
    try checkGroups(limits)
    directoryGroups.append(group)
    return [.directoryGroupAdded(group)]
  }

  mutating func removeDirectoryGroup(_ id: String) throws(UCWAError) -> [Change] {
    guard let group = directoryGroup(id) else { throw .resourceNotFound }
    directoryGroups.removeAll { $0 == group }
    return [.directoryGroupDeleted(group)]
  }

  /// Sets how close a contact is; nil goes back to what he is by himself.
  mutating func set(
    _ level: PrivacyRelationshipLevel?, of contact: String, _ limits: Limits
  ) throws(UCWAError) -> [Change] {
    if privacy[contact] == level { return [] }
    guard level == nil || privacy[contact] != nil || privacy.count < limits.contacts else {
      throw .forbidden(Message(.tooManyRelationships, .number("limit", limits.contacts)), subcode: .limitExceeded)
    }
    privacy[contact] = level
    return [.privacyChanged(contact)]
  }

  private func personalGroup(_ id: String) throws(UCWAError) -> Int {
    guard id != Self.defaultID, id != Self.pinnedID, let index = groups.firstIndex(where: { $0.id == id }) else {
      throw .resourceNotFound
    }
    return index
  }

  private func checkGroups(_ limits: Limits) throws(UCWAError) {
    guard groups.count - 2 + directoryGroups.count < limits.groups else {
      throw UCWAError(
        status: 409, code: .conflict, subcode: .tooManyGroups,
        message: Message(.tooManyContactGroups, .number("limit", limits.groups)))
    }
  }
}

extension ContactList.Group {
  /// The group as a resource; with a marker it can be replaced.
  func resource(marker: String? = nil) -> UCWA.Group {
    let kind: UCWA.Group.Kind =
      switch id {
      case ContactList.defaultID: .default
      case ContactList.pinnedID: .pinned
      case ContactList.delegatesID: .delegates
      case ContactList.delegatorsID: .delegators
      default: .personal
      }
    return UCWA.Group(kind, id: id, name: name, marker: marker)
  }
}
