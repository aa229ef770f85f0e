import Foundation
import Synchronization
import Testing

@testable import Store

@Suite("Backup", .timeLimit(.minutes(2)))
struct BackupTests {
  let directory = DataDirectory()
  let target = DataDirectory()
  /// Holds the backups.
  let folder = DataDirectory()

  private static let dana = "sip:dana@contoso.test"

  init() throws {
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
  }

  private var file: String { folder.path + "/backup.sqlite3" }

  private func fill(_ directory: DataDirectory) async throws -> String {
    let store = try SQLiteStore(directory: directory.path)
    try store.addUser(User(uri: Self.dana, name: "Dana Example", workNumber: "+14255550100"))
    try store.setPassword("correct horse", uri: Self.dana)
    try store.setPhoto(try Photo([0xFF, 0xD8, 0xFF, 1, 2]), uri: Self.dana)
    _ = await store.commit([
      JournalRecord(kind: .secret, key: "cookie", value: [UInt8](repeating: 9, count: 32)),
      JournalRecord(kind: .invitation, key: "a", value: [1, 2, 3]),
    ])
    let token = try store.issueToken(uri: Self.dana, hours: 1).text
    store.close()
    return token
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  @Test("everything a server keeps is there again: users, passwords, tokens, photos, journal, secrets")
  func roundTrip() async throws {
    let token = try await fill(directory)
    let content = try StoreBackup.write(from: directory.path, to: file)
    #expect(content.users == 1)
    #expect(content.tokens == 1)
    #expect(content.records == [.secret: 1, .invitation: 1])
    #expect(try names(folder.path) == ["backup.sqlite3"], "one file, and nothing is left beside it")
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)

    let restored = try StoreBackup.restore(file, into: target.path + "/deep/down")
    #expect(restored == .init(content: content, kept: nil))
    let store = try SQLiteStore(directory: target.path + "/deep/down")
    #expect(try store.user(uri: Self.dana)?.workNumber == "+14255550100")
    #expect(try store.verifyPassword("correct horse", uri: Self.dana))
    #expect(try store.token(token)?.userURI == Self.dana)
    #expect(try store.photo(uri: Self.dana)?.bytes == [0xFF, 0xD8, 0xFF, 1, 2])
    #expect(try store.search(words: ["Dana"], mail: nil, limit: 5).users.count == 1)
    #expect(try store.all(.secret) == ["cookie": [UInt8](repeating: 9, count: 32)])
    #expect(await store.commit([JournalRecord(kind: .call, key: "new", value: [1])]).error == nil)
    #expect(try names(folder.path) == ["backup.sqlite3"], "the backup stays as it is")
  }

  @Test("while a server writes, each backup is one state of the store")
  func whileWriting() async throws {
    let store = try SQLiteStore(directory: directory.path)
    try store.claim()
    let isOver = Mutex(false)
    let writer = Thread {
      var round: UInt32 = 0
      while !isOver.withLock({ $0 }) {
        round += 1
        let value = withUnsafeBytes(of: round) { Array($0) } + [UInt8](repeating: 1, count: 2000)
        // Two records that are committed together, and so have to agree.
        store.append([
          JournalRecord(kind: .call, key: "left", value: value),
          JournalRecord(kind: .invitation, key: "right", value: value),
          JournalRecord(kind: .conversation, key: "\(round % 200)", value: value),
        ])
        if round % 10 == 0 { store.flush() }
      }
    }
    writer.start()
    defer { isOver.withLock { $0 = true } }
    try await eventually("something is written") { store.statistics.records > 100 }
    for number in 0..<5 {
      let file = folder.path + "/\(number)"
      let before = store.statistics.records
      let content = try StoreBackup.write(from: directory.path, to: file)
      #expect(content.problems.isEmpty && content.unreadable.isEmpty)
      #expect(content.records[.conversation] ?? 0 > 0)
      let copy = DataDirectory()
      _ = try StoreBackup.restore(file, into: copy.path)
      let restored = try SQLiteStore(directory: copy.path)
      #expect(try restored.all(.call)["left"] == restored.all(.invitation)["right"])
      try await eventually("the writer went on") { store.statistics.records > before }
    }
  }

