import Testing

@testable import CallControl

/// Audible progress: what the own phone hears until it talks.
@Suite struct ToneTests {
  static func call(_ configure: (inout CallSettings) -> Void = { _ in }) -> Call {
    .test {
      $0.media = Bodies.tones
      $0.playsProgress = true
      configure(&$0)
    }
  }

  /// A call whose other side rings.
  static func ringing() -> Call {
    var call = call()
    call.run(.start, .answered(.own, Bodies.own), .provisional(.other, status: 180))
    return call
  }

  @Test func theOwnPhoneIsOfferedTheToneSource() throws {
    var call = Self.call()
    let offer = try #require(call.run(.start).descriptions(.own).first)
    #expect(offer.audio == Bodies.tones)
    #expect(offer.isOpen && offer.lines.contains("a=rtpmap:101 telephone-event/8000"))
    let answered = call.run(.answered(.own, Bodies.own))
    guard case .openMedia(let description)? = answered.first(where: { if case .openMedia = $0 { true } else { false } })
    else {
      Issue.record("the tone source is not told where the phone is")
      return
    }
    #expect(description.audio?.port == 40_000)
    #expect(answered.tones.isEmpty, "nothing rings yet")
  }

  @Test(arguments: [180, 181, 183]) func ringbackBeginsOnce(status: Int) {
    var call = Self.call()
    call.run(.start, .answered(.own, Bodies.own))
    #expect(call.run(.provisional(.other, status: 100)).tones.isEmpty)
    #expect(call.run(.provisional(.other, status: status)).tones == [.ringback])
    #expect(call.run(.provisional(.other, status: 180)).tones.isEmpty)
    #expect(call.run(.provisional(.own, status: 180)).isEmpty)
  }

  @Test func theToneEndsBeforeTheOwnPhoneIsJoined() throws {
    var call = Self.ringing()
    let answered = call.run(.answered(.other, Bodies.other))
    let stop = try #require(answered.firstIndex(of: .play(nil)))
    let join = try #require(answered.firstIndex { if case .reinvite(.own, _) = $0 { true } else { false } })
    #expect(stop < join)
    let joined = call.run(.reanswered(.own, Bodies.own))
    #expect(joined.has(.closeMedia) && joined.notices == [.connected])
    #expect(call.run(.stop).tones.isEmpty)
  }

  @Test func theToneEndsEvenWhileTheJoinHasToWait() {
    var call = Self.ringing()
    call.run(.reoffered(.own, nil))
    let answered = call.run(.answered(.other, Bodies.other))
    #expect(answered.tones == [nil])
    #expect(answered.descriptions(.own).isEmpty)
    #expect(call.run(.acknowledged(.own, Bodies.own)).isEmpty, "its answer is of no use to the tone source any more")
    #expect(call.run(.timer(.glare)).descriptions(.own).first?.audio?.port == 50_000)
  }

  @Test(arguments: [(486, CallTone.busy), (600, .busy), (603, .congestion), (404, .congestion), (503, .congestion)])
  func aFailureIsHeard(status: Int, tone: CallTone) {
    var call = Self.ringing()
    let refused = call.run(.refused(.other, Refusal(status: status)))
    #expect(refused.failure != nil, "the application learns of it at once")
    #expect(refused.tones == [tone])
    #expect(refused.has(.startTimer(.failureTone, .seconds(3))))
    #expect(!refused.has(.bye(.own)))
    let end = call.run(.timer(.failureTone))
    #expect(end.has(.closeMedia) && end.has(.bye(.own)) && end.notices.isEmpty)
    #expect(call.run(.byeCompleted(.own)).last == .finish)
  }

