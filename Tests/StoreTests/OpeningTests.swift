import Foundation
import Testing

@testable import Store

@Suite("Opening a store")
struct OpeningTests {
  let directory = DataDirectory()

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("directory and files are readable by their owner only")
  func permissions() async throws {
    let store = try SQLiteStore(directory: directory.path + "/deep/down")
    _ = await store.commit([JournalRecord(kind: .call, key: "a", value: [1])])
    #expect(try mode(directory.path + "/deep/down") == 0o700)
    #expect(try mode(store.path) == 0o600)
    #expect(try mode(store.path + "-wal") == 0o600)
  }

  @Test("a newer schema is left alone and named")
  func newerSchema() throws {
    do { _ = try SQLiteStore(directory: directory.path) }
    try directory.execute("PRAGMA user_version = 99")
    let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
    #expect(error == .newerSchema(path: directory.file, found: 99, supported: Schema.version))
    #expect(
      error?.description.hasSuffix(
        "has schema version 99, this program reads up to 2: use the newer version of the program") == true)
  }

  @Test("a file that is no database, or another program's, is not touched")
  func foreign() throws {
    try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
    let text = Data(repeating: 0x41, count: 8192)
    try text.write(to: URL(fileURLWithPath: directory.file))
    let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
    #expect(error?.code == "corrupt")
    #expect(try Data(contentsOf: URL(fileURLWithPath: directory.file)) == text)
    try Data().write(to: URL(fileURLWithPath: directory.file))
    try directory.execute("CREATE TABLE theirs (x)")
    let other = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
    #expect(other == .corrupt(path: directory.file, detail: "it is another program's database"))
  }

  @Test("a directory that cannot be made is named with the reason")
  func directoryNotWritable() throws {
    try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
    let file = directory.path + "/file"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(throws: StoreError.directoryNotWritable(path: file, reason: "it is not a directory")) {
      try SQLiteStore(directory: file)
    }
    let below = #expect(throws: StoreError.self) { try SQLiteStore(directory: file + "/below") }
    #expect(below == .directoryNotWritable(path: file + "/below", reason: "Not a directory"))
    #expect(
      below?.description == "the data directory \(file)/below cannot be used: Not a directory")
  }

  @Test("only one server at a time has a directory")
  func claim() throws {
    let commandLine = try SQLiteStore(directory: directory.path)
    do {
      let server = try SQLiteStore(directory: directory.path)
      try server.claim()
      try server.claim()
      #expect(throws: StoreError.inUse(path: directory.path)) { try commandLine.claim() }
    }
    try commandLine.claim()
  }

  @Test("several stores may be opened on a new directory at the same time")
  func together() async throws {
    let path = directory.path
    let opened = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<6 { group.addTask { (try? SQLiteStore(directory: path)) != nil } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(opened == 6)
    #expect(try directory.number("SELECT counter FROM change") == 0)
  }
}
