import Foundation

/// How a process ended.
public enum ProcessEnd: Equatable, Sendable {
  /// It returned from main or called exit.
  case exited(code: Int32)
  /// A signal ended it.
  case signalled(Int32)
}

/// Everything a process left behind after it ended.
public struct ProcessOutput: Sendable {
  /// Exit code or signal.
  public let end: ProcessEnd
  /// Standard output, undecodable bytes replaced.
  public let standardOutput: String
  /// Standard error, undecodable bytes replaced.
  public let standardError: String

  /// Whether it exited with 0.
  public var succeeded: Bool { end == .exited(code: 0) }
}
