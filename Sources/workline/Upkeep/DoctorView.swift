import Foundation
import Store

/// What the doctor says to programs.
struct DoctorView: Encodable {
  struct Finding: Encodable {
    /// A stable name: `unusable`, `damaged`, `unreadableRecords`, `recordsSetAside`, `lowSpace`, `longLog`,
    /// `readableByOthers`.
    let code: String
    let message: String
  }

  struct SetAside: Encodable {
    let kind: String
    let key: String
    let reason: String
    /// Nil for what an earlier version set aside.
    let at: String?
    let isNoted: Bool
  }

  struct Content: Encodable {
    let schemaVersion: Int
    let problems: [String]
    let users: Int
    let groups: Int
    let tokens: Int
    let conversationLogs: Int
    let records: [String: Int]
    let setAside: [SetAside]
  }

  let directory: String
  let isHealthy: Bool
  let isServerRunning: Bool
  let serverProcess: Int?
  let databaseBytes: Int64
  let logBytes: Int64
  let freeBytes: Int64?
  /// Nil if the database cannot be read.
  let content: Content?
  let findings: [Finding]

  init(_ examination: StoreExamination) {
    directory = examination.directory
    isHealthy = examination.isHealthy
    isServerRunning = examination.hasServer
    serverProcess = examination.serverProcess
    databaseBytes = examination.databaseBytes
    logBytes = examination.logBytes
    freeBytes = examination.freeBytes
    content = examination.content.map { content in
      Content(
        schemaVersion: content.schemaVersion, problems: content.problems, users: content.users,
        groups: content.groups, tokens: content.tokens, conversationLogs: content.conversationLogs,
        records: Dictionary(uniqueKeysWithValues: content.records.map { ($0.key.name, $0.value) }),
        setAside: content.setAside.map {
          SetAside(
            kind: $0.kind.name, key: $0.key, reason: $0.reason, at: $0.at?.formatted(.iso8601), isNoted: $0.isNoted)
        })
    }
    findings = examination.findings.map {
      Finding(code: Self.code($0), message: DoctorText.text($0, examination))
    }
  }

  private static func code(_ finding: StoreExamination.Finding) -> String {
    switch finding {
    case .unusable: "unusable"
    case .damaged: "damaged"
    case .unreadable: "unreadableRecords"
    case .setAside: "recordsSetAside"
    case .lowSpace: "lowSpace"
    case .longLog: "longLog"
    case .readableByOthers: "readableByOthers"
    }
  }
}
