import Foundation
import Synchronization
import Testing

@testable import Store

@Suite("Users, passwords and tokens")
struct DirectoryTests {
  let files = DataDirectory()
  let store: SQLiteStore

  init() throws {
    store = try SQLiteStore(directory: files.path)
  }

  private var dana: User {
    User(uri: "sip:dana@contoso.test", name: "Dana Example", workNumber: "+14255550100", mobileNumber: "+14255550110")
  }

  @Test("a user is found by URI in any case, with or without scheme, by alias and by work number")
  func lookup() throws {
    var user = dana
    user.uri = "SIP:Dana@CONTOSO.test"
    user.aliases = ["sip:d.example@contoso.test", "sip:dana@contoso.test"]
    user.title = "  Engineer "
    user.office = ""
    user.emailAddresses = ["dana@contoso.test"]
    user.defaultPhone = .work
    user.ownPhoneDisplay = .fixed("+14255550199")
    user.region = "de"
    user.phoneAudioEnabled = false
    user.incomingPhones = [.mobile, .work]
    user.playsTones = true
    user.confirmationKey = " 1"
    try store.addUser(user)
    user.uri = "sip:Dana@contoso.test"
    user.aliases = ["sip:d.example@contoso.test"]
    user.title = "Engineer"
    user.office = nil
    user.region = "DE"
    user.confirmationKey = "1"
    for uri in ["sip:Dana@contoso.test", "dana@contoso.test", "sip:DANA@Contoso.Test", "sip:d.example@contoso.test"] {
      #expect(try store.user(uri: uri) == user)
    }
    #expect(try store.user(workNumber: "+14255550100") == user)
    #expect(try store.user(uri: "sip:nobody@contoso.test") == nil)
    #expect(try store.user(uri: "rubbish") == nil)
    #expect(try store.user(workNumber: "+14255550110") == nil)
  }

  @Test("users can be changed, listed and removed")
  func change() throws {
    try store.addUser(dana)
    try store.addUser(User(uri: "sip:alex@contoso.test", name: "Alex"))
    #expect(try store.users().map(\.name) == ["Alex", "Dana Example"])
    var changed = dana
    changed.workNumber = nil
    changed.aliases = ["sip:dd@contoso.test"]
    try store.updateUser(changed)
    #expect(try store.user(workNumber: "+14255550100") == nil)
    #expect(try store.user(uri: "dd@contoso.test") == changed)
    try store.updateUser(dana)
    #expect(try store.user(uri: "dd@contoso.test") == nil)
    try store.removeUser(uri: "dana@contoso.test")
    #expect(try store.users().map(\.name) == ["Alex"])
    #expect(throws: StoreError.userNotFound("dana@contoso.test")) { try store.removeUser(uri: "dana@contoso.test") }
    #expect(throws: StoreError.userNotFound("sip:dana@contoso.test")) { try store.updateUser(dana) }
  }

