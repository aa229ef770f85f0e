import Sessions
import Testing

@Suite struct SignInGuardTests {
  private static func at(_ seconds: Int) -> Instant { Instant(milliseconds: Int64(seconds) * 1000) }

  private func limits(names: Int = 20, addresses: Int = 200, capacity: Int = 10_000) -> SignInGuard.Limits {
    var limits = SignInGuard.Limits()
    limits.failuresPerName = names
    limits.failuresPerAddress = addresses
    limits.capacity = capacity
    return limits
  }

  @Test func delaysGrowUntilTheLockout() {
    var watch = SignInGuard(limits(names: 12))
    var now = 0
    var delays: [Int] = []
    for _ in 0..<12 {
      #expect(watch.delay(name: "dana", address: "a", now: Self.at(now)) == nil)
      watch.failed(name: "dana", address: "a", now: Self.at(now))
      let delay = watch.delay(name: "dana", address: "b", now: Self.at(now)) ?? 0
      delays.append(delay)
      now += delay
    }
    #expect(delays == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 900])
    #expect(watch.delay(name: "dana", address: "b", now: Self.at(now - 1)) == 1)
    #expect(watch.delay(name: "erin", address: "b", now: Self.at(now - 1)) == nil)
    // After the lock-out everything is forgotten.
    watch.failed(name: "dana", address: "a", now: Self.at(now + 900))
    #expect(watch.delay(name: "dana", address: "b", now: Self.at(now + 900)) == nil)
  }

  @Test func anAddressIsCountedOverAllNames() {
    var watch = SignInGuard(limits(addresses: 10))
    for index in 0..<10 { watch.failed(name: "user\(index)", address: "a", now: Self.at(0)) }
    #expect(watch.delay(name: "dana", address: "a", now: Self.at(1)) == 899)
    #expect(watch.delay(name: "dana", address: "b", now: Self.at(1)) == nil)
    // A good account does not open the address again.
    watch.succeeded(name: "dana")
    #expect(watch.delay(name: "dana", address: "a", now: Self.at(1)) == 899)
  }

  @Test func successForgetsTheFailuresOfTheName() {
    var watch = SignInGuard()
    for _ in 0..<7 { watch.failed(name: "dana", address: "a", now: Self.at(0)) }
    #expect(watch.delay(name: "dana", address: "b", now: Self.at(0)) == 2)
    watch.succeeded(name: "dana")
    #expect(watch.delay(name: "dana", address: "b", now: Self.at(0)) == nil)
  }

  @Test func failuresAtOnceCountAll() {
    var watch = SignInGuard()
    for _ in 0..<20 { watch.failed(name: "dana", address: "a", now: Self.at(0)) }
    #expect(watch.delay(name: "dana", address: "b", now: Self.at(0)) == 900)
  }

  @Test func theTablesAreBoundedAndKeepWhatIsBeingGuessed() {
    var watch = SignInGuard(limits(addresses: 1_000_000, capacity: 100))
    for _ in 0..<10 { watch.failed(name: "dana", address: "a", now: Self.at(0)) }
    for index in 0..<1000 { watch.failed(name: "user\(index)", address: "a", now: Self.at(1)) }
    #expect(watch.count <= 101)
    #expect(watch.delay(name: "dana", address: "b", now: Self.at(1)) != nil)
    // What is over gives way before anything else.
    watch.failed(name: "late", address: "b", now: Self.at(100_000))
    #expect(watch.count <= 4)
  }

  @Test func aClockThatStandsStillOrIsFarAwayIsNoTrouble() {
    var watch = SignInGuard()
    for _ in 0..<50 { watch.failed(name: "dana", address: "a", now: Instant(milliseconds: .max / 2)) }
    #expect(watch.delay(name: "dana", address: "a", now: Instant(milliseconds: .max / 2)) == 900)
    #expect(watch.delay(name: "dana", address: "a", now: Instant(milliseconds: .max)) == nil)
  }
}
