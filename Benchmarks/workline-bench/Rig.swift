import Foundation
import InteropSupport

/// A server with its phones, users and event channels, ready to be measured.
final class Rig {
  /// Limits that would stand in the way.
  ///
  /// Those per user exist to protect the server from one client; here a few users do the work
  /// of thousands. Overload protection stays as it is: it is one of the things measured.
  static let settings: [String: String] = [
    "limits": """
    {"applicationsPerUser": 20000, "conversationsPerUser": 1000000, "eventQueue": 200000, \
    "connections": 20000, "connectionsPerAddress": 20000}
    """
  ]

  let server: WorklineServer
  let drivers: [UCWADriver]
  let follower: EventFollower
  let tokens: [String]
  let own: MeasuringPhone
  let other: MeasuringPhone
  private let folder: TemporaryFolder
  private let sipp: [SIPp]
  private var issued = 0

  /// - Parameters:
  ///   - users: Users, each with one application whose events are followed.
  ///   - hangUpAfter: Seconds after which leg A hangs up; nil: calls stand.
  ///   - usesSIPp: SIPp in place of the phones of this process; leg A then hangs up after 50 ms.
  ///   - settings: Keys of the configuration beside those of ``settings``.
  init(
    users: Int = 8, hangUpAfter: Double?, usesSIPp: Bool = false, settings: [String: String] = [:]
  ) throws {
    folder = try TemporaryFolder("workline-bench")
    own = try MeasuringPhone(.own, hangUpAfter: hangUpAfter)
    other = try MeasuringPhone(.other)
    sipp =
      usesSIPp
      ? try [SIPpScenario.answerThenHangUp, .fastB].map {
        try SIPp.phone(
          $0,
          .init {
            $0.calls = nil
            $0.tracesMessages = false
            $0.timeout = 3_600
            $0.talk = 50
          })
      } : []
    let ports = usesSIPp ? sipp.map(\.port) : [own.port, other.port]
    let (configuration, data) = try WorklineServer.prepare(
      in: folder,
      trunks: [
        .init("own", port: ports[0]), .init("other", port: ports[1], pattern: BenchNumbers.otherPattern),
      ], settings: Self.settings.merging(settings) { $1 })
    for index in 0..<users {
      try WorklineServer.addUser(
        Self.user(index), name: "Bench \(index)", work: "+142555501\(10 + index)", mobile: "+142555501\(50 + index)",
        data: data)
    }
    let tokens = try (0..<users).map { try WorklineServer.token(for: Self.user($0), data: data) }
    let server = try WorklineServer(configuration: configuration, data: data)
    drivers = try tokens.map { try UCWADriver(port: server.httpPort, token: $0) }
    follower = try EventFollower(drivers)
    self.tokens = tokens
    self.server = server
  }

  deinit { server.stop() }

  /// What became of a burst of calls.
  struct Outcome {
    let samples: [HTTPLoad.Sample]
    /// Operation numbers that were accepted (201).
    let accepted: [Int]
    /// Completions of these, by operation number.
    let completions: [Int: EventFollower.Completion]
    /// CPU seconds the server used meanwhile.
    let cpuSeconds: Double

    var succeeded: Int { completions.values.count { $0.succeeded } }
    /// Requests not accepted, calls not completed, and calls completed with Failure.
    var failures: Int { samples.count - succeeded }
    /// The same by kind, in words.
    var failureKinds: String {
      let refused = Dictionary(grouping: samples.filter { $0.status != 201 }, by: \.status)
        .sorted { $0.key < $1.key }.map { "\($0.value.count) answered \($0.key)" }
      let failed = completions.values.count { !$0.succeeded }
      let missing = accepted.count - completions.count
      return
        (refused + (failed > 0 ? ["\(failed) completed with Failure"] : [])
        + (missing > 0 ? ["\(missing) not completed"] : [])).joined(separator: ", ")
    }
  }

  /// Starts calls at a rate and awaits their completed events.
  ///
  /// - Parameter whenLoadEnds: Runs after the last answer and before completions are awaited, with the time at which
  ///   the last request was due; returns how many other operations it completed.
  func call(
    rate: Double, seconds: Double, drain: Double = 10, whenLoadEnds: (Int64) throws -> Int = { _ in 0 }
  ) throws -> Outcome {
    let first = issued
    let before = try ProcessFigures(of: server.process.processID).cpuSeconds
    let load = try HTTPLoad(port: server.httpPort, connections: 64)
    let samples = try load.run(rate: rate, seconds: seconds, drain: drain) { index in
      let number = first + index
      return drivers[number % drivers.count].startCall(
        operationID: "op-\(number)", phoneNumber: "+\(BenchNumbers.own(number))", to: "+\(BenchNumbers.other(number))")
    }
    issued += samples.count
    let accepted = samples.filter { $0.status == 201 }.map { first + $0.index }
    let others = try whenLoadEnds(samples.map(\.due).max() ?? 0)
    // Some of these never come when calls fail; that is what the caller counts.
    try? Eventually.holds("completions", within: drain) { follower.count >= first + accepted.count + others - lost }
    let all = follower.completions
    var completions: [Int: EventFollower.Completion] = [:]
    for number in accepted { completions[number] = all["op-\(number)"] }
    lost = issued - all.count
    let after = try ProcessFigures(of: server.process.processID).cpuSeconds
    return Outcome(samples: samples, accepted: accepted, completions: completions, cpuSeconds: after - before)
  }

  /// Operations so far that never completed.
  private var lost = 0

  /// Awaits that no call is left on the phones, or that for 3 s none ended: calls that failed may stand for ever.
  func settle(within seconds: Double) {
    var fewest = Int.max
    var progress = MonotonicTime.seconds
    try? Eventually.holds("calls to end", within: seconds) {
      let standing = own.standing + other.standing
      if standing < fewest {
        fewest = standing
        progress = MonotonicTime.seconds
      }
      return standing == 0 || MonotonicTime.seconds - progress > 3
    }
  }

  static func user(_ index: Int) -> String { "sip:bench\(index)@contoso.test" }
}
