import Testing

@testable import CallControl

/// A call that is up is saved, and taken up again by another process.
@Suite struct SavedCallTests {
  private func connected(session: Duration = .zero) -> Call {
    var call = Call.test { $0.session = session }
    call.run(.start, .answered(.own, Bodies.own), .answered(.other, Bodies.other))
    call.run(.reanswered(.own, Bodies.own))
    return call
  }

  private func restored(_ call: Call, isUnsettled: Bool = false) throws -> (call: Call, actions: [CallAction]) {
    let saved = try #require(call.saved)
    var again = Call(restoring: saved, settings: call.settings, jitter: 7)
    #expect(again.saved?.own.told == saved.own.told)
    let actions = again.handle(.recovered(isUnsettled: isUnsettled))
    return (again, actions)
  }

  @Test func onlyACallThatIsUp() {
    var call = Call.test()
    #expect(call.saved == nil)
    call.run(.start, .answered(.own, Bodies.own))
    #expect(call.saved == nil)
    var up = connected()
    #expect(up.saved != nil)
    up.run(.stop)
    #expect(up.saved == nil)
  }

  @Test func heldResumedAndEnded() throws {
    var (call, actions) = try restored(connected())
    #expect(actions.isEmpty)
    #expect(call.handle(.hold).descriptions(.other).count == 1)
    call.run(.reanswered(.other, Bodies.other), .reanswered(.own, Bodies.own))
    #expect(call.isHeld)
    (call, actions) = try restored(call)
    #expect(call.isHeld && call.canResume && !call.canHold)
    // The phone sees a newer description than any before.
    let offer = try #require(call.handle(.resume).descriptions(.other).first)
    let version = offer.lines.first { $0.hasPrefix("o=") }?.split(separator: " ")[2]
    #expect(Int(version ?? "") ?? 0 > 1_000)
    let stopped = call.handle(.stop)
    #expect(stopped.has(.bye(.own)) && stopped.has(.bye(.other)))
  }

  /// Nobody knows what the phones were told last, so both are told anew.
  @Test func whatWasUnderWayIsSettled() throws {
    var before = connected()
    before.run(.hold)
    let saved = try #require(before.saved)
    #expect(saved.isUnsettled && !saved.isHeld)
    var (call, actions) = try restored(before, isUnsettled: true)
    #expect(actions.notices == [.changing])
    #expect(actions.descriptions(.other).count == 1)
    call.run(.reanswered(.other, Bodies.other))
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.resumed])
  }

  @Test(arguments: [408, 481, 503]) func aPhoneThatIsGone(status: Int) throws {
    var (call, actions) = try restored(connected(session: .seconds(1800)))
    #expect(actions.contains { if case .startTimer(.sessionOwn, _) = $0 { true } else { false } })
    let refreshed = call.handle(.timer(.sessionOwn))
    #expect(refreshed.contains { if case .reinvite(.own, _) = $0 { true } else { false } })
    let origin: Refusal.Origin = status == 481 ? .remote : status == 408 ? .noResponse : .transport
    let ended = call.handle(.reinviteRefused(.own, Refusal(status: status, origin: origin)))
    let outcome = ended.notices.lazy.compactMap { if case .disconnected(let outcome) = $0 { outcome } else { nil } }
      .first
    #expect(outcome == .lostByRestart)
    #expect(ended.has(.bye(.other)))
  }

  @Test func aPhoneThatIsThere() throws {
    var (call, _) = try restored(connected(session: .seconds(1800)))
    _ = call.handle(.timer(.sessionOwn))
    let answered = call.handle(.reanswered(.own, Bodies.own))
    #expect(answered.has(.acknowledge(.own, nil)) && answered.notices.isEmpty)
    #expect(call.isConnected)
    // It is known now, and is not given up as soon the next time.
    _ = call.handle(.timer(.sessionOwn))
    let refused = call.handle(.reinviteRefused(.own, Refusal(status: 503, origin: .transport)))
    #expect(refused.notices.isEmpty && call.isConnected)
  }
}
