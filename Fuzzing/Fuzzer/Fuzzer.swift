import Foundation

// libFuzzer calls this for each input it makes; `WORKLINE_FUZZ_TARGET` names the parser.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard bytes.count <= Fuzzer.check.longestInput else { return -1 }
  Fuzzer.run(bytes)
  return 0
}

enum Fuzzer {
  static let check: ParserCheck = {
    let name = ProcessInfo.processInfo.environment["WORKLINE_FUZZ_TARGET"] ?? ""
    guard let check = ParserCheck.all.first(where: { $0.name == name }) else {
      fail("WORKLINE_FUZZ_TARGET must be one of \(ParserCheck.all.map(\.name).joined(separator: ", ")).")
    }
    return check
  }()

  // Safe to share: libFuzzer calls on one thread only.
  nonisolated(unsafe) private static var executions = 0

  static func run(_ bytes: [UInt8]) {
    executions += 1
    attempt(bytes)
    if executions % 1024 == 0 { checkGrowth(bytes) }
  }

  private static func attempt(_ bytes: [UInt8]) {
    do throws(Finding) {
      let start = processorTime()
      try check.run(bytes)
      try checkTime(since: start, bytes.count)
    } catch {
      fail("\(check.name): \(error)")
    }
  }

  /// Far more than any input takes with the sanitizer on, and far less than one takes whose time is not in proportion.
  private static func checkTime(since start: UInt64, _ count: Int) throws(Finding) {
    let microseconds = (processorTime() - start) / 1000
    try require(microseconds < 250_000 + 200 * UInt64(count), "\(count) bytes took \(microseconds) µs")
  }

  /// The same input over and over must not take more memory each time: what is kept of it, in a cache, is kept once.
  private static func checkGrowth(_ bytes: [UInt8]) {
    attempt(bytes)
    let before = liveBytes()
    for _ in 0..<repetitions { attempt(bytes) }
    let grown = liveBytes() - before
    if grown >= repetitions * 16 { fail("\(check.name): \(repetitions) times the same input left \(grown) bytes") }
  }

  private static let repetitions = 32

  private static func processorTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private static func fail(_ text: String) -> Never {
    FileHandle.standardError.write(Data((text + "\n").utf8))
    abort()
  }
}

// Of the address sanitizer (sanitizer/allocator_interface.h): what is allocated now.
@_silgen_name("__sanitizer_get_current_allocated_bytes")
private func liveBytes() -> Int
