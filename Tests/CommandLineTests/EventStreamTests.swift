import Foundation
import Testing

@testable import UCWAClient

/// The event stream against a server that drops, refuses and repeats.
@Suite struct EventStreamTests {
  private func client(_ fake: FakeUCWA, lossSeconds: Double = 5) async throws -> UCWAClient {
    var options = UCWAClient.Options()
    options.firstRetrySeconds = 0.001
    options.serverLossSeconds = lossSeconds
    let client = UCWAClient(server: fake.server.url, credential: .token(FakeUCWA.token), options: options)
    try await client.signIn()
    return client
  }

  /// Reads until `count` events have come.
  private func events(_ client: UCWAClient, _ count: Int) async throws -> [UCWAEvent] {
    var events: [UCWAEvent] = []
    for try await event in client.events() {
      events.append(event)
      if events.count == count { break }
    }
    return events
  }

  private func invitation(_ state: String) -> String {
    Packages.invitation("updated", state: state, operationId: "1")
  }

  private func state(_ event: UCWAEvent) -> String? { event.resourceEvent?.resource?["state"] }

  private func ack(_ number: Int) -> String { "\(FakeUCWA.application)/events?ack=\(number)" }

  @Test func followsNextAndKeepsOrder() async throws {
    let fake = try FakeUCWA(events: [
      Packages.package(next: 2, invitation("Connecting"), Packages.phoneAudio("Connecting"), invitation("Alerting")),
      Packages.package(next: 3),
      Packages.package(next: 4, invitation("Connected")),
    ])
    let found = try await events(try await client(fake), 4)
    #expect(found.map(state) == ["Connecting", "Connecting", "Alerting", "Connected"])
    #expect(fake.polls == [ack(1), ack(2), ack(3)])
  }

  @Test func packageIsAcknowledgedOnlyWhenItWasTakenWhole() async throws {
    let fake = try FakeUCWA(events: [Packages.package(next: 2, invitation("Connecting"), invitation("Alerting"))])
    let client = try await client(fake)
    _ = try await events(client, 1)
    #expect(fake.polls == [ack(1)])
    // A second stream goes on where the first one stopped.
    #expect(try await events(client, 1).map(state) == ["Alerting"])
    #expect(fake.polls == [ack(1)])
  }

  @Test func droppedConnectionIsRetriedWithTheSameAck() async throws {
    let fake = try FakeUCWA(events: [
      Packages.package(next: 2, invitation("Connecting")), .drop, .drop, .answer(503, headers: ["Retry-After: 0"]),
      .answer(200, "<html>a proxy's words</html>"), Packages.package(next: 3, invitation("Alerting")),
    ])
    let found = try await events(try await client(fake), 4)
    #expect(state(found[0]) == "Connecting")
    guard case .interrupted = found[1] else {
      Issue.record("expected an interruption, got \(found[1])")
      return
    }
    #expect(found[2] == .restored)
    #expect(state(found[3]) == "Alerting")
    #expect(fake.polls.first == ack(1))
    // The HTTP library may itself ask again on a connection that was kept open: at least, and always the same ack.
    #expect(fake.polls.count >= 6)
    #expect(Set(fake.polls.dropFirst()) == [ack(2)])
  }

  @Test func resyncGoesBackToTheOldestPackage() async throws {
    let resync = #"{"_links":{"resync":{"href":"\#(ack(7))"},"next":{"href":"\#(ack(7))"}},"sender":[]}"#
    let fake = try FakeUCWA(events: [.answer(200, resync), Packages.package(next: 8, invitation("Alerting"))])
    #expect(try await events(try await client(fake), 1).map(state) == ["Alerting"])
    #expect(fake.polls == [ack(1), ack(7)])
  }

  @Test func resyncWithoutEndIsGivenUp() async throws {
    let resync = FakeServer.Reply.answer(200, #"{"_links":{"resync":{"href":"\#(ack(1))"}}}"#)
    let fake = try FakeUCWA(events: Array(repeating: resync, count: 10))
    let client = try await client(fake)
    await #expect(throws: ClientError.malformed("the event channel resyncs without end")) {
      try await events(client, 1)
    }
  }

  @Test func resumeIsToldToTheReader() async throws {
    let resume = #"{"_links":{"resume":{"href":"\#(ack(20))"}},"sender":[]}"#
    let fake = try FakeUCWA(events: [.answer(200, resume), Packages.package(next: 21, invitation("Alerting"))])
    let found = try await events(try await client(fake), 2)
    #expect(found[0] == .resumed)
    #expect(state(found[1]) == "Alerting")
    #expect(fake.polls == [ack(1), ack(20)])
  }

  @Test(arguments: [(404, "NotFound", "ApplicationNotFound"), (409, "Conflict", "PGetReplaced")])
  func anEndIsNotRetried(_ status: Int, _ code: String, _ subcode: String) async throws {
    let fake = try FakeUCWA(events: [.answer(status, #"{"code":"\#(code)","subcode":"\#(subcode)"}"#)])
    let client = try await client(fake)
    await #expect {
      try await events(client, 1)
    } throws: { error in
      (error as? ClientError)?.reason?.subcode == subcode && (error as? ClientError)?.status == status
    }
    #expect(fake.polls.count == 1)
  }

  @Test func expiredTokenIsRenewedWithoutLosingTheAck() async throws {
    let challenge = #"WWW-Authenticate: MsRtcOAuth href="/WebTicket/oauthtoken",grant_type="password""#
    let fake = try FakeUCWA(events: [
      .answer(401, headers: [challenge]), Packages.package(next: 2, invitation("Alerting")),
    ])
    let client = UCWAClient(
      server: fake.server.url, credential: .password(user: FakeUCWA.user, password: FakeUCWA.password))
    try await client.signIn()
    #expect(try await events(client, 1).map(state) == ["Alerting"])
    #expect(fake.polls == [ack(1), ack(1)])
    #expect(fake.server.requests.filter { $0.path == "/WebTicket/oauthtoken" }.count == 2)
  }

  @Test func lostServerEndsTheStream() async throws {
    let fake = try FakeUCWA()
    let client = try await client(fake, lossSeconds: 0.05)
    fake.server.stop()
    await #expect {
      try await events(client, 5)
    } throws: { error in
      guard case ClientError.serverLost = error else { return false }
      return true
    }
  }

  @Test func cancellingTheReaderEndsThePoll() async throws {
    let fake = try FakeUCWA()
    let client = try await client(fake)
    let reading = Task { try await events(client, 1) }
    #expect(await fake.server.request { $0.path.contains("/events") } != nil)
    reading.cancel()
    #expect((try? await reading.value) ?? [] == [])
    fake.server.push(Packages.package(next: 2, invitation("Alerting")))
    #expect(fake.polls.first == ack(1))
  }

  @Test func secondReaderIsRefused() async throws {
    let fake = try FakeUCWA()
    let client = try await client(fake)
    let reading = Task { try await events(client, 1) }
    #expect(await fake.server.request { $0.path.contains("/events") } != nil)
    await #expect(throws: ClientError.eventsAlreadyRead) { try await events(client, 1) }
    reading.cancel()
    _ = await reading.result
  }
}
