import Testing

@testable import Store

@Suite("Distribution groups and the search for people")
struct GroupTests {
  let files = DataDirectory()
  let store: SQLiteStore

  init() throws { store = try SQLiteStore(directory: files.path) }

  private func add(_ names: String...) throws {
    for name in names { try store.addGroup(DistributionGroup(uri: "sip:\(name)@contoso.test", name: name)) }
  }

  private func found(_ words: String..., mail: String? = nil) throws -> [String] {
    let found = try store.search(words: words, mail: mail, limit: 10)
    return found.users.map(\.name) + found.groups.map(\.name)
  }

  @Test("a group is added, changed, found by its address and removed")
  func lifeOfAGroup() throws {
    try store.addGroup(DistributionGroup(uri: "sip:Sales@CONTOSO.test", name: " Sales ", number: "+14255550150"))
    var sales = DistributionGroup(uri: "sip:Sales@contoso.test", name: "Sales", number: "+14255550150")
    #expect(try store.group(uri: "SALES@contoso.test") == sales)
    sales.number = nil
    sales.name = "Sellers"
    try store.updateGroup(sales)
    #expect(try store.groups() == [sales])
    try store.removeGroup(uri: "sip:sales@contoso.test")
    #expect(try store.groups().isEmpty)
    #expect(try found("sellers").isEmpty)
    #expect(throws: StoreError.groupNotFound("sip:sales@contoso.test")) {
      try store.removeGroup(uri: "sip:sales@contoso.test")
    }
  }

  @Test("a user and a group cannot have one address")
  func addressesAreUnique() throws {
    try store.addUser(User(uri: "sip:dana@contoso.test", name: "Dana"))
    try add("sales")
    #expect(throws: StoreError.duplicate(field: "SIP URI", value: "sip:dana@contoso.test")) { try add("dana") }
    #expect(throws: StoreError.duplicate(field: "SIP URI", value: "sip:sales@contoso.test")) { try add("sales") }
    #expect(throws: StoreError.duplicate(field: "SIP URI", value: "sip:sales@contoso.test")) {
      try store.addUser(User(uri: "sip:sales@contoso.test", name: "Sal"))
    }
    #expect(throws: StoreError.invalid(field: "name", reason: "must not be empty")) {
      try store.addGroup(DistributionGroup(uri: "sip:x@contoso.test", name: " "))
    }
  }

  @Test("groups that contain each other are counted once each, and so are their members")
  func nesting() throws {
    for name in ["dana", "erin"] { try store.addUser(User(uri: "sip:\(name)@contoso.test", name: name)) }
    try add("a", "b", "c")
    for (member, group) in [("b", "a"), ("c", "b"), ("a", "c"), ("dana", "a"), ("dana", "c"), ("erin", "c")] {
      #expect(try store.addMember("sip:\(member)@contoso.test", to: "sip:\(group)@contoso.test"))
    }
    #expect(try !store.addMember("sip:DANA@contoso.test", to: "sip:a@contoso.test"))
    #expect(try store.expandedGroups(of: "sip:a@contoso.test", limit: 10) == 3)
    #expect(try store.expandedGroups(of: "sip:a@contoso.test", limit: 2) == 2)
    #expect(try store.expandedGroups(of: "sip:dana@contoso.test", limit: 2) == 0)
    #expect(
      try store.expandedMembers(of: "sip:b@contoso.test", limit: 10, groupLimit: 10).map(\.name) == ["dana", "erin"])
    #expect(
      try store.membersToRing(of: "b@contoso.test", limit: 10, groupLimit: 10).map(\.name) == ["dana", "erin"])
    #expect(try store.membersToRing(of: "sip:b@contoso.test", limit: 1, groupLimit: 10).map(\.name) == ["dana"])
    #expect(try store.membersToRing(of: "sip:b@contoso.test", limit: 10, groupLimit: 1).isEmpty)
    #expect(try store.membersToRing(of: "sip:nobody@contoso.test", limit: 10, groupLimit: 10).isEmpty)
    #expect(
      try store.members(of: "a@contoso.test", limit: 10) == ["sip:b@contoso.test", "sip:dana@contoso.test"])
    #expect(try store.removeMember("sip:b@contoso.test", from: "sip:a@contoso.test"))
    #expect(try !store.removeMember("sip:b@contoso.test", from: "sip:a@contoso.test"))
    #expect(try store.expandedGroups(of: "sip:a@contoso.test", limit: 10) == 1)
  }

  @Test("words are found by their beginnings, whatever case and accents")
  func search() throws {
    var zoe = User(uri: "sip:zoe@contoso.test", name: "Zoë Müller-Example", workNumber: "+1 (425) 555-0143")
    zoe.department = "Research & Development"
    zoe.emailAddresses = ["z.mueller@contoso.test"]
    try store.addUser(zoe)
    try add("zone")
    #expect(try found("zo") == ["Zoë Müller-Example", "zone"])
    #expect(try found("ZOE", "mull") == ["Zoë Müller-Example"])
    #expect(try found("example", "devel") == ["Zoë Müller-Example"])
    #expect(try found("1425555") == ["Zoë Müller-Example"])
    #expect(try found("zoe@contoso") == ["Zoë Müller-Example"])
    #expect(try found(mail: "z.muel") == ["Zoë Müller-Example"])
    #expect(try found(mail: "zoe") == [])
    #expect(try found("üller") == [])
    for nothing in ["", "-", "\"", "*", "\" OR \"a", "\0"] { #expect(try found(nothing) == []) }
    zoe.name = "Zoë Exemplar"
    try store.updateUser(zoe)
    #expect(try found("mull") == [])
    #expect(try found("exemp") == ["Zoë Exemplar"])
    try store.removeUser(uri: zoe.uri)
    #expect(try found("exemp") == [])
  }

  @Test("users of an earlier version are found after the migration")
  func migration() throws {
    let old = DataDirectory()
    do { try SQLiteStore(directory: old.path).addUser(User(uri: "sip:dana@contoso.test", name: "Dana Example")) }
    try old.goBackToFirstSchema()
    let store = try SQLiteStore(directory: old.path)
    #expect(try store.search(words: ["exam"], mail: nil, limit: 5).users.map(\.name) == ["Dana Example"])
  }
}
