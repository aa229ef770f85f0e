import InteropSupport

/// Complete calls per second, without one failure, and what each costs.
enum Capacity {
  static func run(_ options: BenchOptions, _ report: inout Report) throws -> Double {
    note("capacity: rate upwards until a call fails")
    let rig = try Rig(hangUpAfter: options.usesSIPp ? nil : 0.05, usesSIPp: options.usesSIPp)
    var good = try climb(rig, seconds: options.quick ? 3 : 8)
    guard good > 0 else {
      report.add("complete calls per second", failed: "calls fail at any rate: \(rig.follower.troubles)")
      return 0
    }
    let seconds = options.quick ? 5.0 : 30.0
    // What a short step could do may not last: step down until it holds for the whole time.
    while good > 10 {
      let outcome = try rig.call(rate: good, seconds: seconds)
      if holds(rig, outcome, good) {
        report.add("complete calls per second, \(Int(seconds)) s, none failed", good, "calls/s", atLeast: 1_500)
        report.add(
          "server CPU per complete call", outcome.cpuSeconds / Double(outcome.succeeded) * 1_000, "ms", atMost: 0.4)
        rig.settle(within: 20)
        let left = rig.own.standing + rig.other.standing
        if left > 0 { report.add("legs ended after their call", failed: "\(left) are left") }
        return good
      }
      note("  \(Int(good))/s does not last: \(outcome.failures) failed: \(outcome.failureKinds)")
      rig.settle(within: 20)
      good *= 0.92
    }
    report.add("complete calls per second", failed: "no rate lasts")
    return 0
  }

  /// The highest rate at which no call failed for so many seconds, within a tenth; 0 if there is none.
  static func climb(_ rig: Rig, seconds: Double) throws -> Double {
    var good = 0.0
    var bad: Double?
    var rate = 250.0
    while bad.map({ $0 / good > 1.1 }) ?? (rate <= 16_000) {
      let outcome = try rig.call(rate: rate, seconds: seconds)
      let isGood = holds(rig, outcome, rate)
      note(
        "  \(Int(rate))/s: \(outcome.samples.count) started, \(outcome.failures) failed, "
          + "\(String(Int(outcome.cpuSeconds * 1_000))) ms CPU\(outcome.failures > 0 ? ": " + outcome.failureKinds : "")"
      )
      rig.settle(within: 20)
      if isGood { good = rate } else { bad = rate }
      if good == 0 && rate < 20 { break }
      rate = bad.map { good == 0 ? $0 / 2 : ($0 + good) / 2 } ?? rate * 1.6
    }
    return good
  }

  private static func holds(_ rig: Rig, _ outcome: Rig.Outcome, _ rate: Double) -> Bool {
    let latencies = Percentiles(outcome.samples.map(\.latency))
    // A generator or server that falls behind for seconds is not sustaining the rate, even if nothing fails.
    return outcome.failures == 0 && latencies.at(0.99) < 1
  }
}
