import InteropSupport

/// Twice what the server can do: what becomes of those it takes, of those it refuses, and of it afterwards.
enum Overload {
  static func run(_ options: BenchOptions, capacity: Double, _ report: inout Report) throws {
    let rate = capacity * 2
    note("overload: \(Int(rate)) calls/s, twice the capacity")
    let rig = try Rig(hangUpAfter: 0.05)
    _ = try rig.call(rate: min(100, capacity / 4), seconds: 1)
    rig.settle(within: 10)
    rig.own.reset()
    var recovered: Recovery?
    let outcome = try rig.call(rate: rate, seconds: options.quick ? 4 : 15) { loadEnded in
      let recovery = try recover(rig, loadEnded)
      recovered = recovery
      return recovery.accepted
    }
    rig.settle(within: 20)
    let rungForNothing = rig.own.rung - outcome.accepted.count - (recovered?.accepted ?? 0)
    report.add("phones rung for a call that was refused", Double(max(rungForNothing, 0)), "phones", atMost: 0)
    if let seconds = recovered?.seconds {
      report.add("after the load: until a call passes in 250 ms", seconds, "s", atMost: 1)
    } else {
      report.add("recovery", failed: "no call passed in 250 ms within 100 attempts")
    }

    let refused = outcome.samples.filter { $0.status == 503 }
    let others = outcome.samples.filter { $0.status != 503 && $0.status != 201 }
    report.add("accepted of those started", Double(outcome.accepted.count) / Double(outcome.samples.count) * 100, "%")
    let answers = Percentiles(outcome.samples.filter { $0.status == 201 }.map { $0.latency * 1_000 })
    report.add("accepted: POST to 201, p99", answers.at(0.99), "ms")
    let due = Dictionary(uniqueKeysWithValues: zip(outcome.accepted, outcome.samples.filter { $0.status == 201 }))
    let setUps = Percentiles(
      outcome.completions.compactMap { number, completion in
        due[number].map { Double(completion.time - $0.due) / 1e6 }
      })
    report.add("accepted: POST to completed event, p99", setUps.at(0.99), "ms")
    let unfinished = outcome.accepted.count - outcome.succeeded
    if unfinished > 0 { report.add("accepted calls", failed: "\(unfinished) did not end with Success") }
    if refused.isEmpty {
      report.add("refused", failed: "none: the rate was not above what the server takes")
    } else {
      let latency = Percentiles(refused.map { $0.latency * 1_000 })
      report.add("refused: POST to 503, p99", latency.at(0.99), "ms", atMost: 50)
      report.add("refused without Retry-After", Double(refused.count { !$0.hasRetryAfter }), "answers", atMost: 0)
    }
    if !others.isEmpty {
      let kinds = Dictionary(grouping: others, by: \.status).mapValues(\.count)
      report.add("answers other than 201 and 503", failed: "\(kinds)")
    }
  }

  private struct Recovery {
    /// From the moment the last call of the load was due; nil if no call passed.
    var seconds: Double?
    var accepted = 0
  }

  private static func recover(_ rig: Rig, _ loadEnded: Int64) throws -> Recovery {
    let connection = try HTTPConnection(port: rig.server.httpPort)
    let driver = rig.drivers[0]
    var recovery = Recovery()
    for attempt in 0..<100 {
      let operation = "recovery-\(attempt)"
      let began = MonotonicTime.nanoseconds
      let answer = try connection.exchange(
        driver.startCall(
          operationID: operation, phoneNumber: "+\(BenchNumbers.own(attempt))", to: "+\(BenchNumbers.other(attempt))"))
      if answer.status == 201 {
        recovery.accepted += 1
        if let done = try? rig.follower.waitForCompletion(of: operation, within: 2), done.succeeded,
          done.time - began < 250_000_000
        {
          recovery.seconds = Double(done.time - loadEnded) / 1e9
          break
        }
      }
      MonotonicTime.pause(seconds: 0.05)
    }
    return recovery
  }
}
