import Foundation
import InteropSupport

/// Calls that come in, and INVITEs of strangers.
enum Incoming {
  /// INVITEs that come in at a rate: two phones ring for each, one answers, the other is cancelled.
  ///
  /// - Returns: Seconds of the server's CPU for a call.
  static func run(_ options: BenchOptions, _ report: inout Report) throws -> Double? {
    let rate = 300.0
    let seconds = options.quick ? 5.0 : 30.0
    note("incoming: \(Int(rate)) calls/s for \(Int(seconds)) s, two phones each")
    let rig = try IncomingRig()
    _ = rig.caller.call(rate: 50, seconds: 1)
    let before = try ProcessFigures(of: rig.server.process.processID).cpuSeconds
    let outcome = rig.caller.call(rate: rate, seconds: seconds)
    let cpu = try ProcessFigures(of: rig.server.process.processID).cpuSeconds - before
    guard outcome.succeeded > 0 else {
      report.add("incoming calls", failed: "none succeeded: \(outcome.refused)")
      return nil
    }
    let each = cpu / Double(outcome.succeeded)
    report.add("incoming calls begun", Double(outcome.begun), "calls")
    report.add("incoming calls that failed", Double(outcome.failures), "calls", atMost: 0)
    report.add("server CPU per incoming call", each * 1_000, "ms")
    report.add("incoming: INVITE to 200, p50", Percentiles(outcome.answers).at(0.5) * 1_000, "ms")
    report.add("incoming: INVITE to 200, p99", Percentiles(outcome.answers).at(0.99) * 1_000, "ms")
    if !outcome.refused.isEmpty { report.add("incoming: refused", failed: "\(outcome.refused)") }
    try? Eventually.holds("phones at rest", within: 5) { rig.own.standing + rig.ringing.standing == 0 }
    let left = rig.own.standing + rig.ringing.standing
    if left > 0 { report.add("legs ended after their call", failed: "\(left) are left") }
    return each
  }

  /// INVITEs from an address that no trunk has.
  static func flood(_ options: BenchOptions, cpuOfCall: Double?, _ report: inout Report) throws {
    let rate = 5_000.0
    let seconds = options.quick ? 2.0 : 10.0
    note("flood: \(Int(rate)) INVITEs/s of a stranger for \(Int(seconds)) s")
    for mode in ["refuse", "drop"] {
      let rig = try IncomingRig(unknownCallers: mode)
      let stranger = try MeasuringCaller(host: 2, to: rig.server.sipPort, numbers: IncomingRig.numbers)
      _ = stranger.call(rate: 1_000, seconds: 0.5, drain: 0.2)
      let process = rig.server.process.processID
      let (before, lostBefore) = (try ProcessFigures(of: process).cpuSeconds, try rig.lostDatagrams())
      let outcome = stranger.call(rate: rate, seconds: seconds, drain: 0.5)
      let cpu = try ProcessFigures(of: process).cpuSeconds - before
      let read = outcome.begun - (try rig.lostDatagrams() - lostBefore)
      let each = cpu / Double(max(1, read))
      report.add("stranger's INVITE, \(mode): read", Double(read), "of \(outcome.begun)")
      report.add("stranger's INVITE, \(mode): answered", Double(outcome.refused.values.reduce(0, +)), "")
      report.add("stranger's INVITE, \(mode): server CPU", each * 1e6, "µs")
      if let cpuOfCall {
        report.add("stranger's INVITE, \(mode): of an incoming call", each / cpuOfCall * 100, "%", atMost: 5)
      }
      // The trunk's callers are served as before.
      let friend = rig.caller.call(rate: 50, seconds: 1)
      if friend.failures > 0 { report.add("calls after the flood", failed: "\(friend.failures) failed") }
    }
  }
}

/// A server with users whom callers reach by its SIP port, and two phones for each.
final class IncomingRig {
  private static let users = 8

  let server: WorklineServer
  let own: MeasuringPhone
  let ringing: MeasuringPhone
  let caller: MeasuringCaller
  private let folder: TemporaryFolder
  private let follower: EventFollower

  init(unknownCallers: String = "refuse") throws {
    folder = try TemporaryFolder("workline-bench-incoming")
    own = try MeasuringPhone(.own)
    ringing = try MeasuringPhone(.ringing)
    let (configuration, data) = try WorklineServer.prepare(
      in: folder,
      trunks: [
        .init("own", port: own.port), .init("ringing", port: ringing.port, pattern: BenchNumbers.otherPattern),
      ], settings: Rig.settings.merging(["unknownCallers": "\"\(unknownCallers)\""]) { $1 })
    for index in 0..<Self.users {
      try WorklineServer.addUser(
        Rig.user(index), name: "Bench \(index)", work: "+142555501\(10 + index)", mobile: "+142555501\(50 + index)",
        data: data)
      try WorklineServer.run([
        "user", "set", Rig.user(index), "--other", "+\(BenchNumbers.other(index))", "--incoming-phones", "mobile,other",
        "--data", data,
      ])
    }
    let tokens = try (0..<Self.users).map { try WorklineServer.token(for: Rig.user($0), data: data) }
    let server = try WorklineServer(configuration: configuration, data: data)
    self.server = server
    let drivers = try tokens.map { try UCWADriver(port: server.httpPort, token: $0) }
    // Applications that see the calls, and acknowledge what they have seen.
    for driver in drivers {
      let answer = try HTTPConnection(port: server.httpPort).exchange(
        driver.request(
          "POST", driver.application + "/me/makeMeAvailable", json: #"{"supportedModalities":["PhoneAudio"]}"#))
      guard answer.status == 204 else { throw InteropError.unexpected("makeMeAvailable: \(answer.status)") }
    }
    follower = try EventFollower(drivers)
    caller = try MeasuringCaller(to: server.sipPort, numbers: Self.numbers)
  }

  deinit { server.stop() }

  /// The work number of a user, and a caller's.
  static func numbers(_ index: Int) -> (called: String, caller: String) {
    ("+142555501\(10 + index % users)", "+1425555017\(index % 10)")
  }

  /// Datagrams that did not fit into the buffer of the server's SIP port, as the kernel counts them.
  func lostDatagrams() throws -> Int {
    let port = String(format: ":%04X", server.sipPort)
    // A line may be missing while other sockets come and go.
    return try Eventually.value("UDP port \(server.sipPort) in /proc/net/udp", within: 2) { () -> Int? in
      guard let table = try? String(contentsOfFile: "/proc/net/udp", encoding: .utf8) else { return nil }
      return table.split(separator: "\n").lazy.map { $0.split(separator: " ") }
        .first { $0.count > 12 && $0[1].hasSuffix(port) }.flatMap { Int($0[12]) }
    }
  }
}
