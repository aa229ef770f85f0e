import Glibc
import Testing

/// The time a parser takes must be in proportion to what it is given: else one request of the size allowed holds up a
/// loop, and with it everybody else's calls.
@Suite("Time in proportion to the input", .serialized)
struct LinearTimeTests {
  @Test(arguments: WorstInput.all)
  func fourTimesTheInput(_ input: WorstInput) throws {
    let check = try #require(ParserCheck.all.first { $0.name == input.target })
    let small = try seconds(check, input.bytes(4 * 1024))
    let large = try seconds(check, input.bytes(16 * 1024))
    // In proportion it is 4 and quadratic 16; what is over in milliseconds says nothing.
    #expect(large < 0.02 || large / small < 9, "4 KiB take \(small) s and 16 KiB \(large) s")
  }

  /// Of the processor, the best of a few, so that others at work on the machine do not count.
  private func seconds(_ check: ParserCheck, _ bytes: [UInt8]) throws -> Double {
    var best = Double.infinity
    for _ in 0..<2 {
      let start = now()
      try check.run(bytes)
      best = min(best, now() - start)
    }
    return best
  }

  private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
