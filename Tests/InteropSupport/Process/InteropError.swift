import Glibc

/// What went wrong while running a real peer; the text is meant to be read in a test's failure.
public enum InteropError: Error, CustomStringConvertible {
  /// A call to the operating system failed: its name and `errno`.
  case system(call: String, code: Int32)
  /// Something did not happen in time: what was awaited, and what was seen instead.
  case timedOut(awaiting: String, seen: String)
  /// A peer ended or answered in a way that leaves nothing to go on with.
  case unexpected(String)

  /// One line, or the peer's own output where that is the reason.
  public var description: String {
    switch self {
    case .system(let call, let code): "\(call) failed: \(String(cString: strerror(code))) (\(code))"
    case .timedOut(let awaiting, let seen): "timed out awaiting \(awaiting); seen: \(seen)"
    case .unexpected(let text): text
    }
  }
}
