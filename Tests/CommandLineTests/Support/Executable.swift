import Foundation

/// The built `workline`, run as a process.
enum Executable {
  struct Outcome: Sendable {
    let exitCode: Int32
    let output: String
    let errors: String
  }

  /// It lies beside the test bundle.
  static let url: URL = {
    let tests =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("workline")
  }()

  /// Runs it to its end. `whileRunning` gets its process id, to send signals.
  static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    whileRunning: (@Sendable (pid_t) async -> Void)? = nil
  ) async throws -> Outcome {
    let directory = try TemporaryDirectory()
    let files = try ["in", "out", "err"].map { name in
      let path = directory.path + "/" + name
      try Data((name == "in" ? input : "").utf8).write(to: URL(fileURLWithPath: path))
      return path
    }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory.path].merging(environment) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    process.standardOutput = FileHandle(forWritingAtPath: files[1])
    process.standardError = FileHandle(forWritingAtPath: files[2])
    let (ended, end) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in end.finish() }
    try process.run()
    await whileRunning?(process.processIdentifier)
    for await _ in ended {}
    func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
    return Outcome(exitCode: process.terminationStatus, output: text(files[1]), errors: text(files[2]))
  }
}
