import Foundation
import Store

/// `workline backup` and `workline restore`.
enum BackupCommands {
  static func backup(_ invocation: Invocation) throws -> Int32 {
    let file = invocation.argument("FILE")
    let content = try DataStore.failing {
      try StoreBackup.write(from: DataDirectory.path(option: invocation.value("--data")), to: file)
    }
    Console.print("Backed up \(summary(content)) to \(file)")
    guard !content.unreadable.isEmpty else { return ExitCode.success }
    throw CommandFailure(
      ExitCode.data,
      "the backup is there, but \(content.unreadable.count) of its records cannot be read, as in the original: "
        + "see 'workline doctor'")
  }

  static func restore(_ invocation: Invocation) throws -> Int32 {
    let file = invocation.argument("FILE")
    guard FileManager.default.isReadableFile(atPath: file) else {
      throw CommandFailure(ExitCode.noInput, "\(file) cannot be read")
    }
    let directory = DataDirectory.path(option: invocation.value("--data"))
    let restored = try DataStore.failing {
      try StoreBackup.restore(file, into: directory, replaces: invocation.has("--force"))
    }
    Console.print("Restored \(summary(restored.content)) into \(directory)")
    if let kept = restored.kept { Console.print("What was there is kept as \(kept)") }
    Console.print("Passwords and tokens are those of the backup: what was revoked since then is valid again")
    return ExitCode.success
  }

  /// `3 users, 1 group and 250 records`.
  private static func summary(_ content: StoreContent) -> String {
    func count(_ number: Int, _ name: String) -> String { "\(number) \(name)\(number == 1 ? "" : "s")" }
    let records = content.records.values.reduce(0, +)
    return "\(count(content.users, "user")), \(count(content.groups, "group")) and \(count(records, "record"))"
  }
}
