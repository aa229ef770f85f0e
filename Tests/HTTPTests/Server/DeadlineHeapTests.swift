import Testing

@testable import HTTP

@Suite struct DeadlineHeapTests {
  @Test func `entries come out in the order of their deadlines`() {
    var random = SplitMix(state: 1)
    var heap = DeadlineHeap()
    var dues: [UInt64] = []
    for index in 0..<1000 {
      let due = UInt64.random(in: 0...300, using: &random)
      dues.append(due)
      heap.insert(.init(due: due, token: RequestToken(slot: index, serial: 1), sequence: UInt64(index)))
    }
    heap.removeStale { $0.sequence % 3 != 0 }
    let left = dues.enumerated().filter { $0.offset % 3 != 0 }.map(\.element).sorted()
    #expect(heap.count == left.count)
    var taken: [UInt64] = []
    while let entry = heap.removeFirst() { taken.append(entry.due) }
    #expect(taken == left)
    #expect(heap.first == nil)
  }

  @Test func `a token keeps slot and serial apart`() {
    let largest = RequestToken(slot: 1 << 24 - 1, serial: 1 << 40 - 1)
    #expect(largest.slot == 1 << 24 - 1)
    #expect(RequestToken(slot: 3, serial: 1 << 40 + 5).slot == 3)
    #expect(RequestToken(slot: 3, serial: 4) != RequestToken(slot: 3, serial: 5))
  }

  @Test(
    arguments: [
      (Duration.zero, 0), (.nanoseconds(1), 1), (.milliseconds(5), 5), (.microseconds(5001), 6), (.seconds(-3), 0),
      (.milliseconds(-1), 0), (.seconds(2), 2000), (.seconds(Int64.max), 3_155_760_000_000),
    ] as [(Duration, UInt64)])
  func `durations round up to milliseconds`(duration: Duration, milliseconds: UInt64) {
    #expect(duration.wholeMilliseconds == milliseconds)
  }
}
