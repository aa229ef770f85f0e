import Foundation
import InteropSupport

/// Measures the server from outside; `make bench` runs it.
@main
struct Benchmarks {
  static func main() {
    switch BenchOptions.parse(Array(CommandLine.arguments.dropFirst())) {
    case .help: print(BenchOptions.help)
    case .usage(let reason):
      note("workline-bench: \(reason)\n\n\(BenchOptions.help)")
      exit(64)
    case .run(let options):
      let report = measure(options)
      print(report.table)
      exit(report.isGood ? 0 : 1)
    }
  }

  private static func measure(_ options: BenchOptions) -> Report {
    ParkedRequests.raiseFileLimit()
    var report = Report()
    var capacity = options.capacity
    func section(_ name: String, _ body: (inout Report) throws -> Void) {
      guard options.wants(name) else { return }
      do { try body(&report) } catch { report.add(name, failed: "\(error)") }
    }
    section("capacity") { capacity = try Capacity.run(options, &$0) }
    section("latency") { try Latency.run(options, &$0) }
    section("reads") { try Reads.run(options, &$0) }
    section("formats") { try Formats.run(options, &$0) }
    section("channels") { try Memory.channels(options, &$0) }
    section("calls") { try Memory.calls(options, &$0) }
    section("durability") { try DurabilityLevels.run(options, &$0) }
    section("overload") { report in
      guard let capacity, capacity > 0 else {
        return report.add("overload", failed: "needs --capacity, or the capacity measurement in the same run")
      }
      try Overload.run(options, capacity: capacity, &report)
    }
    var incoming: Double?
    section("incoming") { incoming = try Incoming.run(options, &$0) }
    section("flood") { try Incoming.flood(options, cpuOfCall: incoming, &$0) }
    section("recovery") { try Recovery.run(options, &$0) }
    return report
  }
}
