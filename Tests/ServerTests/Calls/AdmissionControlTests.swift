import Testing

@testable import Server

/// Admission on a mock clock; times in microseconds.
@Suite struct AdmissionControlTests {
  /// Asks for calls at a rate for a while, each taken up after `delay`, and gives the share that was admitted.
  static func run(
    _ control: inout AdmissionControl, from start: Int64, milliseconds: Int64, perSecond: Int64,
    delay: (_ admittedPerSecond: Double) -> Int64
  ) -> Double {
    var admitted = 0
    var recent: [Int64] = []
    let step = 1_000_000 / perSecond
    var now = start
    while now < start + milliseconds * 1000 {
      if control.admit(now: now) == .admitted {
        admitted += 1
        recent = recent.filter { $0 > now - 100_000 } + [now]
        control.began(delay: delay(Double(recent.count) * 10), now: now)
        control.settled()
        control.ended()
      }
      now += step
    }
    return Double(admitted) / Double(milliseconds * perSecond / 1000)
  }

  @Test func withoutDelayEverythingIsAdmitted() {
    var control = AdmissionControl(maximumCalls: 1000)
    #expect(Self.run(&control, from: 0, milliseconds: 2000, perSecond: 2000) { _ in 100 } == 1)
    #expect(control.limit == nil)
    #expect(control.begun == 4000)
  }

  @Test func oneLateStartMeansNothing() {
    var control = AdmissionControl(maximumCalls: 1000)
    var count = 0
    let share = Self.run(&control, from: 0, milliseconds: 1000, perSecond: 1000) { _ in
      count += 1
      return count % 20 == 0 ? 80_000 : 100
    }
    #expect(share == 1)
  }

  @Test func overloadSettlesBelowWhatTheThreadCarriesAndEndsSoon() {
    var control = AdmissionControl(maximumCalls: 1000)
    // A thread that carries 1,000 calls/s and falls behind above that.
    let thread = { (rate: Double) -> Int64 in rate > 1000 ? 40_000 : 500 }
    _ = Self.run(&control, from: 0, milliseconds: 1000, perSecond: 2000, delay: thread)
    let share = Self.run(&control, from: 1_000_000, milliseconds: 4000, perSecond: 2000, delay: thread)
    #expect(share > 0.3 && share < 0.6)
    #expect(Self.run(&control, from: 6_000_000, milliseconds: 1000, perSecond: 500, delay: thread) > 0.9)
  }

  @Test func bounds() {
    var control = AdmissionControl(maximumCalls: 3, maximumInSetup: 2)
    #expect(control.admit(now: 0) == .admitted)
    #expect(control.admit(now: 0) == .admitted)
    #expect(control.admit(now: 0) == .refused(retryAfter: 1))
    control.began(delay: 0, now: 1)
    control.began(delay: 0, now: 1)
    control.settled()
    #expect(control.admit(now: 2) == .admitted)
    control.settled()
    #expect(control.admit(now: 3) == .refused(retryAfter: 1))
    control.ended()
    #expect(control.admit(now: 4) == .admitted)
    control.close()
    #expect(control.admit(now: 5) == .closed(retryAfter: 5))
  }

  @Test func aClosedServerTakesWhatBelongsToACallItHas() {
    var control = AdmissionControl(maximumCalls: 2)
    #expect(control.admit(now: 0) == .admitted)
    control.close()
    #expect(control.isClosed)
    #expect(control.admit(isPart: true, now: 1) == .admitted)
    #expect(control.admit(isPart: true, now: 2) == .refused(retryAfter: 1))
    #expect(control.admit(now: 3) == .closed(retryAfter: 5))
  }
}