  @Test("URI, alias and work number belong to one user")
  func unique() throws {
    try store.addUser(dana)
    #expect(throws: StoreError.duplicate(field: "SIP URI", value: "sip:DANA@contoso.test")) {
      try store.addUser(User(uri: "sip:DANA@contoso.test", name: "x"))
    }
    #expect(throws: StoreError.duplicate(field: "work number", value: "+14255550100")) {
      try store.addUser(User(uri: "sip:x@contoso.test", name: "x", workNumber: "+14255550100"))
    }
    var alias = User(uri: "sip:y@contoso.test", name: "y")
    alias.aliases = ["sip:dana@contoso.test"]
    #expect(throws: StoreError.duplicate(field: "alias", value: "sip:dana@contoso.test")) { try store.addUser(alias) }
    #expect(try store.users().count == 1)
  }

  @Test(
    "what cannot be stored is refused",
    arguments: [
      "", "sip:", "dana", "sip:dana", "sip:@contoso.test", "sip:dana@", "sip:a@b@c", "sip:dana@contoso.test:5060",
      "sip:dana@contoso.test;x=y", "sip:da na@contoso.test", "sip:dana@contoso.test\r\nx", "sips:dana@contoso.test",
    ])
  func invalidURI(_ uri: String) {
    #expect(
      throws: StoreError.invalid(
        field: "SIP URI", reason: "must have the form sip:user@domain, without port or parameters")
    ) { try store.addUser(User(uri: uri, name: "x")) }
  }

  @Test("texts that would break a header, and a default phone that does not exist, are refused")
  func invalidFields() {
    var user = dana
    user.name = "Dana\r\nVia: x"
    #expect(throws: StoreError.self) { try store.addUser(user) }
    user = dana
    user.defaultPhone = .home
    #expect(
      throws: StoreError.invalid(field: "default phone", reason: "is home, but the user has no such number")
    ) { try store.addUser(user) }
    for phones: [User.PhoneKind] in [[.home], [.work, .work]] {
      user = dana
      user.incomingPhones = phones
      #expect(throws: StoreError.self) { try store.addUser(user) }
    }
    user = dana
    user.region = "USA"
    #expect(throws: StoreError.self) { try store.addUser(user) }
  }

  @Test("the phone that rings by default")
  func callViaWorkPhone() {
    var user = dana
    #expect(user.callViaWorkPhone?.number == "+14255550110")
    user.defaultPhone = .work
    #expect(user.callViaWorkPhone?.kind == .work)
    user.workNumber = nil
    #expect(user.callViaWorkPhone == nil)
    #expect(User(uri: "sip:a@b", name: "").callViaWorkPhone == nil)
  }

  @Test("the phones that ring when the user is called")
  func incomingNumbers() {
    var user = dana
    #expect(user.incomingNumbers == ["+14255550110"])
    user.incomingPhones = [.work, .home, .mobile]
    #expect(user.incomingNumbers == [user.workNumber, "+14255550110"].compactMap(\.self), "none at home")
    #expect(User(uri: "sip:a@b", name: "").incomingNumbers.isEmpty)
  }

  @Test("a user that cannot be read is reported and left out of the list")
  func unreadable() throws {
    let reports = Collected<StoreReport>()
    let store = try SQLiteStore(directory: files.path, report: { reports.append($0) })
    try store.addUser(dana)
    try store.addUser(User(uri: "sip:alex@contoso.test", name: "Alex"))
    try files.execute("UPDATE user SET document = '{}' WHERE name = 'Alex'")
    #expect(try store.users().map(\.name) == ["Dana Example"])
    guard case .unreadableUser(.unreadableUser(let uri, _)) = try #require(reports.all.first) else {
      Issue.record("wrong report")
      return
    }
    #expect(uri == "sip:alex@contoso.test")
    #expect(throws: StoreError.self) { try store.user(uri: uri) }
  }

  @Test("a password is right, wrong, removed, or that of nobody")
  func passwords() throws {
    try store.addUser(dana)
    #expect(try !store.verifyPassword("", uri: dana.uri))
    #expect(try !store.verifyPassword("correct horse", uri: dana.uri))
    try store.setPassword("correct hörse", uri: "DANA@contoso.test")
    #expect(try store.user(uri: dana.uri)?.hasPassword == true)
    #expect(try store.verifyPassword("correct hörse", uri: dana.uri))
    #expect(try store.verifyPassword("correct ho\u{308}rse", uri: dana.uri))
    for wrong in ["correct hörs", "correct hörse ", "Correct hörse", "", "correct hörse\0x"] {
      #expect(try !store.verifyPassword(wrong, uri: dana.uri))
    }
    #expect(try !store.verifyPassword("correct hörse", uri: "sip:nobody@contoso.test"))
    try store.updateUser(dana)
    #expect(try store.verifyPassword("correct hörse", uri: dana.uri))
    try store.setPassword(nil, uri: dana.uri)
    #expect(try !store.verifyPassword("correct hörse", uri: dana.uri))
    #expect(throws: StoreError.userNotFound("sip:nobody@contoso.test")) {
      try store.setPassword("x", uri: "sip:nobody@contoso.test")
    }
    for bad in ["", "a\0b", String(repeating: "x", count: 512)] {
      #expect(throws: StoreError.self) { try store.setPassword(bad, uri: dana.uri) }
    }
  }

  @Test("the stored hash is yescrypt, salted, and holds no password")
  func hash() throws {
    let first = try PasswordHash.make("secret")
    #expect(first.hasPrefix("$y$") && !first.contains("secret"))
    #expect(try PasswordHash.make("secret") != first)
    #expect(!PasswordHash.verify("secret", "*0") && !PasswordHash.verify("secret", ""))
    #expect(!PasswordHash.verify("secret", String(first.dropLast())))
  }

  @Test("an unknown user takes as long as a known one")
  func timing() throws {
    try store.addUser(dana)
    try store.setPassword("secret", uri: dana.uri)
    // Time of this thread alone: other tests run beside it.
    func spent() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    func quickest(_ uri: String) throws -> Double {
      var best = Double.infinity
      for _ in 0..<5 {
        let start = spent()
        _ = try store.verifyPassword("wrong", uri: uri)
        best = min(best, spent() - start)
      }
      return best
    }
    let known = try quickest(dana.uri)
    let unknown = try quickest("sip:nobody@contoso.test")
    // A user without hashing would be a thousand times quicker.
    #expect(unknown > known / 4 && known > unknown / 4)
  }

  @Test("a token stands for its user until it ends, by the clock the store was given")
  func tokens() throws {
    let time = SharedDate(Date(timeIntervalSince1970: 1_800_000_000))
    let store = try SQLiteStore(directory: files.path, now: { time.value })
    try store.addUser(dana)
    let token = try store.issueToken(
      uri: "dana@contoso.test", hours: 1, scopes: ["Conversations.Initiate", "User.ReadWrite"])
    #expect(token.text.hasPrefix("cwt=") && token.text.utf8.count == 47)
    #expect(token.text.dropFirst(4).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    #expect(token.expires == time.value + 3600)
    #expect(!"\(token)".contains(token.text))
    let grant = try #require(try store.token(token.text))
    #expect(grant.userURI == "sip:dana@contoso.test")
    #expect(grant.scopes == ["Conversations.Initiate", "User.ReadWrite"])
    #expect(grant.created == time.value && grant.expires == token.expires)
    time.value += 3599.9
    #expect(try store.token(token.text) != nil)
    time.value += 0.1
    #expect(try store.token(token.text) == nil)
    // An ended token is swept when the next is issued.
    let unlimited = try store.issueToken(uri: dana.uri, hours: 0.5)
    #expect(try store.token(unlimited.text)?.scopes == nil)
    #expect(try files.number("SELECT count(*) FROM token") == 1)
  }

  @Test("only the hash of a token is stored")
  func tokenHash() async throws {
    try store.addUser(dana)
    let token = try store.issueToken(uri: dana.uri, hours: 1)
    let copy = try files.copy()
    for suffix in ["", "-wal"] {
      let data = try Data(contentsOf: URL(fileURLWithPath: copy.file + suffix))
      #expect(data.range(of: Data(token.text.utf8)) == nil && data.range(of: Data(token.text.dropFirst(4).utf8)) == nil)
    }
  }

  @Test("tokens end when they are revoked, with a new password, and with their user")
  func revocation() throws {
    try store.addUser(dana)
    let tokens = try (0..<5).map { _ in try store.issueToken(uri: dana.uri, hours: 1).text }
    #expect(Set(tokens).count == 5)
    #expect(try store.revokeToken(tokens[0]))
    #expect(try !store.revokeToken(tokens[0]))
    #expect(try store.token(tokens[0]) == nil && store.token(tokens[1]) != nil)
    #expect(try store.revokeTokens(uri: dana.uri) == 4)
    #expect(try store.token(tokens[1]) == nil)
    let second = try store.issueToken(uri: dana.uri, hours: 1).text
    try store.setPassword("new", uri: dana.uri)
    #expect(try store.token(second) == nil)
    let third = try store.issueToken(uri: dana.uri, hours: 1).text
    try store.removeUser(uri: dana.uri)
    #expect(try store.token(third) == nil)
    #expect(try files.number("SELECT count(*) FROM token") == 0)
    #expect(throws: StoreError.userNotFound("sip:dana@contoso.test")) { try store.issueToken(uri: dana.uri, hours: 1) }
  }

  @Test(
    "texts that are no token of ours stand for nobody",
    arguments: ["", "cwt=", "cwt=x", "x", String(repeating: "a", count: 47)])
  func noToken(_ text: String) throws {
    #expect(try store.token(text) == nil)
  }

  @Test("tokens are listed without their text, and end by their id")
  func listedTokens() throws {
    for name in ["dana", "erin"] { try store.addUser(User(uri: "sip:\(name)@contoso.test", name: name)) }
    let first = try store.issueToken(uri: "dana@contoso.test", hours: 1, scopes: ["User.ReadWrite"])
    let second = try store.issueToken(uri: "dana@contoso.test", hours: 2)
    let other = try store.issueToken(uri: "erin@contoso.test", hours: 1)
    let listed = try store.tokens(uri: "DANA@contoso.test")
    #expect(listed.count == 2)
    #expect(try store.tokens(uri: nil).count == 3)
    #expect(throws: StoreError.userNotFound("nobody@contoso.test")) { try store.tokens(uri: "nobody@contoso.test") }
    #expect(!"\(listed)".contains(first.text))
    let limited = try #require(listed.first { $0.grant.scopes == ["User.ReadWrite"] })
    #expect(try store.revokeToken(id: String(limited.id.dropLast())) == nil)
    #expect(try store.revokeToken(id: limited.id.uppercased()) == "sip:dana@contoso.test")
    #expect(try store.revokeToken(id: limited.id) == nil)
    #expect(try store.token(first.text) == nil)
    #expect(try store.token(second.text) != nil)
    #expect(try store.token(other.text) != nil)
  }

  @Test("the command line changes users while the server's journal is busy, and the server notices")
  func twoProcesses() async throws {
    let commandLine = try SQLiteStore(directory: files.path)
    let before = store.changeCounter()
    let journal = Task.detached { [store] in
      for index in 0..<300 {
        let outcome = await store.commit([JournalRecord(kind: .call, key: "\(index)", value: [1])])
        #expect(outcome.error == nil)
      }
    }
    for index in 0..<50 {
      try commandLine.addUser(User(uri: "sip:user\(index)@contoso.test", name: "User \(index)"))
      #expect(try store.user(uri: "user\(index)@contoso.test") != nil)
    }
    await journal.value
    #expect(store.changeCounter() > before)
    let between = store.changeCounter()
    _ = await store.commit([JournalRecord(kind: .call, key: "x", value: [1])])
    #expect(store.changeCounter() == between)
    let token = try commandLine.issueToken(uri: "user0@contoso.test", hours: 1)
    #expect(store.changeCounter() == between, "a new token makes nothing wrong that was read")
    #expect(try store.token(token.text)?.userURI == "sip:user0@contoso.test")
    let issued = store.changeCounter()
    try commandLine.setPassword("x", uri: "user0@contoso.test")
    #expect(store.changeCounter() > issued)
    #expect(try store.all(.call).count == 301)
  }
}

/// A date that a test moves.
final class SharedDate: Sendable {
  private let storage: Mutex<Date>
  init(_ value: Date) { storage = Mutex(value) }
  var value: Date {
    get { storage.withLock { $0 } }
    set { storage.withLock { $0 = newValue } }
  }
}
