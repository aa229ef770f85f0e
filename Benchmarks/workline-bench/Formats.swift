import InteropSupport

/// What XML costs beside JSON: the same read, package of events and start in both.
enum Formats {
  /// CPU of the server, and how many answers it was used for.
  private struct Cost {
    var seconds = 0.0
    var answers = 0

    var microseconds: Double { seconds / Double(max(1, answers)) * 1e6 }
  }

  static func run(_ options: BenchOptions, _ report: inout Report) throws {
    note("formats: XML beside JSON")
    let rig = try Rig(users: 1, hangUpAfter: nil)
    // An application whose events nobody takes, so that its first package can be had again and again.
    let driver = try UCWADriver(port: rig.server.httpPort, token: rig.tokens[0])
    let connection = try HTTPConnection(port: driver.port)
    func start(_ format: UCWADriver.Format) -> [UInt8] {
      driver.startCall(
        operationID: "formats", phoneNumber: "+\(BenchNumbers.own(0))", to: "+\(BenchNumbers.other(0))",
        format: format)
    }
    let made = try connection.exchange(start(.json))
    guard made.status == 201, let location = made.header("Location") else {
      throw InteropError.unexpected("startPhoneAudio: \(made.status) \(made.text)")
    }
    try Eventually.holds("the call", within: 10) {
      (try? connection.exchange(driver.get(location)).text.contains(#""state":"Connected""#)) ?? false
    }
    _ = try connection.exchange(driver.get(driver.events))
    try measure("GET invitation", 200, rig, options, &report) { driver.get(location, format: $0) }
    try measure("event package", 200, rig, options, &report) { driver.get(driver.events, format: $0) }
    // The same operation again is read and checked like a new one, and rings nobody.
    try measure("start, repeated", 201, rig, options, &report, start)
  }

  /// Both formats in turns, so that what else the machine does falls on both.
  private static func measure(
    _ name: String, _ status: Int, _ rig: Rig, _ options: BenchOptions, _ report: inout Report,
    _ request: (UCWADriver.Format) -> [UInt8]
  ) throws {
    var costs: [UCWADriver.Format: Cost] = [:]
    for _ in 0..<3 {
      for format in UCWADriver.Format.allCases {
        let flood = try HTTPFlood(
          port: rig.server.httpPort, connections: 32, request: request(format), status: status)
        let before = try ProcessFigures(of: rig.server.process.processID).cpuSeconds
        let outcome = try flood.run(seconds: options.quick ? 0.3 : 1)
        guard outcome.bad == 0, outcome.good > 0 else {
          return report.add("\(name), \(format)", failed: "\(outcome.bad) answers not \(status)")
        }
        costs[format, default: Cost()].seconds +=
          try ProcessFigures(of: rig.server.process.processID).cpuSeconds - before
        costs[format, default: Cost()].answers += outcome.good
      }
    }
    let (json, xml) = (costs[.json]?.microseconds ?? 0, costs[.xml]?.microseconds ?? 0)
    report.add("\(name), JSON", json, "µs CPU")
    report.add("\(name), XML", xml, "µs CPU")
    report.add("\(name), XML to JSON", xml / json, "times")
  }
}
