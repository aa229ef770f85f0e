import Testing

@testable import Store

@Suite("Who may call on whose behalf")
struct DelegateTests {
  let directory = DataDirectory()
  static let dana = "sip:dana@contoso.test"
  static let erin = "sip:erin@contoso.test"
  static let fay = "sip:fay@contoso.test"

  private func store() throws -> SQLiteStore {
    let store = try SQLiteStore(directory: directory.path)
    try store.addUser(User(uri: Self.dana, name: "Dana"))
    var erin = User(uri: Self.erin, name: "Erin")
    erin.aliases = ["sip:e@contoso.test"]
    try store.addUser(erin)
    try store.addUser(User(uri: Self.fay, name: "Anna Fay"))
    return store
  }

  @Test("added once, read from both sides by name, and taken back")
  func both() throws {
    let store = try store()
    #expect(try store.delegates(of: Self.dana) == [])
    #expect(try store.addDelegate("sip:E@contoso.test", of: Self.dana))
    #expect(try !store.addDelegate(Self.erin, of: Self.dana), "an alias names the same user")
    #expect(try store.addDelegate(Self.fay, of: Self.dana))
    #expect(try store.delegates(of: "sip:DANA@contoso.test").map(\.uri) == [Self.fay, Self.erin])
    #expect(try store.delegators(of: Self.erin).map(\.uri) == [Self.dana])
    #expect(try store.delegates(of: Self.erin) == [])
    let other = try SQLiteStore(directory: directory.path)
    #expect(try other.delegators(of: Self.fay).map(\.uri) == [Self.dana])
    #expect(try store.removeDelegate(Self.erin, of: Self.dana))
    #expect(try !store.removeDelegate(Self.erin, of: Self.dana))
    #expect(try store.delegates(of: Self.dana).map(\.uri) == [Self.fay])
  }

  @Test("users that are not there, and oneself, are refused")
  func refused() throws {
    let store = try store()
    let gil = "sip:gil@contoso.test"
    #expect(throws: StoreError.userNotFound(gil)) { try store.addDelegate(gil, of: Self.dana) }
    #expect(throws: StoreError.userNotFound(gil)) { try store.addDelegate(Self.dana, of: gil) }
    #expect(throws: StoreError.userNotFound(gil)) { try store.removeDelegate(gil, of: Self.dana) }
    #expect(throws: StoreError.userNotFound(gil)) { try store.delegates(of: gil) }
    #expect(throws: StoreError.userNotFound(gil)) { try store.delegators(of: gil) }
    #expect(throws: StoreError.invalid(field: "delegate", reason: "must be another user")) {
      try store.addDelegate("sip:e@contoso.test", of: Self.erin)
    }
    #expect(try directory.number("SELECT count(*) FROM delegate") == 0)
  }

  @Test("a user who is removed is neither delegate nor delegator any more, and every change is counted")
  func removedWithTheUser() throws {
    let store = try store()
    func changes(_ body: () throws -> Void) rethrows -> Bool {
      let before = store.changeCounter()
      try body()
      return store.changeCounter() > before
    }
    #expect(try changes { try store.addDelegate(Self.erin, of: Self.dana) })
    #expect(try !changes { try store.addDelegate(Self.erin, of: Self.dana) })
    try store.addDelegate(Self.fay, of: Self.erin)
    #expect(try changes { try store.removeUser(uri: Self.erin) })
    #expect(try store.delegates(of: Self.dana) == [])
    #expect(try store.delegators(of: Self.fay) == [])
    #expect(try directory.number("SELECT count(*) FROM delegate") == 0)
    try store.addDelegate(Self.fay, of: Self.dana)
    #expect(try changes { try store.removeDelegate(Self.fay, of: Self.dana) })
  }

  @Test("a store of the first schema is brought to the newest")
  func migration() throws {
    _ = try store()
    try directory.goBackToFirstSchema()
    let store = try SQLiteStore(directory: directory.path)
    #expect(try store.addDelegate(Self.erin, of: Self.dana))
    #expect(try directory.number("PRAGMA user_version") == Int64(Schema.version))
  }
}
