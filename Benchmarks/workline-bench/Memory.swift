import InteropSupport

/// Resident memory per idle event channel and per standing call.
enum Memory {
  static func channels(_ options: BenchOptions, _ report: inout Report) throws {
    let count = options.quick ? 1_000 : 10_000
    note("channels: \(count) applications, each with a held GET")
    ParkedRequests.raiseFileLimit()
    let rig = try Rig(users: 8, hangUpAfter: nil)
    let parked = ParkedRequests()
    // The first hundred pay for what is allocated once.
    for index in 0..<100 { try park(parked, rig, index) }
    MonotonicTime.pause(seconds: 1)
    let before = try ProcessFigures(of: rig.server.process.processID).residentBytes
    for index in 100..<(count + 100) { try park(parked, rig, index) }
    let released = parked.released(after: 2)
    let after = try ProcessFigures(of: rig.server.process.processID).residentBytes
    report.add(
      "memory per idle event channel, \(count)", Double(after - before) / Double(count) / 1_024, "kB", atMost: 3)
    if released > 0 { report.add("held requests", failed: "\(released) were not held") }
  }

  private static func park(_ parked: ParkedRequests, _ rig: Rig, _ index: Int) throws {
    let driver = try UCWADriver(
      port: rig.server.httpPort, token: rig.tokens[index % rig.tokens.count], endpointID: "idle-\(index)")
    try parked.park(port: driver.port, request: driver.parkedEvents(timeout: 1_800))
  }

  static func calls(_ options: BenchOptions, _ report: inout Report) throws {
    let count = options.quick ? 400 : 2_000
    note("calls: \(count) standing, looked at 40 s after the last was set up")
    let rig = try Rig(hangUpAfter: nil)
    let warm = try rig.call(rate: 100, seconds: 1)
    // Transactions of the calls before must have ended as well, or they would count as part of the start.
    MonotonicTime.pause(seconds: 40)
    let before = try ProcessFigures(of: rig.server.process.processID).residentBytes
    let outcome = try rig.call(rate: 200, seconds: Double(count) / 200)
    let peak = try ProcessFigures(of: rig.server.process.processID).residentBytes
    MonotonicTime.pause(seconds: 40)
    let after = try ProcessFigures(of: rig.server.process.processID).residentBytes
    let standing = outcome.succeeded
    guard outcome.failures + warm.failures == 0, rig.own.standing >= standing else {
      return report.add("standing calls", failed: "\(outcome.failures) failed, \(rig.own.standing) stand")
    }
    report.add(
      "memory per standing call, 40 s after set-up", Double(after - before) / Double(standing) / 1_024, "kB",
      atMost: 10)
    report.add("memory per call just set up", Double(peak - before) / Double(standing) / 1_024, "kB")
    rig.own.hangUpAll(perSecond: 1_000)
    rig.settle(within: 30)
    if rig.own.standing + rig.other.standing > 0 {
      report.add(
        "calls ended by their phones", failed: "\(rig.own.standing) and \(rig.other.standing) legs are left")
    }
  }
}
