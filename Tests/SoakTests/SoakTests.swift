import Foundation
import InteropSupport
import Store
import Testing

/// Thousands of calls between phones that behave at random, over a network that loses, doubles and reorders, for clients
/// that cancel, stop, delete and lose their answers: afterwards nothing may be left anywhere.
///
/// `WORKLINE_SOAK` says how many calls (default 2,000), `WORKLINE_SOAK_RATE` how many per second are begun (default 100),
/// `WORKLINE_SOAK_SEED` which random choices are made (default 1), `WORKLINE_SOAK_SAMPLE` after how many calls each time
/// all is left to settle for a sample of memory (default 10,000; always after 2,000 and the last, in runs of 4,000).
@Suite(.serialized)
struct SoakTests {
  @Test(.timeLimit(.minutes(20)))
  func nothingIsLeftOfManyCalls() async throws {
    let environment = ProcessInfo.processInfo.environment
    let calls = environment["WORKLINE_SOAK"].flatMap { Int($0) } ?? 2_000
    let rate = environment["WORKLINE_SOAK_RATE"].flatMap { Double($0) } ?? 100
    let seed = environment["WORKLINE_SOAK_SEED"].flatMap { UInt64($0) } ?? 1
    let report = try await onOwnThread { try Soak(seed: seed).run(calls: calls, rate: rate) }
    for failure in report.failures { Issue.record("\(failure)") }
  }
}