  @Test func theOtherSideThatDoesNotAnswerIsCancelledWhileTheToneIsHeard() {
    var call = Self.ringing()
    let timeout = call.run(.timer(.ringOther))
    #expect(timeout.has(.cancel(.other)) && timeout.tones == [.congestion])
    // A 200 that crosses the CANCEL ends that leg and nothing else.
    let late = call.run(.answered(.other, Bodies.other))
    #expect(late.has(.bye(.other)) && late.tones.isEmpty)
    #expect(!call.run(.byeCompleted(.other)).has(.finish))
    call.run(.timer(.failureTone))
    #expect(call.run(.byeCompleted(.own)).last == .finish)
  }

  @Test func hangingUpEndsTheFailureTone() {
    var call = Self.ringing()
    call.run(.refused(.other, Refusal(status: 486)))
    let actions = call.run(.hungUp(.own))
    #expect(actions.has(.stopTimer(.failureTone)) && actions.has(.closeMedia))
    #expect(actions.notices.isEmpty && actions.last == .finish)
  }

  @Test func theEndOfTheServerEndsTheFailureTone() {
    var call = Self.ringing()
    call.run(.refused(.other, Refusal(status: 486)))
    let actions = call.run(.shutdown)
    #expect(actions.has(.bye(.own)) && actions.has(.closeMedia))
  }

  @Test func aPhoneThatIsHeldWhileItHearsTheFailureIsEndedAllTheSame() {
    var call = Self.ringing()
    call.run(.refused(.other, Refusal(status: 486)))
    let srtp = String(decoding: Bodies.own, as: UTF8.self).replacing("RTP/AVP", with: "RTP/SAVP")
    let answer = call.run(.reoffered(.own, Array(srtp.utf8)))
    #expect(answer.tones == [nil] && answer.descriptions(.own).first?.lines.contains("a=inactive") == true)
    #expect(call.run(.timer(.failureTone)).has(.bye(.own)))
  }

  @Test(arguments: [CallEvent.cancel, .stop, .hungUp(.own), .shutdown])
  func whoeverGaveUpHearsNothing(event: CallEvent) {
    var call = Self.ringing()
    let actions = call.run(event)
    #expect(actions.failure != nil && actions.has(.closeMedia))
    #expect(actions.tones == [nil])
  }

  @Test func aFailureOfTheOwnPhoneIsNotHeard() {
    var call = Self.call()
    call.run(.start)
    let actions = call.run(.refused(.own, Refusal(status: 486)))
    #expect(actions.tones.isEmpty && actions.has(.closeMedia) && actions.last == .finish)
  }

  @Test func whileForwardedNothingRings() {
    var call = Self.ringing()
    let moved = call.run(.refused(.other, Refusal(status: 302, contacts: ["sip:+14255550103@contoso.test"])))
    #expect(moved.tones == [nil])
    #expect(call.run(.redirectAccepted).tones.isEmpty)
    #expect(call.run(.provisional(.other, status: 180)).tones == [.ringback])
    var circle = Self.ringing()
    circle.run(.refused(.other, Refusal(status: 302, contacts: ["sip:+14255550103@contoso.test"])))
    let outcome = Outcome(.failed, .remoteFailure, .unreachable, .forwardedInCircle)
    #expect(circle.run(.redirectRefused(outcome)).tones == [.congestion])
  }

  @Test func theFallBackToAnOfferKeepsTheTones() {
    var call = Self.call()
    call.run(.start, .answered(.own, Bodies.own), .refused(.other, Refusal(status: 488)))
    let called = call.run(.reanswered(.own, Bodies.phone(41_000)))
    #expect(called.descriptions(.own).first?.audio == Bodies.tones, "acknowledged with the tone source")
    #expect(called.descriptions(.other).first?.audio?.port == 41_000)
    #expect(call.run(.provisional(.other, status: 180)).tones == [.ringback])
    #expect(call.run(.answered(.other, Bodies.other)).tones == [nil])
    let joined = call.run(.reanswered(.own, Bodies.phone(41_000)))
    #expect(joined.has(.closeMedia) && joined.notices == [.connected])
  }

