import Foundation
import SIP
import Testing

@testable import Lab
@testable import Media

/// Two lab phones joined by RFC 3725, flow IV, by hand.
@Suite final class JoinedCallTests {
  let lab: Lab
  let caller: TestCaller

  init() throws {
    lab = try Lab()
    caller = try TestCaller(lab)
  }

  deinit {
    caller.loop.stop()
    lab.stop()
  }

  /// INVITE A held, INVITE B without offer, re-INVITE A with B's offer, A's answer into the ACK to B.
  private func join(_ a: String, _ b: String) async throws -> (a: TestLeg, b: TestLeg, offer: [UInt8], answer: [UInt8])
  {
    let legA = try await caller.invite(a, body: LabTests.held)
    try await legA.acknowledge(try await legA.final())
    let legB = try await caller.invite(b)
    let offer = try await legB.final()
    let answer = try await legA.request(.invite, body: SIPBody(sdp: offer.body))
    #expect(answer.status == 200)
    try await legA.acknowledge(answer)
    try await legB.acknowledge(offer, body: answer.body)
    return (legA, legB, offer.body, answer.body)
  }

  private func statistics(_ leg: TestLeg) throws -> PhoneStatistics {
    try #require(lab.statistics().first { $0.callID == leg.callID })
  }

  @Test(arguments: [
    ("+14255550110", "+14255550120"), ("+14255550129", "+14255550125"), ("+14255550131", "+14255550131"),
  ])
  func bothPhonesHearEachOther(a: String, b: String) async throws {
    let call = try await join(a, b)
    try await eventually {
      lab.statistics().count == 2
        && lab.statistics().allSatisfy { $0.packetsReceived > 30 && $0.heardFrequency != nil }
    }
    let (one, two) = (try statistics(call.a), try statistics(call.b))
    #expect(one.heardFrequency == two.ownFrequency && two.heardFrequency == one.ownFrequency)
    #expect(one.packetsLost == 0 && two.packetsLost == 0)
    #expect(one.role == .offered && two.role == .offerless)
    #expect(one.packetsSent > 30 && two.packetsSent > 30)
    #expect(try await call.a.hangUp() == 200)
    #expect(try await call.b.hangUp() == 200)
    try await eventually { lab.liveCalls == 0 }
    let ended = lab.statistics()
    #expect(ended.count == 2)
    #expect(ended.allSatisfy { !$0.isLive && $0.packetsReceived > 30 && $0.duration > 0.3 })
    #expect(lab.liveSessions == 0)
  }

