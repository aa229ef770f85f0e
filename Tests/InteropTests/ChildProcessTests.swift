import Foundation
import Glibc
import InteropSupport
import Testing

@Suite("Children and ports", .timeLimit(.minutes(1)))
struct ChildProcessTests {
  @Test func capturesBothStreamsAndTheExitCode() async throws {
    let output = try await onOwnThread {
      try ChildProcess.runAndCapture("sh", ["-c", "echo one; echo two >&2; exit 3"])
    }
    #expect(output.end == .exited(code: 3) && !output.succeeded)
    #expect(output.standardOutput == "one\n" && output.standardError == "two\n")
  }

  @Test func awaitsALine() async throws {
    let line = try await onOwnThread {
      let child = try ChildProcess("sh", ["-c", "echo begun; read x; echo got $x"], wantsInput: true)
      _ = try child.waitForLine(containing: "begun", within: 5)
      try child.write("this\n")
      return try child.waitForLine(containing: "got", in: .output, within: 5)
    }
    #expect(line == "got this")
  }

  @Test func everyWaitEnds() async throws {
    try await onOwnThread {
      let child = try ChildProcess("sleep", ["60"])
      #expect(throws: InteropError.self) { try child.waitForLine(containing: "never", within: 0.1) }
      #expect(throws: InteropError.self) { try child.waitForExit(within: 0.1) }
      #expect(child.terminate()?.end == .signalled(SIGTERM))
      #expect(throws: InteropError.self) { try child.waitForLine(containing: "never", within: 5) }
    }
  }

  @Test func aChildThatIgnoresTermIsKilledAndItsGroupToo() async throws {
    try await onOwnThread {
      let child = try ChildProcess("sh", ["-c", "trap '' TERM; sleep 61 & echo $!; wait"])
      let grandchild = try #require(pid_t(try child.waitForLine(in: .output, within: 5) { _ in true }))
      #expect(child.terminate(grace: 0.2)?.end == .signalled(SIGKILL))
      try Eventually.holds("the grandchild's end", within: 5) {
        kill(grandchild, 0) != 0 || isZombie(grandchild)
      }
    }
  }

  @Test func aChildDoesNotOutliveItsObject() async throws {
    let pid = try await onOwnThread { try ChildProcess("sleep", ["62"]).processID }
    try await onOwnThread { try Eventually.holds("the child's end", within: 5) { kill(pid, 0) != 0 } }
  }

  @Test func portsAreFreeAndDiffer() throws {
    let ports = try (0..<50).map { _ in try FreePort.pair() }
    #expect(Set(ports).count == 50)
    #expect(try FreePort.rtp() % 2 == 0)
    #expect(FreePort.isFree(ports[0]))
  }

  @Test func aBoundPortIsSeenAmongMany() throws {
    let sockets = try (0..<80).map { _ in try UDPPort() }
    for socket in sockets { try FreePort.waitUntilBound(udp: socket.port, within: 1) }
  }

  private func isZombie(_ pid: pid_t) -> Bool {
    (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))?.contains(") Z ") ?? true
  }
}
