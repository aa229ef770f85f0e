import Store
import UCWA

/// What the journal keeps of a user's contact list.
struct ContactListRecord: Sendable, Equatable {
  let userURI: String
  let list: ContactList

  init(userURI: String, list: ContactList) {
    self.userURI = userURI
    self.list = list
  }

  /// The record as the journal takes it.
  var journalRecord: JournalRecord {
    var writer = RecordWriter(capacity: 256)
    writer.add(UInt64(list.groups.count))
    for group in list.groups {
      writer.add(group.id)
      writer.add(group.name)
      writer.add(UInt64(group.contacts.count))
      for contact in group.contacts { writer.add(contact) }
    }
    writer.add(UInt64(list.directoryGroups.count))
    for group in list.directoryGroups {
      writer.add(group.id)
      writer.add(group.name)
    }
    writer.add(UInt64(list.privacy.count))
    for (contact, level) in list.privacy.sorted(by: { $0.key < $1.key }) {
      writer.add(contact)
      writer.add(level.rawValue)
    }
    return JournalRecord(kind: .contactList, key: userURI, value: writer.bytes)
  }

  /// Reads a record; throws if it is damaged.
  init(userURI: String, _ bytes: [UInt8]) throws {
    var reader = RecordReader(bytes)
    self.userURI = userURI
    var groups: [ContactList.Group] = []
    for _ in 0..<(try reader.number()) {
      var group = ContactList.Group(id: try reader.text(), name: try reader.text())
      for _ in 0..<(try reader.number()) { group.contacts.append(try reader.text()) }
      groups.append(group)
    }
    guard groups.count >= 2, groups[0].id == ContactList.defaultID, groups[1].id == ContactList.pinnedID else {
      throw RecordReader.Damaged()
    }
    var directoryGroups: [ContactList.DirectoryGroup] = []
    for _ in 0..<(try reader.number()) {
      directoryGroups.append(ContactList.DirectoryGroup(id: try reader.text(), name: try reader.text()))
    }
    var privacy: [String: PrivacyRelationshipLevel] = [:]
    for _ in 0..<(try reader.number()) {
      let contact = try reader.text()
      privacy[contact] = PrivacyRelationshipLevel(rawValue: try reader.text())
    }
    list = ContactList(groups: groups, directoryGroups: directoryGroups, privacy: privacy)
  }
}

extension RecordKind {
  /// A user's contact list (UCWA resources `myContacts` and `myGroups`).
  static let contactList = RecordKind(rawValue: 20)
}
