import InteropSupport
import Testing

/// Trunks that ask for digest credentials (RFC 3261, section 22).
@Suite("Trunk credentials", .timeLimit(.minutes(2)))
struct CredentialsTests {
  private static func members(_ user: String, _ password: String) -> [String: String] {
    ["username": "\"\(user)\"", "password": "\"\(password)\""]
  }

  @Test(arguments: [SIPpScenario.challengeUserAgent, .challengeProxy])
  func rightOnesOnBothLegs(scenario: SIPpScenario) async throws {
    let right = Self.members("workline", "secret")
    try await onStage(
      .init {
        $0.own = right; $0.other = right
      }
    ) { stage in
      let own = try stage.ownPhone(scenario)
      let other = try stage.otherPhone(scenario)
      try stage.connect()
      try stage.stopPhoneAudio()
      let challenge = Flow.refused(scenario.name == "challenge-proxy" ? 407 : 401)
      let seen = try stage.expect(own, challenge + Flow.own)
      try stage.expect(other, challenge + Flow.other)
      // The same call, one request later (RFC 3261, 22.2).
      let invites = seen.messages.filter { $0.method == "INVITE" }
      #expect(Set(invites.map { $0.header("Call-ID") }).count == 1)
      let numbers = invites.compactMap { $0.header("CSeq")?.split(separator: " ").first.flatMap { Int($0) } }
      try #require(numbers.count == 3)
      #expect(numbers[1] == numbers[0] + 1 && numbers[2] == numbers[1] + 1)
    }
  }

  @Test func askedForWithinTheCall() async throws {
    try await onStage(.init { $0.own = Self.members("workline", "secret") }) { stage in
      let challenge = #"WWW-Authenticate: Digest realm="trunk.test",nonce="abc",algorithm=MD5"#
      let own = try stage.ownPhone(.refusesJoin("401 Unauthorized", header: challenge))
      let other = try stage.otherPhone(.answer)
      try stage.connect()
      try stage.stopPhoneAudio()
      let seen = try stage.expect(own, Flow.ownAnswers + Flow.refused(401) + Flow.join + Flow.ended)
      let credentials = seen.messages.filter { $0.method == "INVITE" }.map { $0.header("Authorization") != nil }
      #expect(credentials == [false, false, true])
      try stage.expect(other, Flow.other)
    }
  }

  @Test func wrongPasswordForTheOwnPhone() async throws {
    try await onStage(.init { $0.own = Self.members("workline", "wrong") }) { stage in
      let own = try stage.ownPhone(.challengeUserAgent)
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      // The scenario says 403 to wrong credentials, which on the own leg reads as a refusal by the phone.
      #expect(try stage.outcome() == "Declined Failure LocalFailure/Declined")
      try stage.expect(own, Flow.refused(401) + Flow.refused(403))
      #expect(other.unread() == [])
    }
  }

  @Test func wrongPasswordForTheOtherSide() async throws {
    try await onStage(.init { $0.other = Self.members("workline", "wrong") }) { stage in
      let own = try stage.ownPhone(.answer)
      let other = try stage.otherPhone(.challengeUserAgent)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure RemoteFailure/Unreachable")
      try stage.expect(own, Flow.ownAlone)
      try stage.expect(other, Flow.refused(401) + Flow.refused(403))
    }
  }

  @Test(arguments: [true, false])
  func challengeThatNeverEnds(hasCredentials: Bool) async throws {
    let credentials = hasCredentials ? Self.members("workline", "wrong") : [:]
    try await onStage(.init { $0.own = credentials }) { stage in
      let challenge = #"WWW-Authenticate: Digest realm="trunk.test",nonce="abc",algorithm=MD5"#
      // A scenario handles one challenge of a call; the second one comes as a call of its own to SIPp.
      let twice = SIPpScenario(
        "challenge-user-agent",
        replacing: ["SIP/2.0 403 Forbidden": "SIP/2.0 401 Unauthorized\n    \(challenge)"])
      let own = try stage.ownPhone(hasCredentials ? twice : .reject("401 Unauthorized", header: challenge))
      let other = try UDPPort(stage.ports.other)
      try stage.start()
      #expect(try stage.outcome() == "Failed Failure LocalFailure/Unreachable")
      try stage.expect(own, hasCredentials ? Flow.refused(401) + Flow.refused(401) : Flow.refused(401))
      #expect(other.unread() == [])
    }
  }
}
