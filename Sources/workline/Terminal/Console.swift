import Foundation

/// Standard output and standard error.
enum Console {
  /// Writes a line at once: whoever reads a timeline through a pipe wants it live.
  static func print(_ line: String) {
    write(line + "\n", to: .standardOutput)
  }

  static func printError(_ line: String) {
    write(line + "\n", to: .standardError)
  }

  static func write(_ text: String, to file: FileHandle) {
    // A reader that has gone away is no reason to fail: `workline user list | head -1`.
    try? file.write(contentsOf: Data(text.utf8))
  }
}
