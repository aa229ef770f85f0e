import InteropSupport

/// What it costs to wait for the disk: each level of `store.durability` with the same calls.
enum DurabilityLevels {
  static func run(_ options: BenchOptions, _ report: inout Report) throws {
    for level in ["off", "normal", "full"] {
      note("durability: \(level)")
      let rig = try Rig(hangUpAfter: 0.05, settings: ["store": #"{"durability": "\#(level)"}"#])
      let rate = 200.0
      _ = try rig.call(rate: rate, seconds: 2)
      rig.settle(within: 20)
      let outcome = try rig.call(rate: rate, seconds: options.quick ? 5 : 15)
      if outcome.failures > 0 {
        report.add("\(level): calls at \(Int(rate))/s", failed: outcome.failureKinds)
      }
      let latency = Percentiles(outcome.samples.map { $0.latency * 1000 })
      report.add("\(level): POST to 201 at \(Int(rate)) calls/s, p50", latency.at(0.5), "ms")
      report.add("\(level): POST to 201 at \(Int(rate)) calls/s, p99", latency.at(0.99), "ms")
      rig.settle(within: 20)
      let seconds = options.quick ? 2.0 : 5.0
      let capacity = try Capacity.climb(rig, seconds: seconds)
      report.add("\(level): complete calls per second, \(Int(seconds)) s, none failed", capacity, "calls/s")
    }
  }
}
