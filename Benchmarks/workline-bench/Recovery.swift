import Glibc
import InteropSupport

/// Calls that are up when the server dies: how soon the next one has them, and whether all can be controlled.
enum Recovery {
  static func run(_ options: BenchOptions, _ report: inout Report) throws {
    let count = options.standing ?? (options.quick ? 200 : 1_000)
    for (signal, name) in [(SIGKILL, "SIGKILL"), (SIGTERM, "SIGTERM")] {
      note("recovery: \(count) calls that stand across \(name)")
      let calls = try StandingCalls()
      try calls.setUp(count, perSecond: 200)
      let start = try calls.restart(by: signal)
      report.add("\(name): \(count) calls, start to first HTTP answer", start.answers * 1_000, "ms", atMost: 100)
      report.add("\(name): \(count) calls, start to all under control", start.restored * 1_000, "ms", atMost: 500)
      let begin = MonotonicTime.seconds
      var troubles = try calls.perform("holdPhoneAudio", until: "resumePhoneAudio", perSecond: 500)
      report.add("\(name): all held, 500 requests/s", MonotonicTime.seconds - begin, "s")
      troubles += try calls.perform("resumePhoneAudio", until: "holdPhoneAudio", perSecond: 500)
      let standing = min(calls.own.standing, calls.other.standing)
      if standing < count { troubles.append("\(count - standing) calls were gone before they were ended") }
      troubles += try calls.end(perSecond: 200)
      report.add("\(name): held, resumed and ended, that failed", Double(troubles.count), "kinds", atMost: 0)
      if !troubles.isEmpty { report.add("\(name): what failed", failed: troubles.joined(separator: "; ")) }
    }
  }
}
