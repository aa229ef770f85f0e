import Testing

@testable import CallControl

extension IncomingCall {
  static func test(phones: Int = 2, offering: Bool = true) -> IncomingCall {
    test(RingPlan(Array(repeating: .init(.own), count: phones)), offering: offering)
  }

  static func test(_ plan: RingPlan, offering: Bool = true, sessions: Bool = false) -> IncomingCall {
    var settings = CallSettings()
    if sessions { settings.session = .seconds(1800) }
    return IncomingCall(
      plan, offer: offering ? SessionDescription(Bodies.other) : nil, settings: settings, sessionID: 1001)
  }

  /// Runs events and gives the actions of the last one.
  @discardableResult
  mutating func run(_ events: IncomingEvent...) -> [IncomingAction] {
    var last: [IncomingAction] = []
    for event in events { last = handle(event) }
    return last
  }
}

extension [IncomingAction] {
  var notices: [CallNotice] { compactMap { if case .notify(let notice) = $0 { notice } else { nil } } }
  var outcome: Outcome? {
    notices.lazy.compactMap { if case .failed(let outcome) = $0 { outcome } else { nil } }.first
  }
  var status: Int? { lazy.compactMap { if case .respond(let status, _) = $0 { status } else { nil } }.first }
  var connected: Call? { lazy.compactMap { if case .connect(_, let call) = $0 { call } else { nil } }.first }
}

/// Calls that come in, one case after the other.
@Suite struct IncomingCallTests {
  @Test func recordsBeforeAnythingRings() {
    var call = IncomingCall.test()
    #expect(call.run(.start) == [.record(first: true)])
    let actions = call.run(.recorded)
    #expect(actions.first == .notify(.started))
    let offers = actions.compactMap { if case .invite(_, let offer?) = $0 { offer } else { nil } }
    #expect(offers.count == 2)
    #expect(offers.allSatisfy { $0.audio?.port == 50_000 })
    #expect(Set(offers.map { $0.lines[1] }).count == 2, "each phone has a session of its own")
    #expect(actions.last == .startTimer(.ring, .seconds(30)))
  }

  @Test func nothingRingsWhenTheRecordFails() {
    var call = IncomingCall.test()
    #expect(call.run(.start, .recordFailed) == [.respond(status: 500, nil), .finish])
    var cancelled = IncomingCall.test()
    #expect(cancelled.run(.start, .cancelled, .recordFailed) == [.finish])
  }