  @Test func aPhoneThatMovesTakesTheToneAlong() {
    var call = Self.ringing()
    let answer = call.run(.reoffered(.own, Bodies.phone(43_000)))
    #expect(answer.descriptions(.own).first?.audio == Bodies.tones)
    #expect(
      answer.contains { if case .openMedia(let description) = $0 { description.audio?.port == 43_000 } else { false } })
    let offer = call.run(.reoffered(.own, nil)).descriptions(.own).first
    #expect(offer?.audio == Bodies.tones)
    #expect(
      call.run(.acknowledged(.own, Bodies.phone(44_000))).contains {
        if case .openMedia(let description) = $0 { description.audio?.port == 44_000 } else { false }
      })
  }

  @Test func aJoinThatIsRefusedIsNotFollowedByATone() {
    var call = Self.ringing()
    call.run(.answered(.other, Bodies.other))
    let actions = call.run(.reinviteRefused(.own, Refusal(status: 488)))
    #expect(actions.tones.isEmpty && actions.has(.closeMedia) && actions.has(.bye(.own)))
  }

  @Test func withoutTonesNothingIsDifferent() {
    var plain = Call.test()
    var off = Call.test { $0.failureTone = .seconds(9) }
    let events: [CallEvent] = [
      .start, .answered(.own, Bodies.own), .provisional(.other, status: 180), .refused(.other, Refusal(status: 486)),
      .byeCompleted(.own),
    ]
    for event in events {
      let actions = plain.handle(event)
      #expect(actions == off.handle(event))
      #expect(!actions.has(.closeMedia) && actions.tones.isEmpty)
      #expect(!actions.contains { if case .openMedia = $0 { true } else { false } })
    }
    #expect(plain.phase == .finished)
  }

  @Test func anOfferThatIsCutShortIsAnsweredWithHeldAudio() throws {
    let text = String(decoding: Bodies.own, as: UTF8.self).replacing("m=audio", with: "m=\r\nm=audio")
    let offer = try #require(SessionDescription(Array(text.utf8)))
    #expect(offer.tonesAnswer(.init(sessionID: 1, version: 2, host: "192.0.2.10"), at: Bodies.tones) == nil)
  }

  @Test func aThousandCallsCloseTheirSockets() {
    var (opened, closed) = (0, 0)
    for number in 0..<1_000 {
      var call = Self.call { if number % 2 == 0 { $0.confirmation = "1" } }
      opened += 1
      var actions = call.handle(.start)
      let course: [CallEvent] = [
        .answered(.own, Bodies.own), .pressed(.own, "1", by: .media), .provisional(.other, status: 180),
        number % 3 == 0 ? .refused(.other, Refusal(status: 486)) : .answered(.other, Bodies.other),
        number % 3 == 0 ? .timer(.failureTone) : .reanswered(.own, Bodies.own), .stop, .byeCompleted(.own),
        .byeCompleted(.other),
      ]
      for event in course { actions += call.handle(event) }
      closed += actions.count { $0 == .closeMedia }
      #expect(call.phase == .finished)
    }
    #expect(opened == closed)
  }

  @Test(arguments: [
    ("sendrecv", "sendrecv"), ("sendonly", "recvonly"), ("recvonly", "sendonly"), ("inactive", "inactive"),
  ])
  func answersReverseTheDirection(offered: String, answered: String) throws {
    let text = String(decoding: Bodies.own, as: UTF8.self).replacing("a=sendrecv", with: "a=\(offered)")
    let offer = try #require(SessionDescription(Array((text + "m=video 5000 RTP/AVP 96\r\n").utf8)))
    let origin = SessionDescription.Origin(sessionID: 1, version: 2, host: "192.0.2.10")
    let answer = try #require(offer.tonesAnswer(origin, at: Bodies.tones))
    #expect(answer.lines.contains("a=\(answered)") && answer.audio == Bodies.tones)
    #expect(answer.lines.filter { $0.hasPrefix("m=") }.last == "m=video 0 RTP/AVP 96")
  }
}
