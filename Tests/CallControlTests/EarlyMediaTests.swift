import Testing

@testable import CallControl

/// Early media at every turn that the two phones can take.
@Suite struct EarlyMediaTests {
  // MARK: Joined

  @Test func theOwnPhoneHearsWhatIsOfferedReliably() throws {
    var call = Call.ringing()
    let offered = call.run(.early(Bodies.other))
    #expect(offered.notices == [.progressed(.alerting)])
    #expect(offered.prack == nil, "the answer is the own phone's to give")
    #expect(offered.descriptions(.own).first?.audio?.port == 50_000)
    let joined = call.run(.reanswered(.own, Bodies.own))
    #expect(joined.has(.acknowledge(.own, nil)))
    let prack = try #require(joined.prack)
    #expect(prack.response == ReliableResponse(status: 183, fork: "one", sequence: 1))
    #expect(prack.answer?.audio?.port == 40_000)
    #expect(prack.answer?.lines[1].hasPrefix("o=- 1002 ") == true)
    #expect(call.phase == .callingOther && call.invitation == .alerting && call.canCancel)
    let answered = call.run(.answered(.other, nil, fork: "one"))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.notices == [.connected])
    #expect(answered.descriptions(.own).isEmpty, "the own phone has what it needs")
  }

  @Test func aRepeatedDescriptionInTheTwoHundredIsNoNewOne() {
    var call = Call.hearing()
    let answered = call.run(.answered(.other, Bodies.phone(50_000, version: 2), fork: "one"))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.notices == [.connected])
  }

  @Test func anotherDescriptionInTheTwoHundredIsJoined() {
    var call = Call.hearing()
    let answered = call.run(.answered(.other, Bodies.phone(50_002), fork: "one"))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.descriptions(.own).first?.audio?.port == 50_002)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.connected])
  }

  @Test func withAnOfferTheAnswerIsJoinedAndAcknowledgedAtOnce() {
    var call = Call.ringing(offering: true)
    let early = call.run(.early(Bodies.other))
    #expect(early.prack?.answer == nil)
    #expect(early.prack?.response.sequence == 1)
    #expect(early.descriptions(.own).first?.audio?.port == 50_000)
    #expect(call.run(.reanswered(.own, Bodies.own)) == [.acknowledge(.own, nil)])
    #expect(call.run(.answered(.other, nil, fork: "one")).notices == [.connected])
  }

  @Test func theOtherSideIsToldAfterItsAnswerWhenTheOwnPhoneMoved() {
    var call = Call.ringing(offering: true)
    call.run(.early(Bodies.other), .reanswered(.own, Bodies.phone(42_000)))
    let answered = call.run(.answered(.other, nil, fork: "one"))
    #expect(answered.first == .stopTimer(.ringOther))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.descriptions(.other).last?.audio?.port == 42_000)
    #expect(answered.notices.isEmpty)
    #expect(call.run(.reanswered(.other, Bodies.other)).notices == [.connected])
  }

  // MARK: Nothing to join

  @Test func aReliableResponseWithoutADescriptionIsAcknowledged() {
    var call = Call.ringing()
    let ringing = call.run(.early(nil, status: 180))
    #expect(ringing.notices == [.progressed(.alerting)])
    #expect(ringing.prack?.answer == nil && ringing.prack != nil)
    #expect(ringing.descriptions(.own).isEmpty)
    #expect(!call.run(.answered(.other, Bodies.other)).descriptions(.own).isEmpty, "joined as without it")
  }

  @Test func theMediaComeWithALaterResponse() {
    var call = Call.ringing()
    call.run(.early(nil, status: 180))
    #expect(call.run(.early(Bodies.other, sequence: 2)).prack == nil)
    #expect(call.run(.reanswered(.own, Bodies.own)).prack?.response.sequence == 2)
    // The session is agreed upon: what is said once more changes nothing.
    let again = call.run(.early(Bodies.other, sequence: 3))
    #expect(again.prack?.answer == nil && again.prack?.response.sequence == 3 && again.count == 1)
  }

  @Test func anOfferWithoutAudioIsRefused() {
    var call = Call.ringing()
    let actions = call.run(.early(Bodies.phone(0)))
    #expect(actions.prack?.answer?.hasAudio == false)
    #expect(actions.descriptions(.own).isEmpty)
    let answered = call.run(.answered(.other, nil, fork: "one"))
    #expect(answered.has(.acknowledge(.other, nil)) && answered.has(.bye(.other)))
    #expect(answered.failure?.subcode == .mediaNegotiationFailure)
  }

  @Test func withEarlyMediaOffTheOwnPhoneIsLeftAlone() {
    var call = Call.ringing { $0.joinsEarlyMedia = false }
    let early = call.run(.early(Bodies.other))
    #expect(early.prack?.answer?.isOpen == false)
    #expect(early.descriptions(.own).isEmpty)
    let answered = call.run(.answered(.other, nil, fork: "one"))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.descriptions(.own).first?.audio?.port == 50_000)
    let told = call.run(.reanswered(.own, Bodies.own))
    #expect(told.descriptions(.other).first?.audio?.port == 40_000, "until now it was held")
    #expect(call.run(.reanswered(.other, Bodies.other)).notices == [.connected])
  }

  // MARK: The own phone will not

  @Test(arguments: [488, 491, 500])
  func whereTheOwnPhoneRefusesTheSidesAreJoinedAfterTheAnswer(status: Int) {
    var call = Call.ringing()
    call.run(.early(Bodies.other))
    let refused = call.run(.reinviteRefused(.own, Refusal(status: status)))
    #expect(refused.prack?.answer?.isOpen == false, "the PRACK is owed all the same")
    #expect(refused.failure == nil)
    let answered = call.run(.answered(.other, nil, fork: "one"))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.descriptions(.own).first?.audio?.port == 50_000)
    #expect(call.run(.reanswered(.own, Bodies.own)).descriptions(.other).first?.audio?.port == 40_000)
    #expect(call.run(.reanswered(.other, Bodies.other)).notices == [.connected])
  }

  @Test func anAnswerWithoutAudioIsARefusalToo() {
    var call = Call.ringing()
    call.run(.early(Bodies.other))
    let actions = call.run(.reanswered(.own, nil))
    #expect(actions.has(.acknowledge(.own, nil)))
    #expect(actions.prack?.answer?.isOpen == false)
  }

  @Test func anOwnPhoneThatIsGoneEndsTheCall() {
    var call = Call.ringing()
    call.run(.early(Bodies.other))
    let actions = call.run(.reinviteRefused(.own, Refusal(status: 481)))
    #expect(actions.failure?.code == .localFailure)
    #expect(actions.has(.cancel(.other)))
  }

  @Test func theFailingJoinAfterTheAnswerIsAMediaFailure() {
    var call = Call.ringing()
    call.run(
      .early(Bodies.other), .reinviteRefused(.own, Refusal(status: 488)), .answered(.other, nil, fork: "one"))
    let actions = call.run(.reinviteRefused(.own, Refusal(status: 488)))
    #expect(actions.failure?.subcode == .mediaNegotiationFailure)
    #expect(actions.has(.bye(.own)) && actions.has(.bye(.other)))
  }

  @Test func earlyMediaWaitForTheOwnPhonesOwnReinvite() {
    var call = Call.ringing()
    call.run(.reoffered(.own, nil))
    let waiting = call.run(.early(Bodies.other))
    #expect(waiting.has(.startTimer(.glare, .milliseconds(100))))
    #expect(waiting.descriptions(.own).isEmpty)
    call.run(.acknowledged(.own, Bodies.own))
    #expect(call.run(.timer(.glare)).descriptions(.own).first?.audio?.port == 50_000)
    #expect(call.run(.reanswered(.own, Bodies.own)).prack?.answer?.audio?.port == 40_000)
  }

  // MARK: The other side answers meanwhile

  @Test func theAnswerWithoutADescriptionCrossesTheOwnPhones() {
    var call = Call.ringing()
    call.run(.early(Bodies.other))
    let answered = call.run(.answered(.other, nil, fork: "one"))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.notices.isEmpty)
    let joined = call.run(.reanswered(.own, Bodies.own))
    #expect(joined.prack?.answer?.audio?.port == 40_000, "where the answer belongs")
    #expect(joined.notices == [.connected])
  }

  @Test func theAnswerThatRepeatsTheOfferCrossesTheOwnPhones() {
    var call = Call.ringing()
    call.run(.early(Bodies.other))
    let answered = call.run(.answered(.other, Bodies.other, fork: "one"))
    #expect(answered == [.stopTimer(.ringOther)])
    let joined = call.run(.reanswered(.own, Bodies.own))
    #expect(joined.prack?.answer?.audio?.port == 40_000)
    #expect(joined.descriptions(.other).count == 1, "the ACK answers it too")
    #expect(joined.notices == [.connected])
  }

  @Test(arguments: [true, false])
  func theOwnPhoneGlaresAfterTheAnswerHasCome(hasBody: Bool) {
    var call = Call.ringing()
    call.run(.early(Bodies.other), .answered(.other, hasBody ? Bodies.other : nil, fork: "one"))
    #expect(call.run(.reinviteRefused(.own, Refusal(status: 491))).prack == nil)
    #expect(!call.run(.timer(.glare)).descriptions(.own).isEmpty)
    let joined = call.run(.reanswered(.own, Bodies.own))
    #expect(joined.prack?.answer?.audio?.port == 40_000)
    #expect(joined.notices == [.connected])
  }

  @Test func theOwnPhoneRefusesAfterTheAnswerHasCome() {
    var call = Call.ringing()
    call.run(.early(Bodies.other), .answered(.other, Bodies.other, fork: "one"))
    let actions = call.run(.reinviteRefused(.own, Refusal(status: 488)))
    #expect(actions.failure?.subcode == .mediaNegotiationFailure)
    #expect(actions.descriptions(.other).first?.hasAudio == false, "its offer is answered by refusing it")
    #expect(actions.has(.bye(.other)))
  }

  // MARK: Forks

  @Test func theFirstForkWithMediaIsJoinedAndTheOthersAreHeld() {
    var call = Call.hearing()
    let second = call.run(.early(Bodies.phone(51_000), fork: "two", sequence: 7))
    #expect(second.prack?.response == ReliableResponse(status: 183, fork: "two", sequence: 7))
    #expect(second.prack?.answer?.isOpen == false)
    #expect(second.descriptions(.own).isEmpty)
    #expect(call.run(.answered(.other, nil, fork: "one")).notices == [.connected])
  }

  @Test func theHeldForkAnswers() {
    var call = Call.hearing()
    call.run(.early(Bodies.phone(51_000), fork: "two"))
    let answered = call.run(.answered(.other, nil, fork: "two"))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.descriptions(.own).first?.audio?.port == 51_000)
    let joined = call.run(.reanswered(.own, Bodies.own))
    #expect(joined.descriptions(.other).first?.audio?.port == 40_000, "it was held until now")
    #expect(call.run(.reanswered(.other, Bodies.phone(51_000))).notices == [.connected])
  }

  @Test func aForkThatSaidNothingReliablyAnswers() {
    var call = Call.hearing()
    let answered = call.run(.answered(.other, Bodies.phone(51_000), fork: "three"))
    #expect(answered.descriptions(.own).first?.audio?.port == 51_000)
    let joined = call.run(.reanswered(.own, Bodies.own))
    #expect(joined.descriptions(.other).first?.audio?.port == 40_000)
    #expect(joined.notices == [.connected])
  }

  @Test func anotherForkAnswersWhileTheFirstIsBeingJoined() {
    var call = Call.ringing()
    call.run(.early(Bodies.other), .answered(.other, Bodies.phone(51_000), fork: "three"))
    let stale = call.run(.reanswered(.own, Bodies.own))
    #expect(stale.prack == nil, "that fork is lost")
    #expect(stale.has(.acknowledge(.own, nil)))
    #expect(stale.descriptions(.own).last?.audio?.port == 51_000)
    #expect(call.run(.timer(.glare)).isEmpty)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.connected])
  }

  @Test func withAnOfferAnotherForkAnswers() {
    var call = Call.ringing(offering: true)
    call.run(.early(Bodies.other), .reanswered(.own, Bodies.own))
    let answered = call.run(.answered(.other, Bodies.phone(51_000), fork: "three"))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.descriptions(.own).first?.audio?.port == 51_000)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.connected])
  }

  // MARK: The PRACK fails

  @Test func aLostAnswerIsGivenOnceMoreByTheAcknowledgement() {
    var call = Call.hearing()
    #expect(call.run(.prackFailed(.other, fork: "one")).isEmpty)
    let answered = call.run(.answered(.other, Bodies.other, fork: "one"))
    #expect(answered.descriptions(.other).first?.audio?.port == 40_000)
    #expect(answered.notices == [.connected])
  }

  @Test func aLostAnswerIsGivenOnceMoreByAReinvite() {
    var call = Call.hearing()
    call.run(.prackFailed(.other, fork: "one"))
    let answered = call.run(.answered(.other, nil, fork: "one"))
    #expect(answered.has(.acknowledge(.other, nil)))
    #expect(answered.descriptions(.other).last?.audio?.port == 40_000)
    #expect(call.run(.reanswered(.other, Bodies.other)).notices == [.connected])
  }

  @Test func theCallRingsOnAfterAFailedPrackAndEndsInTime() {
    var call = Call.hearing()
    call.run(.prackFailed(.other, fork: "one"))
    #expect(call.run(.timer(.ringOther)).failure?.subcode == .timeout)
  }

  // MARK: It ends

  @Test func refusedAfterEarlyMedia() {
    var call = Call.hearing()
    let actions = call.run(.refused(.other, Refusal(status: 486)))
    #expect(actions.failure?.subcode == .busy)
    #expect(actions.has(.bye(.own)))
    #expect(actions.descriptions(.own).isEmpty)
  }

  @Test func refusedWhileTheOwnPhoneIsBeingJoined() {
    var call = Call.ringing()
    call.run(.early(Bodies.other), .refused(.other, Refusal(status: 486)))
    #expect(call.run(.reanswered(.own, Bodies.own)) == [.acknowledge(.own, nil)])
    #expect(call.run(.byeCompleted(.own)).last == .finish)
  }

  static let ends: [CallEvent] = [.cancel, .stop, .shutdown, .hungUp(.own), .timer(.ringOther)]

  @Test(arguments: ends.indices, [false, true])
  func everythingEndsAtEveryPoint(end: Int, isHearing: Bool) {
    var call = isHearing ? Call.hearing() : Call.ringing()
    if !isHearing { call.run(.early(Bodies.other)) }
    let actions = call.run(Self.ends[end])
    #expect(actions.failure != nil)
    #expect(actions.has(.cancel(.other)))
    #expect(actions.prack == nil)
    let late = call.run(.early(Bodies.other, sequence: 2))
    #expect(late.isEmpty, "CANCEL is out")
    // It crosses our CANCEL: the session it was agreed upon has no offer that the ACK must answer.
    let crossed = call.run(.answered(.other, nil, fork: "one"))
    #expect(crossed == [.acknowledge(.other, nil), .bye(.other), .startTimer(.releaseOther, .seconds(40))])
  }

  @Test func anotherForksAnswerCrossesCancel() {
    var call = Call.hearing()
    call.run(.cancel)
    let crossed = call.run(.answered(.other, Bodies.phone(51_000), fork: "two"))
    #expect(crossed.descriptions(.other).first?.hasAudio == false, "its offer is answered")
    #expect(crossed.has(.bye(.other)))
  }

  // MARK: The call goes on elsewhere

  @Test func theOwnPhoneHearsNothingWhenTheCallIsSentOn() {
    var call = Call.hearing()
    let sentOn = call.run(.refused(.other, .moved))
    let silence = sentOn.descriptions(.own)
    #expect(silence.count == 1 && silence.first?.isOpen == false)
    #expect(call.run(.redirectAccepted).has(.invite(.other, nil)))
    #expect(call.run(.reanswered(.own, Bodies.own)) == [.acknowledge(.own, nil)])
    // Where it went to is heard like the first.
    #expect(call.run(.early(Bodies.phone(51_000))).descriptions(.own).first?.audio?.port == 51_000)
    #expect(call.run(.reanswered(.own, Bodies.own)).prack?.answer?.audio?.port == 40_000)
    #expect(call.run(.answered(.other, nil, fork: "one")).notices == [.connected])
  }

  @Test func theSecondPhonesMediaWaitForTheEndOfTheFirstOnes() {
    var call = Call.ringing()
    call.run(.early(Bodies.other), .refused(.other, .moved), .redirectAccepted)
    #expect(call.run(.early(Bodies.phone(51_000))).descriptions(.own).isEmpty)
    let stale = call.run(.reanswered(.own, Bodies.own))
    #expect(stale.prack == nil, "an answer to the first phone's offer")
    #expect(stale.descriptions(.own).last?.audio?.port == 51_000)
    #expect(call.run(.reanswered(.own, Bodies.phone(43_000))).prack?.answer?.audio?.port == 43_000)
  }

  @Test func theSilenceIsRefusedAndTheCallGoesOn() {
    var call = Call.hearing()
    call.run(.refused(.other, .moved), .redirectAccepted)
    #expect(call.run(.reinviteRefused(.own, Refusal(status: 488))).isEmpty)
    #expect(!call.run(.answered(.other, Bodies.other)).descriptions(.own).isEmpty)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.connected])
  }

  // MARK: The own phone changes its media

  @Test func theOwnPhoneGoesOnHearingAfterItsRefresh() {
    var call = Call.hearing()
    let refreshed = call.run(.reoffered(.own, Bodies.own))
    #expect(refreshed.descriptions(.own).first?.audio?.port == 50_000)
    #expect(call.run(.answered(.other, nil, fork: "one")).notices == [.connected])
  }

  @Test func theOwnPhoneMovesWhileItHears() {
    var call = Call.hearing()
    call.run(.reoffered(.own, Bodies.phone(44_000)))
    #expect(call.run(.answered(.other, nil, fork: "one")).descriptions(.other).last?.audio?.port == 44_000)
    #expect(call.run(.reanswered(.other, Bodies.other)).notices == [.connected])
  }

  @Test func theOwnPhoneRefreshesWithoutAnOffer() {
    var call = Call.hearing()
    #expect(call.run(.reoffered(.own, nil)).descriptions(.own).first?.audio?.port == 50_000)
    call.run(.acknowledged(.own, Bodies.phone(44_000)))
    #expect(call.run(.answered(.other, nil, fork: "one")).descriptions(.other).last?.audio?.port == 44_000)
  }

  @Test func theOwnPhoneHoldsAndIsJoinedAgainByTheAnswer() {
    var call = Call.hearing()
    let holds = Array(String(decoding: Bodies.own, as: UTF8.self).replacing("sendrecv", with: "sendonly").utf8)
    #expect(call.run(.reoffered(.own, holds)).descriptions(.own).first?.isOpen == false)
    let answered = call.run(.answered(.other, nil, fork: "one"))
    #expect(answered.descriptions(.own).first?.audio?.port == 50_000)
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.connected])
  }

  // MARK: States

  @Test func aGroupRings() {
    var call = Call.ringing { $0.ringsGroup = true }
    #expect(call.run(.provisional(.other, status: 180)).notices == [.progressed(.teamRing)])
    #expect(call.run(.provisional(.other, status: 181)).notices == [.progressed(.forwarded)])
    #expect(call.run(.provisional(.other, status: 183)).notices == [.progressed(.teamRing)])
    // What a 302 leads to is no longer the group.
    #expect(call.run(.refused(.other, .moved)).notices == [.redirected])
    call.run(.redirectAccepted)
    #expect(call.run(.provisional(.other, status: 180)).notices == [.progressed(.alerting)])
  }
}

extension Call {
  /// The own phone has answered and the other side is called.
  static func ringing(offering: Bool = false, configure: (inout CallSettings) -> Void = { _ in }) -> Call {
    var call = Call.test(offering: offering, configure: configure)
    call.run(.start, .answered(.own, Bodies.own))
    if offering { call.run(.reanswered(.own, Bodies.own)) }
    return call
  }

  /// The own phone hears the first fork of the other side.
  static func hearing() -> Call {
    var call = Call.ringing()
    call.run(.early(Bodies.other), .reanswered(.own, Bodies.own))
    return call
  }
}

extension CallEvent {
  static func early(
    _ body: [UInt8]?, status: Int = 183, fork: String = "one", sequence: UInt32 = 1
  ) -> CallEvent {
    .reliable(.other, ReliableResponse(status: status, fork: fork, sequence: sequence), body)
  }
}

extension Refusal {
  static let moved = Refusal(status: 302, contacts: ["sip:+14255550139@trunk.contoso.test"])
}

extension [CallAction] {
  var prack: (response: ReliableResponse, answer: SessionDescription?)? {
    lazy.compactMap { if case .prack(_, let response, let answer) = $0 { (response, answer) } else { nil } }.first
  }
}
