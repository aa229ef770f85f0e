import Testing

@testable import Lab

@Suite struct PhoneCallTests {
  private func call(_ number: String) throws -> PhoneCall { PhoneCall(try #require(Lab.behaviour(of: number))) }

  @Test func answersAfterRinging() throws {
    var call = try call("+14255550120")
    #expect(
      call.handle(.invited(hasOffer: true)) == [
        .progress(status: 180, earlyMedia: false), .startTimer(milliseconds: 300),
      ])
    #expect(call.handle(.elapsed) == [.answer])
    #expect(call.handle(.acknowledged) == [])
    #expect(call.handle(.acknowledged) == [], "of a re-INVITE")
    #expect(call.handle(.hungUp) == [.finish])
    #expect(call.handle(.dropped) == [])
  }

  @Test(arguments: [("+14255550121", 486), ("+14255550123", 603), ("+14255550124", 404)])
  func refuses(number: String, status: Int) throws {
    var call = try call(number)
    #expect(call.handle(.invited(hasOffer: false)) == [.refuse(status: status), .finish])
    #expect(call.handle(.cancelled) == [])
  }

  @Test func ringsUntilCancelled() throws {
    var call = try call("+14255550122")
    #expect(call.handle(.invited(hasOffer: false)) == [.progress(status: 180, earlyMedia: false)])
    var ended = call
    #expect(call.handle(.cancelled) == [.finish])
    #expect(ended.handle(.hungUp) == [.refuse(status: 487), .finish])
  }

  @Test func aCancelThatCrossesTheAnswerChangesNothing() throws {
    var call = try call("+14255550129")
    #expect(call.handle(.invited(hasOffer: true)) == [.answer])
    #expect(call.handle(.cancelled) == [])
    #expect(call.handle(.acknowledged) == [])
    #expect(call.state == .up)
  }

  @Test func hangsUpTwoSecondsAfterTheAck() throws {
    var call = try call("+14255550127")
    _ = call.handle(.invited(hasOffer: true))
    #expect(call.handle(.elapsed) == [.answer])
    #expect(call.handle(.acknowledged) == [.startTimer(milliseconds: 2_000)])
    #expect(call.handle(.elapsed) == [.hangUp, .finish])
    #expect(call.handle(.hungUp) == [])
  }

  @Test func wantsAnOffer() throws {
    var refusing = try call("+14255550128")
    #expect(refusing.handle(.invited(hasOffer: false)) == [.refuse(status: 488), .finish])
    var taking = try call("+14255550128")
    #expect(taking.handle(.invited(hasOffer: true)).first == .progress(status: 180, earlyMedia: false))
  }

  @Test func anAnswerThatNobodyAcknowledgesIsHungUp() throws {
    var call = try call("+14255550129")
    _ = call.handle(.invited(hasOffer: true))
    #expect(call.handle(.unacknowledged) == [.hangUp, .finish])
  }

  @Test func theLabStopsWhileItRings() throws {
    var call = try call("+14255550130")
    #expect(call.handle(.invited(hasOffer: true)).last == .startTimer(milliseconds: 5_000))
    #expect(call.handle(.dropped) == [.refuse(status: 480), .finish])
  }

  @Test func numbers() {
    #expect(Lab.behaviour(of: "14255550125")?.answeredBy == "+14255550126")
    #expect(Lab.behaviour(of: "+14255550177")?.outcome == .answers(after: 300))
    #expect(Lab.behaviour(of: "+14255550131")?.hasEarlyMedia == true)
    for unknown in ["", "+", "+1425555012", "+142555501200", "+14255550220", "+1425555012x", "++14255550120"] {
      #expect(Lab.behaviour(of: unknown) == nil, "\(unknown)")
    }
    #expect(Lab.directory.map(\.number).contains("+14255550131"))
  }

  @Test(arguments: [
    ("sip:+14255550120@lab.contoso.test;user=phone", "+14255550120"),
    ("sip:14255550120@127.0.0.1:5070;transport=tcp", "14255550120"),
    ("sip:+14255550120;phone-context=x@lab.contoso.test", "+14255550120"),
    ("SIPS:+14255550120@lab.contoso.test", "+14255550120"), ("tel:+1-425-555-0120", "+14255550120"),
    ("sip:%2B14255550120@lab.contoso.test", "+14255550120"),
  ]) func numbersInURIs(uri: String, number: String) { #expect(PhoneDirectory.number(inURI: uri) == number) }

  @Test(arguments: ["", "sip:lab.contoso.test", "tel:", "mailto:+14255550120@contoso.test", "sip:@x"])
  func urisWithoutNumber(uri: String) { #expect(PhoneDirectory.number(inURI: uri) == nil) }
}