  @Test func theCallerHearsOnceThatItRings() {
    var call = IncomingCall.test()
    call.run(.start, .recorded)
    #expect(call.run(.provisional(0, status: 100)).isEmpty)
    #expect(
      call.run(.provisional(1, status: 183)) == [.respond(status: 180, nil), .notify(.progressed(.alerting))])
    #expect(call.run(.provisional(0, status: 180)).isEmpty)
  }

  @Test func theFirstAnswerHasTheCall() throws {
    var call = IncomingCall.test(phones: 3)
    call.run(.start, .recorded)
    let actions = call.run(.answered(1, Bodies.own))
    #expect(actions.contains(.acknowledge(1, nil)))
    for other in [0, 2] { #expect(actions.contains(.cancel(other, answeredElsewhere: true))) }
    #expect(actions.notices == [.ownPhoneAnswered, .connected])
    guard case .respond(200, let answer?)? = actions.first(where: { if case .respond = $0 { true } else { false } })
    else { return #expect(Bool(false)) }
    #expect(answer.audio?.port == 40_000)
    let connected = try #require(actions.connected)
    #expect(connected.isConnected && connected.canHold)
    #expect(!connected.other.canReinvite, "not before the caller's ACK")
    #expect(call.run(.refused(0, Refusal(status: 487))) == [.release(0)])
    #expect(
      call.run(.refused(2, Refusal(status: 487))) == [.release(2), .stopTimer(.release), .finish])
  }

  @Test func aSecondAnswerThatCrossesIsEnded() {
    var call = IncomingCall.test()
    call.run(.start, .recorded, .answered(0, Bodies.own))
    #expect(call.run(.answered(1, Bodies.own)) == [.acknowledge(1, nil), .bye(1)])
    #expect(call.run(.byeCompleted(1)).last == .finish)
  }

  @Test func withoutAnOfferThePhonesOfferGoesToTheCallerAndHisAnswerToThePhone() throws {
    var call = IncomingCall.test(offering: false)
    #expect(call.run(.start, .recorded).contains(.invite(0, nil)))
    let actions = call.run(.answered(0, Bodies.own))
    #expect(!actions.contains { if case .acknowledge(0, _) = $0 { true } else { false } })
    var connected = try #require(actions.connected)
    let acknowledged = connected.handle(.acknowledged(.other, Bodies.other))
    #expect(acknowledged.descriptions(.own).map(\.audio?.port) == [50_000])
    #expect(acknowledged.has(.acknowledge(.own, acknowledged.descriptions(.own)[0])))
    // The second phone's offer is refused when its 200 crosses.
    let crossed = call.run(.answered(1, Bodies.own))
    guard case .acknowledge(1, let refusal?)? = crossed.first else { return #expect(Bool(false)) }
    #expect(refusal.audio?.port == 0)
  }

  @Test func stoppedBeforeTheCallersACKTheByeWaitsForIt() throws {
    var call = IncomingCall.test(phones: 1, offering: false)
    let answered = call.run(.start, .recorded, .answered(0, Bodies.own))
    var connected = try #require(answered.connected)
    let stopped = connected.handle(.stop)
    #expect(stopped.has(.bye(.own)) && !stopped.has(.bye(.other)))
    #expect(stopped.descriptions(.own)[0].audio?.port == 0, "the phone's offer is refused")
    #expect(connected.handle(.acknowledged(.other, Bodies.other)).has(.bye(.other)))
    _ = connected.handle(.byeCompleted(.own))
    #expect(connected.handle(.byeCompleted(.other)).last == .finish)
  }

  @Test func theACKThatNeverComesEndsTheCall() throws {
    var call = IncomingCall.test(phones: 1)
    let answered = call.run(.start, .recorded, .answered(0, Bodies.own))
    var connected = try #require(answered.connected)
    let actions = connected.handle(.unacknowledged(.other))
    #expect(actions.has(.bye(.own)) && actions.has(.bye(.other)))
    #expect(actions.notices.contains { if case .disconnected = $0 { true } else { false } })
  }

  @Test func holdWaitsForTheCallersACK() throws {
    var call = IncomingCall.test(phones: 1)
    let answered = call.run(.start, .recorded, .answered(0, Bodies.own))
    var connected = try #require(answered.connected)
    let begun = connected.handle(.hold)
    #expect(begun.notices == [.changing])
    #expect(begun.descriptions(.other).isEmpty)
    #expect(connected.handle(.acknowledged(.other, nil)).isEmpty)
    #expect(connected.handle(.timer(.glare)).descriptions(.other).count == 1)
  }

  @Test func theCallerGivesUp() {
    var call = IncomingCall.test()
    call.run(.start, .recorded, .provisional(0, status: 180))
    let actions = call.run(.cancelled)
    #expect(actions.status == nil, "the layer has answered")
    #expect(actions.contains(.cancel(0, answeredElsewhere: false)))
    #expect(actions.outcome?.subcode == .missed)
    #expect(actions.outcome?.phase == .cancelled)
    // A phone that is picked up at this moment.
    #expect(call.run(.answered(0, Bodies.own)) == [.acknowledge(0, nil), .bye(0)])
  }

  @Test func theCallerGivesUpWhileTheRecordIsWritten() {
    var call = IncomingCall.test()
    #expect(call.run(.start, .cancelled).isEmpty)
    let actions = call.run(.recorded)
    #expect(actions.notices.first == .started)
    #expect(actions.outcome?.subcode == .missed)
    #expect(!actions.contains { if case .invite = $0 { true } else { false } })
    #expect(actions.last == .finish)
  }

  @Test func aByeBeforeTheAnswerIsAnsweredWith487() {
    var call = IncomingCall.test()
    #expect(call.run(.start, .recorded, .hungUp).status == 487)
  }

  @Test func nobodyAnswers() {
    var call = IncomingCall.test()
    let actions = call.run(.start, .recorded, .timer(.ring))
    #expect(actions.status == 480)
    #expect(actions.outcome?.subcode == .missed)
    #expect(actions.outcome?.phase == .failed)
    #expect(call.run(.timer(.release)).last == .finish, "phones that answer nothing are dropped")
  }

  @Test(arguments: [
    ([486, 404], 486), ([486, 480], 486), ([480, 486], 486), ([503, 486], 486), ([503, 500], 500), ([401, 302], 480),
    ([404, 480], 404),
    ([408, 487], 408),
  ]) func allRefuse(statuses: [Int], expected: Int) {
    var call = IncomingCall.test()
    call.run(.start, .recorded)
    #expect(call.run(.refused(0, Refusal(status: statuses[0]))) == [.release(0)])
    let actions = call.run(.refused(1, Refusal(status: statuses[1])))
    #expect(actions.status == expected)
    #expect(actions.last == .finish)
  }

  @Test func aPhoneThatRefusesForAllStopsTheOthers() {
    var call = IncomingCall.test()
    call.run(.start, .recorded)
    let actions = call.run(.refused(0, Refusal(status: 603)))
    #expect(actions.status == 603)
    #expect(actions.contains(.cancel(1, answeredElsewhere: false)))
    #expect(actions.outcome?.phase == .declined)
  }

  @Test func aPhoneThatAnswersWithoutAudioDoesNotGetTheCall() {
    var call = IncomingCall.test()
    call.run(.start, .recorded)
    let actions = call.run(.answered(0, nil))
    #expect(actions.contains(.acknowledge(0, nil)) && actions.contains(.bye(0)))
    #expect(actions.notices.isEmpty)
    #expect(call.run(.answered(1, Bodies.own)).connected != nil)
  }

  @Test(arguments: [486, 603, 488]) func declined(status: Int) {
    var call = IncomingCall.test()
    call.run(.start)
    #expect(!call.canDecline)
    call.run(.recorded)
    #expect(call.canDecline)
    let actions = call.run(.decline(status: status))
    #expect(actions.status == status)
    #expect(actions.outcome?.subcode == .declined)
    #expect(!call.canDecline)
    #expect(call.run(.decline(status: status)).isEmpty)
  }

  @Test func theServerStops() {
    var call = IncomingCall.test()
    let actions = call.run(.start, .recorded, .shutdown)
    #expect(actions.status == 503)
    #expect(actions.outcome?.code == .serviceFailure)
  }
}
