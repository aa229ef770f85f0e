import InteropSupport

/// From the last SIP answer of a call, leg A's 200 to the re-INVITE, to the completed event at the client.
enum Latency {
  static func run(_ options: BenchOptions, _ report: inout Report) throws {
    let rate = 200.0
    note("latency: \(Int(rate)) calls/s")
    let rig = try Rig(hangUpAfter: 1)
    _ = try rig.call(rate: rate, seconds: 2)
    // Numbers come round after `distinct` calls; each run is shorter, and read before the next begins.
    let run = Double(BenchNumbers.distinct) / rate - 5
    var delays: [Double] = []
    var setUps: [Double] = []
    var failures = 0
    for _ in 0..<(options.quick ? 1 : 3) {
      let outcome = try rig.call(rate: rate, seconds: options.quick ? 5 : run)
      failures += outcome.failures
      let due = Dictionary(uniqueKeysWithValues: zip(outcome.accepted, outcome.samples.filter { $0.status == 201 }))
      for (number, completion) in outcome.completions where completion.succeeded {
        guard let answer = rig.own.lastAnswer(of: BenchNumbers.own(number)) else { continue }
        delays.append(Double(completion.time - answer) / 1e6)
        if let sample = due[number] { setUps.append(Double(completion.time - sample.due) / 1e6) }
      }
    }
    let delay = Percentiles(delays)
    report.add("last SIP answer to completed event, p50", delay.at(0.5), "ms")
    report.add("last SIP answer to completed event, p99", delay.at(0.99), "ms", atMost: 1)
    let setUp = Percentiles(setUps)
    report.add("POST to completed event, p50", setUp.at(0.5), "ms")
    report.add("POST to completed event, p99", setUp.at(0.99), "ms")
    if failures > 0 { report.add("calls at \(Int(rate))/s", failed: "\(failures) failed") }
  }
}
