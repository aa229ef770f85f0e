import Foundation
import InteropSupport
import Testing

@testable import Store

/// The program on a store that is damaged, locked or restored: what the administrator reads.
@Suite(.timeLimit(.minutes(3))) struct DamagedStoreTests {
  private func file(_ data: String) -> String { data + "/" + SQLiteStore.fileName }

  private func doctor(_ data: String, _ more: String...) async throws -> ProcessOutput {
    try await Program.run(["doctor", "--data", data] + more)
  }

  /// A server that ran and was stopped.
  private func used(_ data: String) async throws {
    let server = try await ServerProcess.start(data: data)
    let process = server.process
    process.signal(SIGTERM)
    let output = try await onThread { try process.waitForExit(within: 50) }
    #expect(output.end == .exited(code: 0), "\(output)")
    // What is damaged next is all there is.
    try SQLiteConnection(path: file(data), durability: .off).execute("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  private func serve(_ data: String) async throws -> ProcessOutput {
    try await Program.run(["serve", "--data", data, "--listen", "127.0.0.1:0", "--sip", "127.0.0.1:0"])
  }

  @Test(arguments: ["truncated", "overwritten"]) func aDamagedFileIsNamedAndABackupHelps(how: String) async throws {
    try await withDataDirectory { data in
      try await used(data)
      let backup = data + ".backup"
      defer { try? FileManager.default.removeItem(atPath: backup) }
      let made = try await Program.run(["backup", backup, "--data", data])
      #expect(made.end == .exited(code: 0), "\(made)")
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file(data)))
      let size = try handle.seekToEnd()
      if how == "truncated" {
        try handle.truncate(atOffset: size / 2)
      } else {
        try handle.seek(toOffset: 4096)
        try handle.write(contentsOf: Data(repeating: 0x5A, count: Int(size) - 4096))
      }
      try handle.close()
      let damaged = try Data(contentsOf: URL(fileURLWithPath: file(data)))

      let failed = try await serve(data)
      #expect(failed.end == .exited(code: 74), "\(failed)")
      for text in [file(data), "damaged", "workline doctor", "workline restore"] {
        #expect(failed.standardError.contains(text), "\(text): \(failed.standardError)")
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: file(data))) == damaged, "it is left as it is")
      let sick = try await doctor(data)
      #expect(sick.end == .exited(code: 1), "\(sick)")
      #expect(sick.standardOutput.contains("WRONG: "))
      #expect(sick.standardOutput.contains("--force"))

      let restored = try await Program.run(["restore", backup, "--data", data, "--force"])
      #expect(restored.end == .exited(code: 0), "\(restored)")
      let kept = try #require(
        try FileManager.default.contentsOfDirectory(atPath: data).first {
          $0.hasPrefix(SQLiteStore.fileName + ".kept-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        })
      #expect(try Data(contentsOf: URL(fileURLWithPath: data + "/" + kept)) == damaged)
      #expect(try await doctor(data).end == .exited(code: 0))
      try await used(data)
    }
  }

  @Test func aRecordThatIsGarbageIsSetAsideAndSaid() async throws {
    try await withDataDirectory { data in
      try await used(data)
      try SQLiteConnection(path: file(data), durability: .off).execute(
        "INSERT INTO record (kind, key, value) VALUES (2, 'garbage', x'0102030405060708')")
      let before = try await doctor(data)
      #expect(before.end == .exited(code: 1) && before.standardOutput.contains("cannot be read"), "\(before)")

      let server = try await ServerProcess.start(data: data)
      let process = server.process
      #expect(process.text(.error).contains("record 2/garbage is unreadable"), "\(process.text(.error))")
      let app = try await server.application(Wire(way: .live, format: .json))
      let health = try await app.send("GET", "/health")
      #expect(health.status == 200)
      #expect(
        health.text.contains("\"status\":\"impaired\"") && health.text.contains("\"setAside\":1"), "\(health.text)")

      let sick = try await doctor(data, "--json")
      #expect(sick.end == .exited(code: 1))
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(sick.standardOutput.utf8)) as? [String: Any])
      #expect(report["isServerRunning"] as? Bool == true)
      #expect(report["serverProcess"] as? Int == Int(process.processID))
      let content = try #require(report["content"] as? [String: Any])
      let aside = try #require((content["setAside"] as? [[String: Any]])?.first)
      #expect(aside["key"] as? String == "garbage" && aside["kind"] as? String == "invitation")
      #expect((aside["at"] as? String)?.isEmpty == false)
      #expect((report["findings"] as? [[String: String]])?.map { $0["code"] } == ["recordsSetAside"])

      #expect(try await doctor(data, "--note").end == .exited(code: 0))
      try await eventually("the server has heard of it") {
        try await app.send("GET", "/health").text.contains("\"status\":\"ok\"")
      }
      _ = try await onThread { process.terminate(grace: 15) }
    }
  }

  @Test func aLongLockIsSaidOnceAndItsEndToo() async throws {
    try await withDataDirectory { data in
      let server = try await ServerProcess.start(data: data)
      let process = server.process
      let app = try await server.application(Wire(way: .live, format: .json))
      let blocker = try SQLiteConnection(path: file(data), durability: .off)
      try blocker.execute("BEGIN IMMEDIATE")
      for _ in 0..<5 {
        try app.refusal(
          try await app.send("POST", "communication/startPhoneAudio", fields: ["to": "+14255550121"]), 500,
          "ServiceFailure", "CallbackChannelError")
      }
      try blocker.execute("COMMIT")
      try await eventually("the server is well again") { try await app.send("GET", "/health").status == 200 }
      _ = try await app.start("+14255550121", phone: "+14255550129")
      _ = try await onThread { process.terminate(grace: 15) }
      let lines = process.text(.error).split(separator: "\n").filter {
        $0.contains(" error ") || $0.contains(" warning ")
      }
      #expect(lines.count == 2, "\(lines)")
      #expect(lines.first?.contains("Nothing can be recorded") == true)
      #expect(lines.last?.contains("Records can be written again") == true)
    }
  }

  @Test func besideARunningServerABackupIsMadeAndNothingRestored() async throws {
    try await withDataDirectory { data in
      let server = try await ServerProcess.start(data: data)
      let process = server.process
      let app = try await server.application(Wire(way: .live, format: .json))
      _ = try await app.start("+14255550121", phone: "+14255550129")
      let backup = data + ".backup"
      defer { try? FileManager.default.removeItem(atPath: backup) }
      let made = try await Program.run(["backup", backup, "--data", data])
      #expect(made.end == .exited(code: 0), "\(made)")
      #expect(made.standardOutput.hasPrefix("Backed up 1 user, 0 groups and "), "\(made)")
      let again = try await Program.run(["backup", backup, "--data", data])
      #expect(again.end == .exited(code: 73) && again.standardError.contains("not overwritten"), "\(again)")
      let refused = try await Program.run(["restore", backup, "--data", data, "--force"])
      #expect(refused.end == .exited(code: 74), "\(refused)")
      #expect(refused.standardError.contains("another server works"), "\(refused)")
      #expect(try await doctor(data).end == .exited(code: 0))
      _ = try await onThread { process.kill() }
      // The tokens, applications and photo secrets of the backup are good on another machine.
      let elsewhere = data + ".elsewhere"
      defer { try? FileManager.default.removeItem(atPath: elsewhere) }
      let restored = try await Program.run(["restore", backup, "--data", elsewhere])
      #expect(restored.end == .exited(code: 0), "\(restored)")
      try await withServer(Wire(way: .live, format: .json), data: elsewhere, isNew: false) { server in
        let moved = App(client: server.client, format: .json, token: app.token, base: app.base)
        let status = try await moved.status("GET", app.base)
        #expect(status == 200)
      }
      let missing = try await Program.run(["restore", data + ".none", "--data", elsewhere])
      #expect(missing.end == .exited(code: 66), "\(missing)")
      let taken = try await Program.run(["restore", backup, "--data", elsewhere])
      #expect(taken.end == .exited(code: 73), "\(taken)")
      let nothing = try await Program.run(["doctor", "--data", data + ".none"])
      #expect(nothing.end == .exited(code: 66), "\(nothing)")
    }
  }
}
