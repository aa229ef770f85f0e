import Testing

@testable import CallControl

/// Session timers (RFC 4028) of a call's legs. The interval is 1800 s, and the least 90 s, unless a test says otherwise.
@Suite struct SessionTimerTests {
  static let update = SessionTerms(takesUpdate: true)

  /// A call that is up, whose phones have said this in their 2xx to the INVITE.
  static func connected(own: SessionTerms = .none, other: SessionTerms = .none) -> Call {
    var call = Call.test { $0.session = .seconds(1800) }
    call.run(.start, .answered(.own, Bodies.own, terms: own), .answered(.other, Bodies.other, terms: other))
    call.run(.reanswered(.own, Bodies.own, terms: own))
    return call
  }

  // MARK: What is agreed

  @Test func anInviteAsksForTheInterval() {
    var call = Call.test { $0.session = .seconds(1800) }
    call.run(.start)
    #expect(call.sessionTerms(requesting: .own) == SessionTerms(expires: 1800, minimum: 90, isSupported: true))
    call.run(.answered(.own, Bodies.own))
    #expect(
      call.sessionTerms(requesting: .own)
        == SessionTerms(expires: 1800, refresher: .uac, minimum: 90, isSupported: true))
    #expect(call.sessionTerms(requesting: .other)?.refresher == nil, "nothing is agreed there yet")
  }

  @Test func offMeansNoTimerAndNoHeaderFields() {
    var call = Call.test()
    let actions = call.run(.start) + call.run(.answered(.own, Bodies.own, terms: SessionTerms(expires: 90)))
    #expect(!actions.contains { if case .startTimer(.sessionOwn, _) = $0 { true } else { false } })
    #expect(call.sessionTerms(requesting: .own) == nil && call.sessionTerms(answering: .own) == nil)
    #expect(call.own.timer.interval == 0 && call.own.sent == nil)
  }

  @Test func aPhoneThatKnowsNoTimersIsAskedAllTheSame() {
    var call = Call.test { $0.session = .seconds(1800) }
    call.run(.start)
    let actions = call.run(.answered(.own, Bodies.own))
    #expect(actions.has(.startTimer(.sessionOwn, .seconds(900))))
    #expect(call.own.timer.isRefresher && !call.own.timer.isAgreed)
  }

  @Test func thePhoneDecidesWhoRefreshesAndHowOften() {
    var call = Call.test { $0.session = .seconds(1800) }
    call.run(.start)
    let terms = SessionTerms(expires: 600, refresher: .uas, isSupported: true)
    #expect(call.run(.answered(.own, Bodies.own, terms: terms)).has(.startTimer(.sessionOwn, .seconds(568))))
    #expect(call.sessionTerms(requesting: .own)?.expires == 600)
    #expect(call.sessionTerms(requesting: .own)?.refresher == .uas)
  }

  @Test(arguments: [(Int32(90), Duration.seconds(60)), (96, .seconds(64)), (120, .seconds(88)), (1800, .seconds(1768))])
  func aPhoneThatRefreshesIsGivenUpBeforeTheSessionEnds(interval: Int32, delay: Duration) {
    var timer = SessionTimer()
    timer.interval = interval
    timer.isRefresher = false
    #expect(timer.delay == delay)
  }

  @Test func aPhoneCannotMakeItShorterThanMayBeNorLonger() {
    let short = Self.connected(own: SessionTerms(expires: 1), other: SessionTerms(expires: 7200))
    #expect(short.own.timer.interval == 90 && short.other.timer.interval == 1800)
  }

  @Test func aRefusalAsTooShortIsFollowedOnce() {
    var call = Call.test { $0.session = .seconds(1800) }
    let first = call.run(.start).descriptions(.own)
    let again = call.run(.refused(.own, Refusal(status: 422, minimumSession: 3600)))
    #expect(again == [.invite(.own, first[0])])
    #expect(call.sessionTerms(requesting: .own) == SessionTerms(expires: 3600, minimum: 3600, isSupported: true))
    let end = call.run(.refused(.own, Refusal(status: 422, minimumSession: 7200)))
    #expect(end.failure?.subcode == .unreachable)
  }

  @Test func theOtherSideIsAskedAgainWithoutAnOffer() {
    var call = Call.test { $0.session = .seconds(1800) }
    call.run(.start, .answered(.own, Bodies.own))
    #expect(call.run(.refused(.other, Refusal(status: 422, minimumSession: 3600))) == [.invite(.other, nil)])
    #expect(call.run(.answered(.other, Bodies.other)).descriptions(.own).first?.audio?.port == 50_000)
  }

  @Test(arguments: [nil, Int32(90), 100_000])
  func aRefusalThatAsksForNothingPossibleIsFinal(minimum: Int32?) {
    var call = Call.test { $0.session = .seconds(1800) }
    call.run(.start)
    if minimum == 90 { call.run(.refused(.own, Refusal(status: 422, minimumSession: 90))) }
    #expect(call.run(.refused(.own, Refusal(status: 422, minimumSession: minimum))).failure != nil)
  }

  @Test(arguments: [
    (SessionTerms.Refresher.uac, false), (.uas, true), (nil, false),
  ])
  func aPhonesReinviteGetsItsWish(refresher: SessionTerms.Refresher?, isOurs: Bool) {
    var call = Self.connected()
    let terms = SessionTerms(expires: 300, refresher: refresher, isSupported: true)
    call.run(.reoffered(.own, Bodies.own, terms: terms))
    #expect(call.own.timer.interval == 1800, "not before it is answered")
    let answered = call.run(.reanswered(.other, Bodies.other))
    #expect(answered.has(.startTimer(.sessionOwn, .seconds(isOurs ? 150 : 268))))
    #expect(
      call.sessionTerms(answering: .own)
        == SessionTerms(expires: 300, refresher: isOurs ? .uas : .uac, isSupported: true))
  }

  @Test func aRefusedReinviteChangesNothing() {
    var call = Self.connected()
    call.run(.reoffered(.own, Bodies.own, terms: SessionTerms(expires: 300, refresher: .uac, isSupported: true)))
    call.run(.reinviteRefused(.other, Refusal(status: 488)))
    #expect(call.own.timer.interval == 1800 && call.own.timer.isRefresher && call.own.timer.asked == nil)
  }

  @Test func whatIsTooShortIsRefused() {
    var call = Self.connected()
    let terms = SessionTerms(expires: 60, isSupported: true)
    #expect(call.run(.reoffered(.own, Bodies.own, terms: terms)) == [.respond(.own, status: 422, nil)])
    #expect(call.run(.updated(.own, nil, terms: terms)) == [.respondToUpdate(.own, status: 422)])
    // A proxy asked for it: the phone would not know what to do.
    let ofProxy = SessionTerms(expires: 60)
    #expect(call.run(.updated(.own, nil, terms: ofProxy)).has(.respondToUpdate(.own, status: 200)))
    #expect(call.own.timer.interval == 90 && call.own.timer.isRefresher)
  }

  @Test func aCallThatCameInHasTimersOnBothLegs() {
    var incoming = IncomingCall.test(RingPlan([.init(.own)]), sessions: true)
    _ = incoming.handle(.start)
    let invited = incoming.handle(.recorded)
    #expect(incoming.sessionTerms(requesting: 0)?.expires == 1800)
    let again = incoming.handle(.refused(0, Refusal(status: 422, minimumSession: 3600)))
    #expect(again.first == invited.first { if case .invite = $0 { true } else { false } } && again.count == 1)
    #expect(incoming.sessionTerms(requesting: 0)?.expires == 3600)
    let actions = incoming.handle(.answered(0, Bodies.own))
    guard var call = actions.lazy.compactMap({ if case .connect(_, let call) = $0 { call } else { nil } }).first else {
      Issue.record("not connected: \(actions)")
      return
    }
    let caller = SessionTerms(expires: 600, refresher: .uac, isSupported: true)
    let begun = call.run(.sessionsBegun(own: .none, caller: caller))
    #expect(begun == [.startTimer(.sessionOwn, .seconds(1800)), .startTimer(.sessionOther, .seconds(568))])
    #expect(call.sessionTerms(answering: .other)?.refresher == .uac)
    #expect(call.run(.timer(.sessionOther)) == [.startTimer(.sessionOther, .seconds(1))], "his ACK is awaited")
    call.run(.acknowledged(.other, nil))
    let end = call.run(.timer(.sessionOther))
    #expect(end.notices == [.disconnected(.lost(.other, .silent))] && end.has(.bye(.own)))
  }

  // MARK: Refreshes

  @Test func byUpdateWhereThePhoneTakesIt() {
    var call = Self.connected(own: Self.update)
    #expect(call.run(.timer(.sessionOwn)) == [.update(.own)])
    #expect(call.run(.updateAnswered(.own)) == [.startTimer(.sessionOwn, .seconds(900))])
    #expect(call.isConnected)
  }

  @Test func elseByAReinviteThatChangesNothing() {
    var call = Self.connected()
    let told = call.own.sent
    #expect(told?.audio?.port == 50_000)
    let actions = call.run(.timer(.sessionOwn))
    #expect(actions == [.reinvite(.own, told)], "the same version")
    let answered = call.run(.reanswered(.own, Bodies.own))
    #expect(answered == [.startTimer(.sessionOwn, .seconds(900)), .acknowledge(.own, nil)])
    #expect(call.canHold && call.own.negotiation == .stable)
  }

  @Test func whatWasSentInAnAckIsWhatIsSentAgain() {
    var call = Self.connected()
    let actions = call.run(.timer(.sessionOther))
    #expect(actions.descriptions(.other).first?.audio?.port == 40_000)
    #expect(actions == [.reinvite(.other, call.other.sent)])
  }

  @Test func aRefusedOfferIsNotWhatWasSentLast() {
    var call = Self.connected()
    let before = call.other.sent
    call.run(.hold, .reinviteRefused(.other, Refusal(status: 488)))
    #expect(call.run(.timer(.sessionOther)) == [.reinvite(.other, before)])
  }

  @Test func aPhoneThatRefusesUpdateGetsAReinvite() {
    var call = Self.connected(own: Self.update)
    call.run(.timer(.sessionOwn))
    let actions = call.run(.updateRefused(.own, Refusal(status: 405)))
    #expect(actions == [.reinvite(.own, call.own.sent)])
    #expect(!call.own.timer.takesUpdate)
  }

  @Test func notWhileSomethingElseIsNegotiated() {
    let wait = [CallAction.startTimer(.sessionOwn, .seconds(1))]
    var call = Self.connected(own: Self.update)
    call.run(.reoffered(.own, Bodies.own))
    #expect(call.run(.timer(.sessionOwn)) == wait)
    call.run(.reanswered(.other, Bodies.other), .acknowledged(.own, nil), .hold)
    #expect(call.run(.timer(.sessionOwn)) == wait)
    call.run(.reanswered(.other, Bodies.other), .reanswered(.own, Bodies.own))
    #expect(call.run(.timer(.sessionOwn)) == [.update(.own)], "a held call is refreshed too")
  }

  @Test func theOwnPhoneIsRefreshedWhileTheOtherSideRings() {
    var call = Call.test { $0.session = .seconds(90) }
    call.run(.start, .answered(.own, Bodies.own), .provisional(.other, status: 180))
    #expect(call.run(.timer(.sessionOwn)) == [.reinvite(.own, call.own.sent)])
    // The other side answers meanwhile: the join waits for its turn.
    #expect(call.run(.answered(.other, Bodies.other)).has(.startTimer(.glare, .milliseconds(100))))
    #expect(call.run(.timer(.glare)) == [])
    let joined = call.run(.reanswered(.own, Bodies.own))
    #expect(joined.descriptions(.own).first?.audio?.port == 50_000)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.connected])
  }

  @Test func holdWaitsForARefresh() {
    var call = Self.connected()
    call.run(.timer(.sessionOther))
    #expect(call.run(.hold).has(.startTimer(.glare, .milliseconds(100))))
    call.run(.reanswered(.other, Bodies.other))
    #expect(call.run(.timer(.glare)).descriptions(.other).first?.isOpen == false)
  }

  @Test func aCollisionIsTriedAgain() {
    var call = Self.connected()
    call.run(.timer(.sessionOwn))
    #expect(call.run(.reoffered(.own, Bodies.own)) == [.respond(.own, status: 491, nil)])
    let actions = call.run(.reinviteRefused(.own, Refusal(status: 491)))
    guard case .startTimer(.sessionOwn, let delay)? = actions.first, actions.count == 1 else {
      Issue.record("\(actions)")
      return
    }
    #expect(delay >= .milliseconds(2100) && delay <= .seconds(4))
    #expect(call.run(.timer(.sessionOwn)) == [.reinvite(.own, call.own.sent)])
  }

  @Test func anyAnswerShowsThatThePhoneIsThere() {
    var call = Self.connected(own: Self.update)
    for _ in 0..<5 {
      call.run(.timer(.sessionOwn))
      #expect(
        call.run(.updateRefused(.own, Refusal(status: 500))) == [.startTimer(.sessionOwn, .seconds(225))])
    }
    #expect(call.isConnected)
  }

  @Test func aRefreshThatIsTooShortIsSentAgain() {
    var call = Self.connected(own: Self.update)
    call.run(.timer(.sessionOwn))
    #expect(call.run(.updateRefused(.own, Refusal(status: 422, minimumSession: 3600))) == [.update(.own)])
    #expect(call.sessionTerms(requesting: .own)?.expires == 3600)
    let again = call.run(.updateRefused(.own, Refusal(status: 422, minimumSession: 7200)))
    #expect(again == [.startTimer(.sessionOwn, .seconds(225))])
    var other = Self.connected()
    other.run(.timer(.sessionOwn))
    let reinvite = other.run(.reinviteRefused(.own, Refusal(status: 422, minimumSession: 3600)))
    #expect(reinvite == [.reinvite(.own, other.own.sent)] && other.own.isReinviting)
  }

  @Test func aPhoneThatHasMovedIsFollowed() {
    var call = Self.connected()
    call.run(.timer(.sessionOwn))
    let moved = call.run(.reanswered(.own, Bodies.phone(40_002)))
    #expect(moved.notices == [.changing])
    #expect(moved.descriptions(.other).first?.audio?.port == 40_002)
    #expect(call.run(.reanswered(.other, Bodies.other)).notices == [.resumed])
  }

  @Test func whileHeldItIsFollowedWhenTheCallIsResumed() {
    var call = Self.connected()
    call.run(.hold, .reanswered(.other, Bodies.other), .reanswered(.own, Bodies.own), .timer(.sessionOwn))
    #expect(call.run(.reanswered(.own, Bodies.phone(40_002))).notices.isEmpty)
    #expect(call.isHeld)
    #expect(call.run(.resume).descriptions(.other).first?.audio?.port == 40_002)
  }

  @Test func aMoveWhileAnotherPhoneIsCalledIsToldWhenThatFails() {
    var call = Self.connected()
    call.run(.transfer(by: nil), .timer(.sessionOther))
    #expect(call.run(.reanswered(.other, Bodies.phone(50_002))).descriptions(.own).isEmpty)
    let failed = call.run(.refused(.new, Refusal(status: 486)))
    #expect(failed.descriptions(.own).first?.audio?.port == 50_002)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.resumed])
  }

  // MARK: Loss

  @Test(arguments: [
    Refusal(status: 481), Refusal(status: 408), Refusal(status: 408, origin: .noResponse),
  ])
  func aPhoneThatIsGoneEndsTheCall(refusal: Refusal) {
    for leg in [LegID.own, .other] {
      var call = Self.connected(own: Self.update)
      call.run(.timer(leg.sessionTimer))
      let end = call.run(leg == .own ? .updateRefused(.own, refusal) : .reinviteRefused(.other, refusal))
      #expect(end.notices == [.disconnected(.lost(leg, .silent))])
      #expect(end.has(.bye(.own)) && end.has(.bye(.other)))
      #expect(end.has(.stopTimer(.sessionOwn)) && end.has(.stopTimer(.sessionOther)))
      call.run(.byeCompleted(leg.peer))
      #expect(call.run(.timer(leg.releaseTimer)).has(.finish))
    }
  }

  @Test func aRefreshThatCannotBeSentIsTriedThreeTimes() {
    var call = Self.connected(own: Self.update)
    let unsent = CallEvent.updateRefused(.own, Refusal(status: 503, origin: .transport))
    for _ in 0..<2 {
      call.run(.timer(.sessionOwn))
      #expect(call.run(unsent) == [.startTimer(.sessionOwn, .seconds(225))])
    }
    call.run(.timer(.sessionOwn))
    #expect(call.run(unsent).notices == [.disconnected(.lost(.own, .silent))])
  }

  @Test func aPhoneThatDoesNotRefreshEndsTheCall() {
    var call = Self.connected(other: SessionTerms(expires: 120, refresher: .uas, isSupported: true))
    #expect(call.run(.timer(.sessionOther)).notices == [.disconnected(.lost(.other, .silent))])
  }

  @Test func aPhoneThatDoesStaysAndSoDoesTheCall() {
    let terms = SessionTerms(expires: 120, refresher: .uas, isSupported: true)
    var call = Self.connected(other: terms)
    let refreshed = call.run(
      .updated(.other, nil, terms: SessionTerms(expires: 120, refresher: .uac, isSupported: true)))
    #expect(refreshed == [.startTimer(.sessionOther, .seconds(88)), .respondToUpdate(.other, status: 200)])
    #expect(call.sessionTerms(answering: .other)?.refresher == .uac)
  }

  @Test func beforeTheCallIsUpItFails() {
    var call = Call.test { $0.session = .seconds(1800) }
    call.run(.start, .answered(.own, Bodies.own, terms: Self.update), .timer(.sessionOwn))
    let end = call.run(.updateRefused(.own, Refusal(status: 408, origin: .noResponse)))
    #expect(end.failure == .lostInSetup(.own) && end.has(.cancel(.other)) && end.has(.bye(.own)))
  }

  @Test func aPhoneThatIsBeingReplacedIsNotNeeded() {
    var call = Self.connected(own: Self.update)
    call.run(.takeOver, .timer(.sessionOwn))
    let lost = call.run(.updateRefused(.own, Refusal(status: 481)))
    #expect(lost.has(.bye(.own)) && lost.has(.release(.own)) && lost.notices.isEmpty)
    call.run(.answered(.new, Bodies.phone(60_000)))
    #expect(call.run(.reanswered(.other, Bodies.other)).notices == [.replaced(.takeover)])
    #expect(call.run(.timer(.sessionOwn)) == [.reinvite(.own, call.own.sent)], "the new phone's")
  }

  @Test func nothingIsRefreshedOfACallThatEnds() {
    var call = Self.connected()
    let end = call.run(.stop)
    #expect(end.has(.stopTimer(.sessionOwn)) && end.has(.stopTimer(.sessionOther)))
    #expect(call.run(.timer(.sessionOwn)) == [])
  }

  // MARK: UPDATE of a phone

  @Test func anUpdateWithAnOfferIsAReinvite() {
    var call = Self.connected()
    let passed = call.run(.updated(.own, Bodies.phone(43_000)))
    #expect(passed.descriptions(.other).first?.audio?.port == 43_000)
    let answered = call.run(.reanswered(.other, Bodies.phone(44_000)))
    #expect(answered.descriptions(.own).first?.audio?.port == 44_000)
    call.run(.acknowledged(.own, nil))
    #expect(call.own.negotiation == .stable && call.canHold)
  }

  @Test func beforeTheAnswerItIsRefused() {
    var call = Self.connected()
    call.run(.takeOver)
    #expect(call.run(.updated(.new, Bodies.own)) == [.respond(.new, status: 488, nil)])
    #expect(call.run(.updated(.new, nil)) == [.respondToUpdate(.new, status: 200)])
  }
}
