import Glibc
import InteropSupport
import Testing

/// Not one call of many is lost when the server ends, and each can be controlled after it.
@Suite("Many standing calls", .serialized, .timeLimit(.minutes(4)))
struct ManyStandingCallsTests {
  @Test(arguments: [SIGKILL, SIGTERM]) func allAreUnderControlAgain(signal: Int32) async throws {
    try await onOwnThread {
      let count = 120
      let calls = try StandingCalls()
      try calls.setUp(count, perSecond: 40)
      let start = try calls.restart(by: signal)
      // How soon is for the benchmark: a busy machine says nothing about it.
      #expect(start.answers < 20 && start.restored < 20)
      #expect(try calls.perform("holdPhoneAudio", until: "resumePhoneAudio", perSecond: 60) == [])
      #expect(try calls.perform("resumePhoneAudio", until: "holdPhoneAudio", perSecond: 60) == [])
      #expect(calls.own.standing == count && calls.other.standing == count)
      #expect(try calls.end(perSecond: 20) == [])
    }
  }
}
