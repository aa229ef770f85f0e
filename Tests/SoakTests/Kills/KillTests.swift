import Foundation
import InteropSupport
import Testing

extension SoakTests {
  /// The server is killed again and again at random instants while calls are made: whoever follows the event channel
  /// sees each call that was accepted end once, and nothing is left on the phones.
  ///
  /// `WORKLINE_KILLS` says how often (default 3), `WORKLINE_KILLS_SECONDS` in how many seconds (default 6),
  /// `WORKLINE_KILLS_RATE` how many calls per second are begun (default 20), `WORKLINE_SOAK_SEED` which random choices
  /// are made (default 1), `WORKLINE_KILLS_LADDER` where each server writes its SIP messages: a file's name, to which its
  /// number is added.
  @Test(.timeLimit(.minutes(10)))
  func nothingIsLostByKills() async throws {
    let environment = ProcessInfo.processInfo.environment
    func number(_ name: String) -> Double? { environment[name].flatMap(Double.init) }
    let kills = Kills.Plan(
      kills: number("WORKLINE_KILLS").map { Int($0) } ?? 3, seconds: number("WORKLINE_KILLS_SECONDS") ?? 6,
      rate: number("WORKLINE_KILLS_RATE") ?? 20, seed: number("WORKLINE_SOAK_SEED").map { UInt64($0) } ?? 1)
    let report = try await onOwnThread { try Kills(kills).run() }
    FileHandle.standardError.write(Data((report.table + "\n").utf8))
    for failure in report.failures { Issue.record("\(failure)") }
  }
}