  @Test func holdStopsPacketsAndResumeStartsThem() async throws {
    let call = try await join("+14255550129", "+14255550120")
    try await eventually { lab.statistics().allSatisfy { $0.packetsReceived > 5 } }
    for leg in [call.a, call.b] {
      let answer = try await leg.request(.invite, body: LabTests.held)
      #expect(answer.status == 200 && answer.audio?.direction == .neither)
      try await leg.acknowledge(answer)
    }
    let before = (try statistics(call.a).packetsSent, try statistics(call.b).packetsSent)
    // A bystander's clock: so many packets of another call are sent while this one is on hold.
    let other = try await join("+14255550129", "+14255550119")
    try await eventually { (try? self.statistics(other.a).packetsReceived) ?? 0 > 20 }
    #expect(before == (try statistics(call.a).packetsSent, try statistics(call.b).packetsSent))

    // Resume as flow IV goes: an offerless re-INVITE to B, its offer to A, the answer into the ACK.
    let offer = try await call.b.request(.invite)
    #expect(offer.audio?.direction == .both)
    let answer = try await call.a.request(.invite, body: SIPBody(sdp: offer.body))
    try await call.a.acknowledge(answer)
    try await call.b.acknowledge(offer, body: answer.body)
    let heard = (try statistics(call.a).packetsReceived, try statistics(call.b).packetsReceived)
    try await eventually {
      guard let a = try? self.statistics(call.a), let b = try? self.statistics(call.b) else { return false }
      return a.packetsReceived > heard.0 + 20 && b.packetsReceived > heard.1 + 20
    }
    #expect(try statistics(call.a).packetsLost == 0)
    for leg in [call.a, call.b, other.a, other.b] { #expect(try await leg.hangUp() == 200) }
    try await eventually { lab.liveCalls == 0 && lab.liveSessions == 0 }
  }

  @Test func oneWay() async throws {
    let call = try await join("+14255550129", "+14255550120")
    try await eventually { lab.statistics().allSatisfy { $0.packetsReceived > 5 } }
    let port = try #require(AudioDescription(call.offer)?.port)
    let answer = try await call.a.request(
      .invite, body: SIPBody(sdp: LabTests.description(host: "127.0.0.1", port: port, direction: "sendonly")))
    #expect(answer.audio?.direction == .receives)
    try await call.a.acknowledge(answer)
    let before = try statistics(call.a)
    try await eventually {
      guard let now = try? self.statistics(call.a) else { return false }
      return now.packetsReceived > before.packetsReceived + 10
    }
    #expect(try statistics(call.a).packetsSent == before.packetsSent)
    for leg in [call.a, call.b] { #expect(try await leg.hangUp() == 200) }
  }

  @Test func glare() async throws {
    let leg = try await caller.invite("+14255550129", body: LabTests.held)
    try await leg.acknowledge(try await leg.final())
    let offer = try await leg.request(.invite)
    // The offer in the 200 is not answered yet.
    #expect(try await leg.request(.update, body: LabTests.held).status == 491)
    try await leg.acknowledge(offer, body: LabTests.held.bytes)
    #expect(try await leg.hangUp() == 200)
  }

  @Test func eventsTellACall() async throws {
    let events = EventLog()
    lab.onEvent = { events.append($0) }
    let leg = try await caller.invite("+14255550120", body: LabTests.held)
    try await leg.acknowledge(try await leg.final())
    #expect(try await leg.hangUp() == 200)
    try await eventually { events.all.count == 3 }
    let id = leg.callID
    #expect(events.all[0] == .ringing(number: "+14255550120", callID: id, status: 180))
    #expect(events.all[1] == .answered(number: "+14255550120", callID: id))
    guard case .ended(let statistics) = events.all[2] else {
      Issue.record("\(events.all[2]) instead of the end")
      return
    }
    #expect(statistics.callID == id && !statistics.isLive)
  }

  @Test func fiveHundredCallsLeaveNothing() async throws {
    let descriptors = try Self.descriptors()
    for _ in 0..<25 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<20 {
          group.addTask { [caller] in
            let isOffered = index % 2 == 0
            if index % 5 == 4 {
              let leg = try await caller.invite("+14255550122", body: isOffered ? LabTests.held : nil)
              _ = try await leg.provisional(180)
              try await leg.cancel()
              #expect(try await leg.final().status == 487)
              return try await leg.forget()
            }
            let leg = try await caller.invite("+14255550129", body: isOffered ? LabTests.held : nil)
            let answer = try await leg.final()
            try await leg.acknowledge(answer, body: isOffered ? nil : LabTests.held.bytes)
            #expect(try await leg.hangUp() == 200)
          }
        }
        try await group.waitForAll()
      }
    }
    try await eventually { lab.liveCalls == 0 && lab.liveSessions == 0 }
    #expect(lab.statistics().count == 500)
    var legs = 1
    for _ in 0..<2_000 where legs != 0 {
      legs = await lab.sipStatistics().legs
      if legs != 0 { try await Task.sleep(for: .milliseconds(5)) }
    }
    #expect(legs == 0)
    // Other tests of this process open sockets of their own meanwhile, but not hundreds.
    #expect(try Self.descriptors() < descriptors + 200)
  }

  private static func descriptors() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
  }
}
