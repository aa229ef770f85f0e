import SIP
import Testing

@testable import Lab

/// Phones of the lab that call.
@Suite struct CallingTests {
  private func run(_ events: [CallingCall.Event], hangsUpAfter: Int? = nil) -> [[CallingCall.Action]] {
    var call = CallingCall(hangsUpAfter: hangsUpAfter)
    return events.map { call.handle($0) }
  }

  @Test func decisions() {
    #expect(
      run([.provisional(status: 180), .answered(isUsable: true), .hungUp, .elapsed, .dropped]) == [
        [.tellRinging(status: 180)], [.begin], [.finish], [], [],
      ])
    #expect(
      run([.answered(isUsable: true), .elapsed, .hungUp], hangsUpAfter: 5) == [
        [.begin, .startTimer(milliseconds: 5)], [.hangUp, .finish], [],
      ])
    #expect(run([.answered(isUsable: false)]) == [[.hangUp, .finish]])
    #expect(run([.refused(status: 486), .dropped]) == [[.tellRefused(status: 486), .finish], []])
    #expect(
      run([.dropped, .provisional(status: 180), .dropped, .refused(status: 487)]) == [
        [.cancel], [], [], [.tellRefused(status: 487), .finish],
      ])
    #expect(run([.dropped, .answered(isUsable: true)]) == [[.cancel], [.hangUp, .finish]])
    #expect(run([.answered(isUsable: true), .dropped]) == [[.begin], [.hangUp, .finish]])
  }

  private func withLabs(_ body: (Lab, Lab, EventLog) async throws -> Void) async throws {
    let called = try Lab()
    let calling = try Lab()
    let events = EventLog()
    calling.onEvent = { events.append($0) }
    try await body(calling, called, events)
    calling.stop()
    called.stop()
    #expect(calling.liveCalls == 0 && calling.liveSessions == 0)
  }

  @Test func twoLabsHearEachOther() async throws {
    try await withLabs { calling, called, events in
      let callID = try #require(
        await calling.call("+14255550126", from: "+14255550120", at: "127.0.0.1:\(called.port)"))
      try await eventually { events.all.count == 2 }
      #expect(
        events.all == [
          .ringing(number: "+14255550120", callID: callID, status: 180),
          .answered(number: "+14255550120", callID: callID),
        ])
      try await eventually {
        calling.statistics().first?.packetsReceived ?? 0 > 30 && called.statistics().first?.packetsReceived ?? 0 > 30
      }
      calling.giveUp(callID)
      try await eventually { events.all.count == 3 }
      guard case .ended(let statistics)? = events.all.last else { return #expect(Bool(false), "\(events.all)") }
      #expect(statistics.heardFrequency == called.statistics().first?.ownFrequency)
      #expect(called.statistics().first?.heardFrequency == statistics.ownFrequency)
      #expect(statistics.number == "+14255550120" && statistics.dialledNumber == "+14255550126")
      try await eventually { called.liveCalls == 0 && calling.liveCalls == 0 && calling.liveSessions == 0 }
    }
  }

  @Test(arguments: [("+14255550121", 486), ("+14255550220", 404)])
  func refused(number: String, status: Int) async throws {
    try await withLabs { calling, called, events in
      let callID = try #require(
        await calling.call(number, from: "+14255550120", at: "127.0.0.1:\(called.port)"))
      try await eventually { !events.all.isEmpty }
      #expect(events.all == [.refused(number: "+14255550120", callID: callID, status: status)])
      try await eventually { calling.liveCalls == 0 && calling.liveSessions == 0 }
    }
  }

  @Test func hangsUpByItselfAndIsHungUp() async throws {
    try await withLabs { calling, called, events in
      let server = "127.0.0.1:\(called.port)"
      _ = try #require(await calling.call("+14255550129", from: "+14255550120", at: server, hangsUpAfter: 20))
      try await eventually { events.all.count == 2 }
      // That one hangs up after 2 s.
      _ = try #require(await calling.call("+14255550127", from: "+14255550120", at: server))
      try await eventually { events.all.count == 5 }
      for index in [1, 4] {
        guard case .ended = events.all[index] else { return #expect(Bool(false), "\(events.all)") }
      }
    }
  }

  @Test func givenUpWhileItRingsAndAsTheLabEnds() async throws {
    try await withLabs { calling, called, events in
      let server = "127.0.0.1:\(called.port)"
      let callID = try #require(await calling.call("+14255550122", from: "+14255550120", at: server))
      try await eventually { events.all.count == 1 }
      calling.giveUp(callID)
      try await eventually { events.all.count == 2 }
      #expect(events.all.last == .refused(number: "+14255550120", callID: callID, status: 487))
      _ = try #require(await calling.call("+14255550122", from: "+14255550120", at: server))
      try await eventually { events.all.count == 3 }
      calling.stop()
      try await eventually { called.liveCalls == 0 }
    }
  }
}
