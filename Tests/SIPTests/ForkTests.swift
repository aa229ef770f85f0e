import Testing

@testable import SIP

@Suite struct ForkTests {
  @Test func theForkThatAnswersIsTheDialog() async throws {
    let caller = try Party(), proxy = RawPeer()
    caller.acknowledges()
    let dialog = try await caller.calls(proxy.uri)
    let invite = RawMessage(try #require(await proxy.receive("INVITE")))
    proxy.send(invite.response("180 Ringing", tag: "one"), to: caller.loop.port)
    proxy.send(invite.response("183 Session Progress", tag: "two"), to: caller.loop.port)
    #expect(await caller.sees(.response(.invite, 180, local: false, tag: "one")))
    #expect(await caller.sees(.response(.invite, 183, local: false, tag: "two")))
    proxy.send(invite.response("200 OK", tag: "three", headers: ["Contact: <\(proxy.uri)>"]), to: caller.loop.port)
    #expect(RawMessage(try #require(await proxy.receive("ACK"))).value("To").hasSuffix("tag=three"))
    #expect(try await caller.run { _ in dialog.remoteTag } == "three")
  }

  /// The first BYE to the losing fork is lost, and so is the ACK.
  @Test(arguments: [false, true]) func everyFurtherAnswerIsAcknowledgedAndEnded(letGo: Bool) async throws {
    let caller = try Party(SIPLoopConfiguration(t1: 50)), proxy = RawPeer()
    caller.acknowledges()
    try await caller.calls(proxy.uri)
    let invite = RawMessage(try #require(await proxy.receive("INVITE")))
    proxy.send(invite.response("200 OK", tag: "won", headers: ["Contact: <\(proxy.uri)>"]), to: caller.loop.port)
    #expect(await proxy.receive("ACK") { $0.contains("tag=won") } != nil)
    if letGo { try await caller.run { $0.clients = [] } }
    let other = invite.response("200 OK", tag: "lost", headers: ["Contact: <\(proxy.uri)>"])
    proxy.send(other, to: caller.loop.port)
    #expect(await proxy.receive("ACK") { $0.contains("tag=lost") } != nil)
    #expect(await proxy.receive("BYE") { $0.contains("tag=lost") } != nil)
    proxy.send(other, to: caller.loop.port)
    #expect(await proxy.receive("ACK") { $0.contains("tag=lost") } != nil)
    let bye = RawMessage(try #require(await proxy.receive("BYE") { $0.contains("tag=lost") }))
    proxy.send(bye.response("200 OK"), to: caller.loop.port)
    #expect(try await eventually { try await caller.run { $0.loop.statistics().legs == 1 } })
    #expect(caller.events.count { if case .response(.invite, 200, _, _) = $0 { true } else { false } } == 1)
  }
}
