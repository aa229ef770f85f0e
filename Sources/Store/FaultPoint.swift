#if DEBUG
  import Glibc
  import Synchronization
#endif

/// An instant at which a test may have the process killed, to see what becomes of a step that was half done.
///
/// Release builds know nothing of it, and a debug build only with `WORKLINE_FAULTS` in its environment: the name of a
/// file. Once that is there, each instant adds its name and number to it as a line, such as `call invite own#1`.
/// `WORKLINE_DIE_AT` is the line after which the process ends by SIGKILL. The name is part of it because threads pass
/// their instants in another order each time.
public enum FaultPoint {
  #if DEBUG
    private struct State {
      let file = getenv("WORKLINE_FAULTS").map { String(cString: $0) }
      let last = getenv("WORKLINE_DIE_AT").map { String(cString: $0) }
      var descriptor: Int32 = -1
      var passed: [String: Int] = [:]
    }

    private static let state = Mutex(State())

    /// Notes that an instant has come.
    ///
    /// - Parameters:
    ///   - place: Where in the program it is.
    ///   - step: What comes next there, such as an action.
    public static func pass<Step>(_ place: StaticString, _ step: @autoclosure () -> Step) {
      state.withLock { state in
        guard let file = state.file else { return }
        if state.descriptor < 0 { state.descriptor = open(file, O_WRONLY | O_APPEND | O_CLOEXEC) }
        guard state.descriptor >= 0 else { return }
        let name = "\(place) \(name(step()))"
        let number = (state.passed[name] ?? 0) + 1
        state.passed[name] = number
        let line = "\(name)#\(number)"
        _ = Array((line + "\n").utf8).withUnsafeBytes { write(state.descriptor, $0.baseAddress, $0.count) }
        if line == state.last { kill(getpid(), SIGKILL) }
      }
    }

    /// The case of an enumeration and the first thing that comes with it, without their types.
    private static func name<Step>(_ step: Step) -> String {
      String(describing: step).split { "(),[]".contains($0) }.prefix(2)
        .map { $0.split(separator: ".").last.map(String.init) ?? "" }.joined(separator: " ")
    }
  #else
    /// Nothing.
    @inlinable @inline(__always)
    public static func pass<Step>(_ place: StaticString, _ step: @autoclosure () -> Step) {}
  #endif
}
