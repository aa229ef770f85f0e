import InteropSupport

/// How many GETs of an invitation per second, and what each costs.
enum Reads {
  static func run(_ options: BenchOptions, _ report: inout Report) throws {
    note("reads: GET of one invitation")
    let rig = try Rig(users: 1, hangUpAfter: nil)
    let driver = rig.drivers[0]
    let connection = try HTTPConnection(port: driver.port)
    let made = try connection.exchange(
      driver.startCall(operationID: "read", phoneNumber: "+\(BenchNumbers.own(0))", to: "+\(BenchNumbers.other(0))"))
    guard made.status == 201, let location = made.header("Location") else {
      throw InteropError.unexpected("startPhoneAudio: \(made.status) \(made.text)")
    }
    _ = try rig.follower.waitForCompletion(of: "read", within: 10)
    let request = driver.get(location)
    _ = try HTTPFlood(port: driver.port, connections: 32, request: request).run(seconds: 1)
    let before = try ProcessFigures(of: rig.server.process.processID).cpuSeconds
    let seconds = options.quick ? 2.0 : 10.0
    let flood = try HTTPFlood(port: driver.port, connections: 32, request: request).run(seconds: seconds)
    let cpu = try ProcessFigures(of: rig.server.process.processID).cpuSeconds - before
    guard flood.bad == 0, flood.good > 0 else {
      return report.add("GET invitation", failed: "\(flood.bad) of \(flood.bad + flood.good) not 200")
    }
    report.add("GET invitation", Double(flood.good) / flood.seconds, "per s", atLeast: 80_000)
    report.add("server CPU per GET", cpu / Double(flood.good) * 1e6, "µs")
  }
}
