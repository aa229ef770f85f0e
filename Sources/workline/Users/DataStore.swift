import Foundation
import Store

/// Opens the data directory that a command works on.
enum DataStore {
  /// Opens the store, and makes it only if `creates` says so: a mistyped directory should not look like an empty one.
  static func open(_ invocation: Invocation, creates: Bool = false) throws -> any Directory & DistributionGroups {
    let path = DataDirectory.path(option: invocation.value("--data"))
    let file = URL(fileURLWithPath: path).appendingPathComponent(SQLiteStore.fileName).path
    guard creates || FileManager.default.fileExists(atPath: file) else {
      throw CommandFailure(
        ExitCode.noInput, "there are no users in \(path) yet: 'user add' makes the first, --data names another place")
    }
    return try failing {
      try SQLiteStore(directory: path) { report in
        if case .unreadableUser(let error) = report { Console.printError("workline: \(error)") }
      }
    }
  }

  /// Runs something on a store; its errors become failures with the exit code that fits.
  static func failing<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      throw CommandFailure(exitCode(of: error), error.description)
    }
  }

  static func exitCode(of error: StoreError) -> Int32 {
    switch error {
    case .userNotFound, .groupNotFound: ExitCode.noUser
    case .invalid: ExitCode.data
    case .noStore: ExitCode.noInput
    case .duplicate, .directoryNotWritable, .fileExists, .hasData: ExitCode.cannotCreate
    case .readOnly: ExitCode.noPermission
    case .diskFull, .locked, .inUse, .corrupt, .newerSchema, .inputOutput, .unreadableUser: ExitCode.inputOutput
    case .queueFull, .recordTooLarge, .closed, .failed: ExitCode.software
    }
  }
}
