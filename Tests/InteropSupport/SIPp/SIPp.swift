import Foundation
import Glibc

/// A running SIPp on 127.0.0.1, with its message trace, statistics and errors in a folder of its own.
public final class SIPp: Sendable {
  /// How SIPp is run.
  public struct Options: Sendable {
    /// Calls to handle, after which SIPp ends by itself (`-m`); nil: until `stop()`.
    public var calls: Int? = 1
    /// Calls begun per second by a caller (`-r`); SIPp's default is 10.
    public var rate: Double?
    /// Highest number of simultaneous calls (`-l`).
    public var limit: Int?
    /// Share of its messages that SIPp drops, in percent (`-lost`).
    public var lostPercent: Int?
    /// How long it rings, in milliseconds; for what it means see the scenario.
    public var ring = 0
    /// How long it talks, in milliseconds; for what it means see the scenario.
    public var talk = 0
    /// `.udp` or `.tcp` (`-t u1`, `-t t1`).
    public var transport = Transport.udp
    /// Whether every message is written to the trace; switch off for load.
    public var tracesMessages = true
    /// Seconds after which SIPp gives up (`-timeout`, and exit code 255 if calls are still open).
    public var timeout: Double = 20
    /// The user part that a caller dials (`-s`).
    public var dials = "100"
    /// The user part of a caller's From.
    public var caller = "dana"
    /// Anything else.
    public var arguments: [String] = []

    /// One call, no pause, traced, 20 s.
    public init() {}

    /// The same, with some of it changed.
    public init(_ change: (inout Options) -> Void) { change(&self) }
  }

  /// Transport protocols.
  public enum Transport: String, Sendable {
    /// One UDP socket.
    case udp = "u1"
    /// One TCP connection.
    case tcp = "t1"
  }

  /// How a run ended.
  public struct Outcome: Sendable {
    /// SIPp's exit code: 0 all calls successful, 1 at least one failed, 255 timed out, others fatal; -1 a signal.
    public let exitCode: Int32
    /// Nil if SIPp ended before it wrote any.
    public let statistics: SIPpStatistics?
    /// Empty without `tracesMessages`.
    public let messages: [SIPTracedMessage]
    /// SIPp's error file and standard error: unexpected messages and the like.
    public let errors: String

    /// Whether every call went as the scenario has it.
    public var succeeded: Bool { exitCode == 0 && statistics?.failed ?? 0 == 0 }

    /// Start lines of the trace in short form, retransmissions included; see `SIPTracedMessage.summary`.
    public var flow: [String] { messages.map(\.summary) }
  }

  /// The port on which SIPp listens.
  public let port: UInt16
  /// The behaviour it plays.
  public let scenario: SIPpScenario
  /// SIPp's own process.
  public let process: ChildProcess
  private let folder: TemporaryFolder

  /// Starts SIPp as a phone or trunk and returns when its port is bound.
  public static func phone(
    _ scenario: SIPpScenario, port: UInt16? = nil, _ options: Options = Options()
  ) throws -> SIPp {
    let sipp = try SIPp(scenario, port: port, target: nil, options)
    do {
      switch options.transport {
      case .udp: try FreePort.waitUntilBound(udp: sipp.port, within: 10)
      case .tcp: try FreePort.waitUntilListening(tcp: sipp.port, within: 10)
      }
    } catch {
      let state = sipp.process.isRunning ? "runs" : "has ended"
      throw InteropError.unexpected(
        "\(scenario) does not listen at \(sipp.port) and \(state): \(sipp.errorText()) \(sipp.process.text(.error))")
    }
    return sipp
  }

  /// Starts SIPp as a caller towards a port of 127.0.0.1.
  public static func caller(
    _ scenario: SIPpScenario, to target: UInt16, port: UInt16? = nil, _ options: Options = Options()
  ) throws -> SIPp {
    try SIPp(scenario, port: port, target: target, options)
  }

  private init(_ scenario: SIPpScenario, port: UInt16?, target: UInt16?, _ options: Options) throws {
    let chosen = try port ?? FreePort.pair()
    self.port = chosen
    self.scenario = scenario
    folder = try TemporaryFolder("sipp-\(scenario.name)")
    let file = try folder.write("\(scenario.name).xml", scenario.text())
    var arguments = [
      "-sf", file, "-i", "127.0.0.1", "-p", String(chosen), "-mp", String(try FreePort.rtp()), "-nostdin",
      "-t", options.transport.rawValue, "-timeout", "\(options.timeout)s", "-timeout_error",
      "-cp", String(try FreePort.pair()),
      "-trace_err", "-error_file", folder.file("errors"),
      "-trace_stat", "-stf", folder.file("statistics"), "-fd", "1",
      "-set", "ring", String(options.ring), "-set", "talk", String(options.talk),
      "-s", options.dials, "-key", "caller", options.caller,
      "-buff_size", "4194304",
    ]
    if options.tracesMessages { arguments += ["-trace_msg", "-message_file", folder.file("messages")] }
    if let calls = options.calls { arguments += ["-m", String(calls)] }
    if let rate = options.rate {
      // -r takes whole numbers; a longer period gives the fractions.
      arguments += ["-r", String(Int((rate * 10).rounded())), "-rp", "10000"]
    }
    if let limit = options.limit { arguments += ["-l", String(limit)] }
    if let lost = options.lostPercent { arguments += ["-lost", String(lost)] }
    arguments += scenario.arguments + options.arguments
    if let target { arguments.append("127.0.0.1:\(target)") }
    process = try ChildProcess("sipp", arguments, workingDirectory: folder.path)
  }

  /// Messages so far; SIPp writes each one through.
  public func messages() -> [SIPTracedMessage] {
    (try? String(contentsOfFile: folder.file("messages"), encoding: .utf8)).map(SIPMessageTrace.parse) ?? []
  }

  /// Awaits a message in the trace.
  @discardableResult
  public func waitForMessage(
    _ awaiting: String, within seconds: Double = 10, where matches: (SIPTracedMessage) -> Bool
  ) throws -> SIPTracedMessage {
    try Eventually.value("\(awaiting) at \(scenario)", within: seconds) { messages().first(where: matches) }
  }

  /// Awaits SIPp's own end, which needs `Options.calls`.
  ///
  /// - Throws: `InteropError.timedOut`; SIPp goes on.
  public func outcome(within seconds: Double = 30) throws -> Outcome {
    let output = try process.waitForExit(within: seconds)
    return outcome(of: output.end, standardError: output.standardError)
  }

  /// Asks SIPp to end when the calls that are up have ended (SIGUSR1), and ends it after `grace` seconds.
  @discardableResult
  public func stop(grace: Double = 2) -> Outcome {
    process.signal(SIGUSR1)
    let output = (try? process.waitForExit(within: grace)) ?? process.terminate()
    return outcome(of: output?.end ?? .exited(code: -1), standardError: output?.standardError ?? "")
  }

  private func outcome(of end: ProcessEnd, standardError: String) -> Outcome {
    let code: Int32 = if case .exited(let code) = end { code } else { -1 }
    let statistics = (try? String(contentsOfFile: folder.file("statistics"), encoding: .utf8))
      .flatMap(SIPpStatistics.parse)
    return Outcome(
      exitCode: code, statistics: statistics, messages: messages(), errors: errorText() + standardError)
  }

  private func errorText() -> String { (try? String(contentsOfFile: folder.file("errors"), encoding: .utf8)) ?? "" }
}
