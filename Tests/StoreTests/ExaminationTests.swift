import Foundation
import Testing

@testable import Store

@Suite("Examination")
struct ExaminationTests {
  let directory = DataDirectory()

  private static let dana = "sip:dana@contoso.test"

  private func fill() async throws {
    let store = try SQLiteStore(directory: directory.path)
    try store.addUser(User(uri: Self.dana, name: "Dana Example"))
    _ = await store.commit(
      (0..<200).map { JournalRecord(kind: .invitation, key: "\($0)", value: [UInt8](repeating: 5, count: 500)) })
    store.close()
  }

  private func examine() throws -> StoreExamination { try StoreExamination(of: directory.path) }

  /// Everything but the directory's own lists: names and bytes of the files.
  private func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) where !name.hasSuffix("-shm") {
      let data = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/" + name))
      if !data.isEmpty { files[name] = data }
    }
    return files
  }

  @Test("a sound store is healthy, with or without a server, and is not changed by the look")
  func sound() async throws {
    #expect(throws: StoreError.noStore(directory: directory.path)) { try examine() }
    try await fill()
    let before = try files()
    let examination = try examine()
    #expect(examination.isHealthy, "\(examination.findings)")
    #expect(!examination.hasServer)
    #expect(examination.content?.users == 1)
    #expect(examination.content?.records == [.invitation: 200])
    #expect(examination.content?.schemaVersion == Schema.version)
    #expect(examination.databaseBytes > 100_000)
    #expect(examination.freeBytes.map { $0 > 0 } == true)
    #expect(try files() == before)
    let server = try SQLiteStore(directory: directory.path)
    try server.claim()
    #expect(try examine().hasServer)
    #expect(try examine().serverProcess == Int(getpid()))
    #expect(try examine().isHealthy)
  }

  @Test("what was set aside is listed with the time, and is a finding until somebody takes note")
  func setAside() async throws {
    try await fill()
    try directory.execute("UPDATE record SET value = x'01' WHERE key IN ('7', '8')")
    #expect(try examine().findings == [.unreadable(2)])
    let moment = Date(timeIntervalSince1970: 1_795_855_560)
    let store = try SQLiteStore(directory: directory.path, now: { moment })
    _ = try store.all(.invitation)
    #expect(try store.countSetAside() == 2)
    let examination = try examine()
    #expect(examination.findings == [.setAside(2)])
    #expect(
      examination.content?.setAside.first
        == SetAsideRecord(kind: .invitation, key: "7", reason: "it is cut short", at: moment, isNoted: false))
    #expect(try store.noteSetAside() == 2)
    #expect(try store.countSetAside() == 0)
    #expect(try examine().isHealthy)
    #expect(try examine().content?.setAside.map(\.isNoted) == [true, true])
  }

  @Test("what an earlier version set aside is listed without a time")
  func earlierVersion() async throws {
    try await fill()
    try directory.goBackToFirstSchema()
    try directory.execute("INSERT INTO set_aside (kind, key, value, reason) VALUES (4, 'a', x'', 'old')")
    #expect(try examine().content?.setAside.first?.at == nil)
    #expect(try examine().content?.users == 1)
    do { _ = try SQLiteStore(directory: directory.path) }
    #expect(try examine().findings == [.setAside(1)])
  }

  @Test(
    "a damaged file is named, in whichever way, and left as it is",
    arguments: ["truncated", "overwritten", "garbage", "emptied"])
  func damaged(how: String) async throws {
    try await fill()
    switch how {
    case "truncated": try directory.edit { try $0.truncate(atOffset: 20_000) }
    case "overwritten": try directory.damage()
    case "garbage": try directory.edit { try $0.write(contentsOf: Data(repeating: 0x41, count: 4096)) }
    default: try directory.edit { try $0.truncate(atOffset: 0) }
    }
    // As after a server that ran here.
    try Data().write(to: URL(fileURLWithPath: directory.path + "/" + DirectoryClaim.fileName))
    let before = try files()
    let findings = try examine().findings
    switch findings.first {
    case .damaged(let problems): #expect(how == "overwritten" && !problems.isEmpty)
    case .unusable(.corrupt(let path, _)): #expect(how != "overwritten" && path == directory.file)
    default: Issue.record("\(findings)")
    }
    let error = #expect(throws: StoreError.self) {
      let store = try SQLiteStore(directory: directory.path)
      try store.verify()
    }
    #expect(error?.code == "corrupt", "\(String(describing: error))")
    for text in [directory.file, "workline doctor", "workline restore"] {
      #expect(error?.description.contains(text) == true)
    }
    let after = try files()
    #expect(after[SQLiteStore.fileName] == before[SQLiteStore.fileName], "nothing is written over it")
  }

  @Test("a database that was emptied beside its log is not taken for a new one, which would remove the log")
  func emptiedWithLog() async throws {
    let store = try SQLiteStore(directory: directory.path)
    _ = await store.commit([JournalRecord(kind: .call, key: "a", value: [1])])
    let copy = try directory.copy()
    try copy.edit { try $0.truncate(atOffset: 0) }
    #expect(throws: StoreError.corrupt(path: copy.file, detail: "it is empty, but its log is not")) {
      try SQLiteStore(directory: copy.path)
    }
    #expect(
      try StoreExamination(of: copy.path).findings.first == .unusable(.corrupt(path: copy.file, detail: "it is empty")))
    #expect(FileManager.default.fileExists(atPath: copy.file + "-wal"))
  }

  @Test("a database that others may read is a finding")
  func permissions() async throws {
    try await fill()
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: directory.file)
    #expect(try examine().findings == [.readableByOthers])
  }
}