  @Test("a file that is there is not overwritten, and without a store there is no backup")
  func refusals() async throws {
    #expect(throws: StoreError.noStore(directory: directory.path)) {
      try StoreBackup.write(from: directory.path, to: file)
    }
    _ = try await fill(directory)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
    #expect(throws: StoreError.fileExists(path: file)) { try StoreBackup.write(from: directory.path, to: file) }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
    let nowhere = folder.path + "/none/backup"
    #expect(throws: StoreError.failed(code: 0, detail: "\(nowhere): No such file or directory")) {
      try StoreBackup.write(from: directory.path, to: nowhere)
    }
  }

  @Test("a full disk leaves no half of a backup")
  func fullDisk() async throws {
    folder.fail(nil)
    _ = try await fill(directory)
    folder.fail(.full)
    #expect(throws: StoreError.diskFull(path: file)) { try StoreBackup.write(from: directory.path, to: file) }
    #expect(try names(folder.path).isEmpty)
    folder.fail(nil)
    #expect(try StoreBackup.write(from: directory.path, to: file).users == 1)
  }

  @Test("of a damaged store there is no backup; an unreadable record is in it and is named")
  func damaged() async throws {
    _ = try await fill(directory)
    try directory.execute("UPDATE record SET value = x'010203' WHERE kind = 2")
    let content = try StoreBackup.write(from: directory.path, to: file)
    #expect(content.unreadable == [UnreadableRecord(kind: .invitation, key: "a", reason: .truncated)])
    try directory.damage()
    let error = #expect(throws: StoreError.self) {
      try StoreBackup.write(from: directory.path, to: folder.path + "/second")
    }
    #expect(error?.code == "corrupt")
    #expect(error?.description.contains(directory.file) == true)
    #expect(try names(folder.path) == ["backup.sqlite3"])
  }

  @Test("what is there is replaced only if it may be, and then kept with its log")
  func kept() async throws {
    _ = try await fill(directory)
    _ = try StoreBackup.write(from: directory.path, to: file)
    // Another store, whose last changes are in its log only.
    let old = try SQLiteStore(directory: target.path)
    _ = await old.commit([JournalRecord(kind: .call, key: "old", value: [7])])
    let crashed = try target.copy()
    #expect(throws: StoreError.hasData(path: crashed.file)) { try StoreBackup.restore(file, into: crashed.path) }
    let before = try Data(contentsOf: URL(fileURLWithPath: crashed.file))
    let restored = try StoreBackup.restore(
      file, into: crashed.path, replaces: true, now: Date(timeIntervalSince1970: 1_795_855_560))
    let kept = try #require(restored.kept)
    #expect(kept == crashed.file + ".kept-20261128T084600Z")
    #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == before)
    #expect(try SQLiteStore(directory: crashed.path).all(.secret).count == 1)
    let again = try StoreBackup.restore(
      file, into: crashed.path, replaces: true, now: Date(timeIntervalSince1970: 1_795_855_560))
    #expect(again.kept == kept + "-2")
    // What is kept is a whole database.
    let aside = DataDirectory()
    _ = try StoreBackup.restore(kept, into: aside.path)
    #expect(try SQLiteStore(directory: aside.path).all(.call) == ["old": [7]])
  }

  @Test("beside a running server nothing is restored, whatever is asked for")
  func claimed() async throws {
    _ = try await fill(directory)
    _ = try StoreBackup.write(from: directory.path, to: file)
    let server = try SQLiteStore(directory: target.path)
    try server.claim()
    for replaces in [false, true] {
      #expect(throws: StoreError.inUse(path: target.path)) {
        try StoreBackup.restore(file, into: target.path, replaces: replaces)
      }
    }
    #expect(await server.commit([JournalRecord(kind: .call, key: "a", value: [1])]).error == nil)
  }

  @Test("what is no sound backup is refused, and nothing is touched")
  func badBackups() async throws {
    _ = try await fill(directory)
    _ = try StoreBackup.write(from: directory.path, to: file)
    let old = try SQLiteStore(directory: target.path)
    old.close()
    let before = try names(target.path)
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    for bad in [Data(), Data("no database".utf8), whole.prefix(whole.count / 2), whole.prefix(5000)] {
      let path = folder.path + "/bad"
      try bad.write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: StoreError.self) { try StoreBackup.restore(path, into: target.path, replaces: true) }
      #expect(error?.code == "corrupt", "\(bad.count) bytes: \(String(describing: error))")
    }
    let newer = DataDirectory()
    _ = try await fill(newer)
    try newer.execute("PRAGMA user_version = 99")
    let error = #expect(throws: StoreError.self) {
      try StoreBackup.restore(newer.file, into: target.path, replaces: true)
    }
    #expect(error?.code == "newerSchema")
    #expect(try names(target.path) == before)
  }
}
