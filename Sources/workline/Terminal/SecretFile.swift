import Foundation

/// Reads passwords and tokens from where the command line says they are.
enum SecretFile {
  /// The first line of a file; `-` is standard input.
  static func read(_ path: String) throws -> String {
    let data: Data
    if path == "-" {
      data = (try? FileHandle.standardInput.readToEnd()) ?? Data()
    } else {
      guard let content = FileManager.default.contents(atPath: path) else {
        throw CommandFailure(ExitCode.noInput, "\(path) cannot be read")
      }
      data = content
    }
    let line = data.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard !line.isEmpty, let text = String(data: Data(line), encoding: .utf8) else {
      throw CommandFailure(
        ExitCode.data, path == "-" ? "no password on standard input" : "\(path) holds no password")
    }
    return text
  }
}
