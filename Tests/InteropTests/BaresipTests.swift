import InteropSupport
import Testing

@Suite("baresip as a phone", .serialized, .timeLimit(.minutes(1)))
struct BaresipTests {
  @Test func eachHearsTheOthersTone() async throws {
    let (atCaller, atCalled) = try await onOwnThread {
      let caller = try Baresip(user: "+14255550101", hertz: 440)
      let called = try Baresip(user: "+14255550102", hertz: 1_000)
      try caller.dial(called.uri)
      try caller.waitForEvent("CALL_ESTABLISHED")
      let tones = (try caller.waitToHear(1_000), try called.waitToHear(440))
      try caller.hangUp()
      try called.waitForEvent("CALL_CLOSED")
      return tones
    }
    #expect(atCaller.level > 0.4 && atCaller.purity > 0.9)
    #expect(atCalled.level > 0.4 && atCalled.purity > 0.9)
  }

  @Test func aPhoneAnsweredByHand() async throws {
    try await onOwnThread {
      let caller = try Baresip(user: "+14255550101", hertz: 440)
      let called = try Baresip(user: "+14255550102", hertz: 1_000, answering: .manual)
      try caller.dial(called.uri)
      try called.waitForEvent("CALL_INCOMING")
      try called.answer()
      try caller.waitForEvent("CALL_ESTABLISHED")
      try called.hangUp()
      try caller.waitForEvent("CALL_CLOSED")
    }
  }
}
