import Foundation
import Testing

@testable import UCWAClient

@Suite struct UCWAClientTests {
  private static let credential = UCWAClient.Credential.password(user: FakeUCWA.user, password: FakeUCWA.password)

  private func signedIn(_ fake: FakeUCWA) async throws -> UCWAClient {
    var options = UCWAClient.Options()
    options.firstRetrySeconds = 0.001
    options.serverLossSeconds = 5
    let client = UCWAClient(server: fake.server.url, credential: Self.credential, options: options)
    try await client.signIn()
    return client
  }

  @Test func signsInByFollowingWhatTheServerSays() async throws {
    let fake = try FakeUCWA()
    let client = UCWAClient(server: fake.server.url, credential: Self.credential)
    let application = try await client.signIn()
    #expect(application.userName == "Dana")
    #expect(application.href == FakeUCWA.application)
    #expect(
      fake.server.requests.map { "\($0.method) \($0.path)" } == [
        "GET /", "GET /root/oauth/user", "POST /WebTicket/oauthtoken", "GET /root/oauth/user",
        "POST /ucwa/v1/applications",
      ])
    let creation = try #require(fake.server.requests.last)
    #expect(creation.headers["content-type"] == "application/json")
    for name in ["culture", "endpointId", "userAgent"] { #expect(creation.body.contains("\"\(name)\"")) }
  }

