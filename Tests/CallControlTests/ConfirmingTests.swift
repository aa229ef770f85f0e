import Testing

@testable import CallControl

/// Confirmation by key on the own phone before the other side is called.
@Suite struct ConfirmingTests {
  static func call(_ configure: (inout CallSettings) -> Void = { _ in }) -> Call {
    .test {
      $0.media = Bodies.tones
      $0.confirmation = "1"
      configure(&$0)
    }
  }

  /// A call that awaits its key.
  static func waiting(_ configure: (inout CallSettings) -> Void = { _ in }) -> Call {
    var call = call(configure)
    call.run(.start, .answered(.own, Bodies.own))
    return call
  }

  @Test func theOtherSideIsNotCalledYet() {
    var call = Self.call()
    call.run(.start)
    let actions = call.run(.answered(.own, Bodies.own))
    #expect(!actions.contains { if case .invite(.other, _) = $0 { true } else { false } })
    #expect(actions.tones == [.prompt] && actions.has(.startTimer(.confirmation, .seconds(15))))
    #expect(actions.notices == [.ownPhoneAnswered])
    #expect(call.canCancel && !call.reachedOtherSide)
  }

  @Test(arguments: [KeySignal.media, .message]) func theKeyCallsTheOtherSide(signal: KeySignal) {
    var call = Self.waiting()
    let actions = call.run(.pressed(.own, "1", by: signal))
    #expect(actions.has(.invite(.other, nil)) && actions.has(.stopTimer(.confirmation)))
    #expect(actions.tones == [nil])
    #expect(call.run(.provisional(.other, status: 180)).tones.isEmpty, "ringback is a setting of its own")
    #expect(call.run(.pressed(.own, "1", by: signal)).isEmpty)
    call.run(.answered(.other, Bodies.other))
    #expect(call.run(.reanswered(.own, Bodies.own)).notices == [.connected])
  }

  @Test func theKeyCallsAnOtherSideThatWantsAnOffer() {
    var call = Self.waiting { $0.offersToOtherSide = true }
    #expect(call.run(.pressed(.own, "1", by: .media)).has(.reinvite(.own, nil)))
  }

  @Test func wrongKeysAreTakenTwice() {
    var call = Self.waiting()
    #expect(call.run(.pressed(.own, "2", by: .media)) == [.play(.wrongKey)])
    #expect(call.run(.pressed(.own, "3", by: .media)) == [.play(.wrongKey)])
    #expect(call.run(.pressed(.own, "1", by: .media)).has(.invite(.other, nil)))
  }

  @Test func threeWrongKeysAreTheEnd() {
    var call = Self.waiting()
    call.run(.pressed(.own, "2", by: .media), .pressed(.own, "2", by: .media))
    let actions = call.run(.pressed(.own, "#", by: .media))
    #expect(actions.failure == Outcome(.declined, .localFailure, .declined, .notConfirmed))
    #expect(actions.has(.bye(.own)) && actions.has(.closeMedia) && !call.reachedOtherSide)
    #expect(call.run(.pressed(.own, "1", by: .media)).isEmpty)
    #expect(call.run(.byeCompleted(.own)).last == .finish)
  }

  @Test func aVoicemailPressesNothing() {
    var call = Self.waiting { $0.playsProgress = true }
    let actions = call.run(.timer(.confirmation))
    #expect(actions.failure == Outcome(.failed, .localFailure, .timeout, .confirmationTimeout(seconds: 15)))
    #expect(actions.has(.bye(.own)) && actions.has(.closeMedia) && !call.reachedOtherSide)
    #expect(!actions.contains { if case .invite = $0 { true } else { false } })
    #expect(call.run(.byeCompleted(.own)).last == .finish)
  }

  @Test func aPhoneThatTellsInBothWaysPressesOnce() {
    var call = Self.waiting()
    for _ in 0..<2 { call.run(.pressed(.own, "5", by: .media), .pressed(.own, "5", by: .message)) }
    #expect(call.keys.wrong == 2)
    #expect(call.run(.pressed(.own, "1", by: .message)).isEmpty)
    #expect(call.run(.pressed(.own, "1", by: .media)).has(.invite(.other, nil)))
  }

  @Test(arguments: [
    (CallEvent.cancel, Outcome.cancelledByUser), (.stop, .cancelledByUser), (.hungUp(.own), .ownPhoneHungUp),
    (.applicationEnded, .applicationEnded), (.shutdown, .serverStopping),
  ])
  func anythingElseEndsIt(event: CallEvent, outcome: Outcome) {
    var call = Self.waiting()
    let actions = call.run(event)
    #expect(actions.failure == outcome)
    #expect(actions.has(.stopTimer(.confirmation)) && actions.has(.closeMedia))
    #expect(call.run(.timer(.confirmation)).isEmpty)
    #expect(!call.reachedOtherSide)
  }

  @Test func theOwnPhonesHoldChangesNothing() {
    var call = Self.waiting()
    #expect(call.run(.reoffered(.own, Bodies.phone(43_000))).descriptions(.own).first?.audio == Bodies.tones)
    #expect(call.run(.pressed(.own, "1", by: .media)).has(.invite(.other, nil)))
  }

  @Test func withoutASocketTheKeyStillHasToCome() {
    var call = Self.waiting { $0.media = nil }
    #expect(call.phase == .confirming)
    #expect(call.run(.pressed(.own, "2", by: .message)).isEmpty, "nothing can be heard")
    #expect(call.run(.pressed(.own, "1", by: .message)).has(.invite(.other, nil)))
  }

  @Test func keysOfOthersAndAtOtherTimesMeanNothing() {
    var call = Self.call()
    #expect(call.run(.pressed(.own, "1", by: .message)).isEmpty)
    call.run(.start)
    #expect(call.run(.pressed(.own, "1", by: .message)).isEmpty, "it has not answered")
    call.run(.answered(.own, Bodies.own))
    #expect(call.run(.pressed(.other, "1", by: .message)).isEmpty)
    var connected = Call.connected()
    #expect(connected.run(.pressed(.own, "1", by: .message)).isEmpty)
  }
}
