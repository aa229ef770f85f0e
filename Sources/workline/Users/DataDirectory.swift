import Foundation

/// Finds the directory that holds users, tokens and the journal.
enum DataDirectory {
  static let system = "/var/lib/workline"

  /// `--data`, else `$WORKLINE_DATA`, else the system's directory if it can be written, else one here.
  static func path(
    option: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
    isWritable: (String) -> Bool = { FileManager.default.isWritableFile(atPath: $0) }
  ) -> String {
    if let option { return option }
    if let path = environment["WORKLINE_DATA"], !path.isEmpty { return path }
    return isWritable(system) ? system : "workline-data"
  }
}
