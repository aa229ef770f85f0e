import Foundation
import Store

/// `workline doctor`.
enum DoctorCommand {
  static func run(_ invocation: Invocation) throws -> Int32 {
    let directory = DataDirectory.path(option: invocation.value("--data"))
    var examination = try DataStore.failing { try StoreExamination(of: directory) }
    if invocation.has("--note"), examination.content != nil {
      let count = try DataStore.failing { try SQLiteStore(directory: directory).noteSetAside() }
      if !invocation.has("--json") {
        Console.print("Took note of \(count) set aside \(count == 1 ? "record" : "records")")
      }
      examination = try DataStore.failing { try StoreExamination(of: directory) }
    }
    if invocation.has("--json") {
      Console.print(try UserView.json(DoctorView(examination)))
    } else {
      for line in DoctorText.lines(examination) { Console.print(line) }
    }
    return examination.isHealthy ? ExitCode.success : ExitCode.unhealthy
  }
}

/// What the doctor says to people.
enum DoctorText {
  /// Set aside records that are listed; more are counted.
  private static let listed = 20

  static func lines(_ examination: StoreExamination) -> [String] {
    var rows: [(String, String)] = [
      ("Data directory", examination.directory),
      ("Server", server(examination)),
      ("Database", "\(size(examination.databaseBytes)), and \(size(examination.logBytes)) of log"),
      ("Free on disk", examination.freeBytes.map(size) ?? "unknown"),
    ]
    if let content = examination.content {
      let isOld = content.schemaVersion < StoreContent.supportedSchemaVersion
      rows += [
        ("Schema", "version \(content.schemaVersion)" + (isOld ? ", made new by the next start" : "")),
        ("Integrity", content.problems.isEmpty ? "sound" : "DAMAGED"),
        ("Users", "\(content.users), with \(content.groups) groups and \(content.tokens) tokens"),
        ("Logs of calls", "\(content.conversationLogs)"),
      ]
      rows += content.records.sorted { $0.key.rawValue < $1.key.rawValue }
        .map { ("Journal", "\($0.value) × \($0.key.name)") }
      rows.append(("Set aside", content.setAside.isEmpty ? "none" : "\(content.setAside.count)"))
    }
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    var lines = rows.map { $0.padding(toLength: width, withPad: " ", startingAt: 0) + $1 }
    for record in (examination.content?.setAside ?? []).suffix(listed) {
      lines.append("  " + line(record))
    }
    lines.append("")
    if examination.isHealthy {
      lines.append("All is well.")
    } else {
      lines += examination.findings.map { "WRONG: " + text($0, examination) }
    }
    return lines
  }

  private static func line(_ record: SetAsideRecord) -> String {
    let when = record.at?.formatted(.iso8601) ?? "some time ago"
    return "\(when)  \(record.kind.name) \(record.key): \(record.reason)" + (record.isNoted ? " (noted)" : "")
  }

  private static func server(_ examination: StoreExamination) -> String {
    guard examination.hasServer else { return "not running" }
    return "running" + (examination.serverProcess.map { ", process \($0)" } ?? "")
  }

  /// What is wrong and what can be done, in whole sentences.
  static func text(_ finding: StoreExamination.Finding, _ examination: StoreExamination) -> String {
    let directory = examination.directory
    let restore =
      "Stop the server and run 'workline restore BACKUP --data \(directory) --force', which keeps the "
      + "damaged file aside."
    switch finding {
    case .unusable(.corrupt(let path, let detail)):
      return "\(path) cannot be used: \(detail). \(restore)"
    case .unusable(let error):
      return "The database cannot be used: \(error)."
    case .damaged(let problems):
      return "The database is damaged: \(problems.joined(separator: "; ")). \(restore) "
        + "Find out why: a failing disk damages the next one too."
    case .unreadable(let count):
      return "\(count) \(count == 1 ? "record" : "records") of the journal cannot be read: the next start sets them "
        + "aside and goes on without them. If they are missed, restore a backup."
    case .setAside(let count):
      return "\(count) \(count == 1 ? "record was" : "records were") set aside because "
        + "\(count == 1 ? "it" : "they") could not be read. The "
        + "server goes on without them. If nothing is missed, run 'workline doctor --note --data \(directory)'; "
        + "otherwise restore a backup."
    case .lowSpace(let bytes):
      return "Only \(size(bytes)) are free on the disk. When it is full no call can begin: free some space."
    case .longLog(let bytes):
      return "The write-ahead log has grown to \(size(bytes)): something keeps it from being moved into the database, "
        + "such as a program that has the database open for long, or a failing disk. See the server's log."
    case .readableByOthers:
      return "Others than the owner may read \(examination.path), which holds secrets: run 'chmod 600' on it."
    }
  }

  /// `1.2 MB`.
  static func size(_ bytes: Int64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return unit == 0 ? "\(bytes) bytes" : String(format: "%.1f %@", value, units[unit])
  }
}
