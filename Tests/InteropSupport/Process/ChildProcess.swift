import Foundation
import Glibc

/// A program run as a child in a process group of its own, its output kept in memory.
///
/// Every wait has a limit, and the child does not outlive the object: `deinit` kills its group.
///
/// `@unchecked Sendable`: all mutable state is read and written between `condition.lock()` and `unlock()`; the
/// two threads that serve the child hold the shared `State`, never the object itself.
public final class ChildProcess: @unchecked Sendable {
  /// Which of the child's streams to look at.
  public enum Stream: Sendable {
    /// Standard output.
    case output
    /// Standard error.
    case error
    /// Both, in the order in which they were read.
    case both
  }

  /// The child's process id, also its group's.
  public let processID: pid_t
  /// The program and its arguments, for messages.
  public let commandLine: String
  private let state: State
  private let input: Int32

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: A path, or a name looked up in `PATH`.
  ///   - arguments: Without the program's own name.
  ///   - environment: Added to the environment inherited.
  ///   - workingDirectory: Default: inherited.
  ///   - wantsInput: Keeps standard input open for `write(_:)`; default false, the child reads `/dev/null`.
  /// - Throws: `InteropError.system`.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
    workingDirectory: String? = nil, wantsInput: Bool = false
  ) throws {
    let output = try Self.makePipe()
    let error = try Self.makePipe()
    let inputPipe = wantsInput ? try Self.makePipe() : (read: open("/dev/null", O_RDONLY | O_CLOEXEC), write: -1)
    defer {
      close(output.write)
      close(error.write)
      close(inputPipe.read)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, inputPipe.read, 0)
    posix_spawn_file_actions_adddup2(&actions, output.write, 1)
    posix_spawn_file_actions_adddup2(&actions, error.write, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A test runner may block or ignore signals; a peer must see the defaults, or TERM would not end it.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var variables = ProcessInfo.processInfo.environment
    variables.merge(environment) { _, new in new }
    // Glibc's module does not offer addchdir_np; env changes the folder and becomes the program, same process id.
    let words = workingDirectory.map { ["env", "-C", $0, program] } ?? [program]
    let argv = (words + arguments).map { strdup($0) } + [nil]
    let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var pid: pid_t = 0
    let status = posix_spawnp(&pid, words[0], &actions, &attributes, argv, envp)
    guard status == 0 else {
      [output.read, error.read, inputPipe.write].filter { $0 >= 0 }.forEach { close($0) }
      throw InteropError.system(call: "posix_spawn \(program)", code: status)
    }
    let child = pid
    processID = child
    commandLine = ([program] + arguments).joined(separator: " ")
    input = inputPipe.write
    let state = State()
    self.state = state
    Thread.detachNewThread { state.read(output: output.read, error: error.read) }
    Thread.detachNewThread { state.reap(child) }
  }

  deinit {
    state.signal(processID, SIGKILL)
    if input >= 0 { close(input) }
  }

  /// Whether the child has not ended yet.
  public var isRunning: Bool { state.locked { state.end == nil } }

  /// What the child has written so far.
  public func text(_ stream: Stream = .both) -> String {
    String(decoding: state.locked { state.bytes(stream) }, as: UTF8.self)
  }

  /// Writes to the child's standard input; needs `wantsInput`.
  public func write(_ text: String) throws {
    guard input >= 0 else { throw InteropError.unexpected("\(commandLine) was started without input") }
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
      guard count > 0 else { throw InteropError.system(call: "write to \(commandLine)", code: errno) }
      sent += count
    }
  }

  /// Awaits a complete line that matches.
  ///
  /// - Parameters:
  ///   - matching: Asked about every line, from the first one the child wrote.
  ///   - stream: Where to look; default both.
  ///   - seconds: The longest wait.
  /// - Returns: The first such line, without its end.
  /// - Throws: `timedOut`, or `unexpected` when the child ends without writing such a line.
  public func waitForLine(
    in stream: Stream = .both, within seconds: Double, matching: (String) -> Bool
  ) throws -> String {
    let deadline = Date(timeIntervalSinceNow: seconds)
    state.condition.lock()
    defer { state.condition.unlock() }
    var looked = 0
    while true {
      let bytes = state.bytes(stream)
      while let end = bytes[looked...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: bytes[looked..<end], as: UTF8.self)
        looked = end + 1
        if matching(line) { return line.hasSuffix("\r") ? String(line.dropLast()) : line }
      }
      if state.finished {
        throw InteropError.unexpected("\(commandLine) ended (\(String(describing: state.end))): \(tail(bytes))")
      }
      guard state.condition.wait(until: deadline) else {
        throw InteropError.timedOut(awaiting: "a line of \(commandLine)", seen: tail(bytes))
      }
    }
  }

  /// Awaits a complete line that contains a text.
  public func waitForLine(
    containing text: String, in stream: Stream = .both, within seconds: Double
  ) throws -> String {
    try waitForLine(in: stream, within: seconds) { $0.contains(text) }
  }

  /// Awaits the child's end, and the end of its output.
  ///
  /// - Throws: `InteropError.timedOut`; the child goes on.
  @discardableResult
  public func waitForExit(within seconds: Double) throws -> ProcessOutput {
    let deadline = Date(timeIntervalSinceNow: seconds)
    state.condition.lock()
    defer { state.condition.unlock() }
    while !state.finished {
      guard state.condition.wait(until: deadline) else {
        throw InteropError.timedOut(awaiting: "the end of \(commandLine)", seen: tail(state.bytes(.both)))
      }
    }
    return ProcessOutput(
      end: state.end ?? .exited(code: -1),
      standardOutput: String(decoding: state.bytes(.output), as: UTF8.self),
      standardError: String(decoding: state.bytes(.error), as: UTF8.self))
  }

  /// Sends a signal to the child alone. A child that has ended is left alone, so no stranger with its id is hit.
  public func signal(_ number: Int32) { state.signal(processID, number, group: false) }

  /// Ends the child: TERM, and KILL to its group if it is still there after `grace` seconds.
  @discardableResult
  public func terminate(grace: Double = 2) -> ProcessOutput? {
    signal(SIGTERM)
    if let output = try? waitForExit(within: grace) { return output }
    state.signal(processID, SIGKILL)
    return try? waitForExit(within: 5)
  }

  /// Ends the child at once, as a crash would.
  @discardableResult
  public func kill() -> ProcessOutput? {
    state.signal(processID, SIGKILL)
    return try? waitForExit(within: 5)
  }

  /// Runs a program to its end.
  ///
  /// - Parameter seconds: The longest run; default 30.
  /// - Throws: `system` or `timedOut`; the program is killed then.
  public static func runAndCapture(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
    workingDirectory: String? = nil, within seconds: Double = 30
  ) throws -> ProcessOutput {
    let child = try ChildProcess(
      program, arguments, environment: environment, workingDirectory: workingDirectory)
    defer { if child.isRunning { child.kill() } }
    return try child.waitForExit(within: seconds)
  }

  private func tail(_ bytes: [UInt8]) -> String { String(decoding: bytes.suffix(2_000), as: UTF8.self) }

  private static func makePipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw InteropError.system(call: "pipe", code: errno) }
    // Another thread may spawn between the two calls; the reader's grace period covers the end it inherits.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}