  @Test func wrongPasswordIsRefusedWithTheServersWords() async throws {
    let fake = try FakeUCWA()
    let client = UCWAClient(server: fake.server.url, credential: .password(user: FakeUCWA.user, password: "wrong"))
    await #expect(throws: ClientError.signInRefused("The user name or password is wrong.")) {
      try await client.signIn()
    }
  }

  @Test func tokenNeedsNoPassword() async throws {
    let fake = try FakeUCWA()
    try await UCWAClient(server: fake.server.url, credential: .token(FakeUCWA.token)).signIn()
    #expect(!fake.server.requests.contains { $0.path.contains("WebTicket") })
  }

  @Test func foreignTokenIsRefused() async throws {
    let fake = try FakeUCWA()
    let client = UCWAClient(server: fake.server.url, credential: .token("cwt=foreign"))
    await #expect { try await client.signIn() } throws: { ($0 as? ClientError)?.status == 401 }
  }

  @Test func followsTheRedirectToTheHomePool() async throws {
    let home = try FakeUCWA()
    let front = try FakeUCWA(answers: [
      "GET /root/oauth/user": .answer(200, #"{"_links":{"redirect":{"href":"\#(home.server.url)/"}}}"#)
    ])
    try await UCWAClient(server: front.server.url, credential: Self.credential).signIn()
    #expect(home.server.requests.last?.path == "/ucwa/v1/applications")
  }

  @Test(arguments: [
    "<html>", "", "[]", "null", #"{"_links":[]}"#, #"{"_links":{"user":{}}}"#,
    #"{"_links":{"user":{"href":"ftp://x"}}}"#, #"{"_links":{"user":{"href":"/"}}}"#,
  ])
  func discoveryThatMakesNoSenseIsAnError(_ root: String) async throws {
    let fake = try FakeUCWA(answers: ["GET /": .answer(200, root)])
    let client = UCWAClient(server: fake.server.url, credential: Self.credential)
    await #expect { try await client.signIn() } throws: { error in
      guard case ClientError.malformed = error else { return false }
      return true
    }
  }

  @Test func unreachableServerIsNamed() async throws {
    let fake = try FakeUCWA()
    let url = fake.server.url
    fake.server.stop()
    let client = UCWAClient(server: url, credential: Self.credential)
    await #expect { try await client.signIn() } throws: { error in
      guard case ClientError.unreachable(let address, _) = error else { return false }
      return address.hasPrefix(url.absoluteString)
    }
  }

  @Test func startSendsEveryParameter() async throws {
    let fake = try FakeUCWA()
    let client = try await signedIn(fake)
    let invitation = try await client.startPhoneAudio(
      StartPhoneAudio(
        to: "sip:john@contoso.test", phoneNumber: "tel:+14255550110", subject: "Next quarter", importance: .urgent,
        threadId: "292e", operationId: "74cb", customContent: "data:text/plain,hello"))
    #expect(invitation == UCWAClient.Invitation(href: FakeUCWA.invitation, operationId: "74cb"))
    let body = try ResourceDocument(json: Data(try #require(fake.server.requests.last).body.utf8))
    #expect(
      body.properties == [
        "to": "sip:john@contoso.test", "phoneNumber": "tel:+14255550110", "subject": "Next quarter",
        "importance": "Urgent", "threadId": "292e", "operationId": "74cb",
      ])
    #expect(body.link("customContent") == "data:text/plain,hello")
  }

  @Test func refusedStartCarriesCodeAndParameters() async throws {
    let error =
      #"{"code":"BadRequest","subcode":"NormalizationFailed","message":"No.","parameters":[{"name":"to","reason":"x"}]}"#
    let fake = try FakeUCWA(answers: [
      "POST \(FakeUCWA.application)/communication/startPhoneAudio": .answer(400, error)
    ])
    let client = try await signedIn(fake)
    let reason = UCWAClient.Reason(
      code: "BadRequest", subcode: "NormalizationFailed", message: "No.", parameters: ["to": "x"])
    await #expect(throws: ClientError.refused(status: 400, reason, retryAfterSeconds: nil)) {
      try await client.startPhoneAudio(StartPhoneAudio(to: "x"))
    }
  }

  @Test func lostStartIsSentOnceMoreWithTheSameOperation() async throws {
    let fake = try FakeUCWA(answers: ["POST \(FakeUCWA.application)/communication/startPhoneAudio": .drop])
    let client = try await signedIn(fake)
    await #expect(throws: ClientError.self) { try await client.startPhoneAudio(StartPhoneAudio(to: "x")) }
    let bodies = fake.server.requests.filter { $0.path.hasSuffix("startPhoneAudio") }
      .map { try? ResourceDocument(json: Data($0.body.utf8))["operationId"] }
    #expect(bodies.count == 2)
    #expect(Set(bodies).count == 1)
  }

  @Test func commandsDoNotQueueBehindThePendingPoll() async throws {
    let fake = try FakeUCWA()
    let client = try await signedIn(fake)
    let reading = Task {
      for try await event in client.events() { return event }
      return UCWAEvent.resumed
    }
    #expect(await fake.server.request { $0.path.contains("/events") } != nil)
    try await client.cancel(UCWAClient.Invitation(href: FakeUCWA.invitation, operationId: "1"))
    try await client.stopPhoneAudio(conversation: FakeUCWA.conversation)
    let sent = fake.server.requests.map { "\($0.method) \($0.path)" }
    #expect(sent.contains("POST \(FakeUCWA.invitation)/cancel"))
    #expect(sent.contains("POST \(FakeUCWA.conversation)/phoneAudio/stop"))
    fake.server.push(Packages.package(next: 2, Packages.phoneAudio("Connected")))
    #expect(try await reading.value.resourceEvent?.resource?["state"] == "Connected")
  }

  @Test func whatIsNotOfferedIsNotTried() async throws {
    let fake = try FakeUCWA(answers: [
      "GET \(FakeUCWA.invitation)": .answer(200, #"{"rel":"phoneAudioInvitation","_links":{}}"#)
    ])
    let client = try await signedIn(fake)
    await #expect(throws: ClientError.notOffered("cancel", "phoneAudioInvitation")) {
      try await client.cancel(UCWAClient.Invitation(href: FakeUCWA.invitation, operationId: "1"))
    }
  }

  @Test func signOutRemovesTheApplication() async throws {
    let fake = try FakeUCWA()
    let client = try await signedIn(fake)
    try await client.signOut()
    #expect(fake.server.requests.last?.method == "DELETE")
    #expect(fake.server.requests.last?.path == FakeUCWA.application)
    await #expect(throws: ClientError.notSignedIn) { for try await _ in client.events() {} }
  }

  @Test func secretsStayOutOfDescriptions() {
    #expect(!"\(Self.credential)".contains(FakeUCWA.password))
    #expect(!"\(UCWAClient.Credential.token("cwt=x"))".contains("cwt=x"))
  }
}
