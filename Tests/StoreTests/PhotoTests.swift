import Foundation
import Testing

@testable import Store

@Suite("Photos, and which users have changed")
struct PhotoTests {
  let directory = DataDirectory()
  static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
  static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 4, 5]

  @Test("the format is told by the bytes; others and larger ones are refused")
  func formats() throws {
    #expect(try Photo(Self.png).format == .png)
    #expect(try Photo(Self.jpeg).format == .jpeg)
    #expect(try Photo(Self.png).tag != Photo(Self.jpeg).tag)
    for bytes in [[], Array("GIF89a".utf8), Array("<svg/>".utf8), Array(Self.png.dropLast(5))] {
      #expect(throws: StoreError.invalid(field: "photo", reason: "must be a JPEG or PNG file")) { try Photo(bytes) }
    }
    let largest = Self.png + [UInt8](repeating: 0, count: Photo.maximumSize - Self.png.count)
    #expect(try Photo(largest).bytes.count == 524_288)
    #expect(throws: StoreError.invalid(field: "photo", reason: "must have at most 524288 bytes")) {
      try Photo(largest + [0])
    }
  }

  @Test("a photo is kept, replaced, removed, and goes with its user")
  func kept() throws {
    let store = try SQLiteStore(directory: directory.path)
    let photo = try Photo(Self.png)
    #expect(throws: StoreError.userNotFound("sip:dana@contoso.test")) {
      try store.setPhoto(photo, uri: "sip:dana@contoso.test")
    }
    try store.addUser(User(uri: "sip:dana@contoso.test", name: "Dana"))
    #expect(try store.photo(uri: "sip:dana@contoso.test") == nil)
    #expect(try store.user(uri: "sip:dana@contoso.test")?.photoTag == nil)
    try store.setPhoto(photo, uri: "sip:DANA@contoso.test")
    #expect(try store.photo(uri: "sip:dana@contoso.test") == photo)
    #expect(try store.user(uri: "sip:dana@contoso.test")?.photoTag == photo.tag)
    #expect(try store.users().first?.photoTag == photo.tag)
    let other = try Photo(Self.jpeg)
    try store.setPhoto(other, uri: "sip:dana@contoso.test")
    #expect(try SQLiteStore(directory: directory.path).photo(uri: "sip:dana@contoso.test") == other)
    try store.setPhoto(nil, uri: "sip:dana@contoso.test")
    #expect(try store.user(uri: "sip:dana@contoso.test")?.photoTag == nil)
    try store.setPhoto(photo, uri: "sip:dana@contoso.test")
    try store.removeUser(uri: "sip:dana@contoso.test")
    #expect(try directory.number("SELECT count(*) FROM photo") == 0)
    #expect(try store.changedUsers(after: 0).uris == [])
  }

  @Test("changes of users are told once, in order, and nothing else is")
  func changes() throws {
    let store = try SQLiteStore(directory: directory.path)
    var dana = User(uri: "sip:dana@contoso.test", name: "Dana")
    let erin = User(uri: "sip:erin@contoso.test", name: "Erin")
    try store.addUser(dana)
    try store.addUser(erin)
    _ = try store.issueToken(uri: dana.uri)
    try store.setPassword("secret", uri: dana.uri)
    var changes = try store.changedUsers(after: 0)
    #expect(changes == UserChanges(mark: 0))
    dana.mobileNumber = "+14255550110"
    let counter = store.changeCounter()
    try store.updateUser(dana)
    #expect(store.changeCounter() > counter)
    try store.setPhoto(try Photo(Self.png), uri: erin.uri)
    changes = try store.changedUsers(after: 0)
    #expect(changes.uris == [dana.uri, erin.uri])
    #expect(try store.changedUsers(after: changes.mark).uris == [])
    let before = store.changeCounter()
    try store.setPhoto(nil, uri: erin.uri)
    #expect(store.changeCounter() > before)
    try store.updateUser(dana)
    try store.updateUser(dana)
    changes = try store.changedUsers(after: changes.mark)
    #expect(changes.uris == [erin.uri, dana.uri])
  }

  @Test("a store of the first schema is brought to the newest")
  func migration() throws {
    do {
      let store = try SQLiteStore(directory: directory.path)
      try store.addUser(User(uri: "sip:dana@contoso.test", name: "Dana"))
    }
    try directory.goBackToFirstSchema()
    let store = try SQLiteStore(directory: directory.path)
    try store.setPhoto(try Photo(Self.png), uri: "sip:dana@contoso.test")
    #expect(try store.user(uri: "sip:dana@contoso.test")?.photoTag != nil)
    #expect(try directory.number("PRAGMA user_version") == Int64(Schema.version))
  }

  @Test("a keyed hash tells texts and keys apart")
  func hashes() throws {
    let hash = try KeyedHash()
    let text = try #require(hash("a", "bc"))
    #expect(text.utf8.count == 64)
    #expect(hash("a", "bc") == text)
    #expect(hash("ab", "c") != text)
    #expect(try KeyedHash()("a", "bc") != text)
    #expect(KeyedHash(key: hash.key)("a", "bc") == text)
    #expect(KeyedHash.areEqual(text, text))
    #expect(!KeyedHash.areEqual(text, String(text.dropLast()) + "x"))
    #expect(!KeyedHash.areEqual(text, ""))
  }
}
