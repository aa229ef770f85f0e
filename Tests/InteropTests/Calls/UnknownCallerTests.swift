import Foundation
import Glibc
import InteropSupport
import Testing

/// Callers from addresses that no trunk has.
@Suite("Unknown callers", .timeLimit(.minutes(3)))
struct UnknownCallerTests {
  private static let elsewhere = ["-i", "127.0.0.2"]

  /// SIPp takes the first challenge, and knows no SHA-256.
  private static func inbound(_ more: [String: String] = [:], algorithm: String = "MD5") -> CallStage.Settings {
    CallStage.Settings {
      let inbound = #"{"username": "pbx", "password": "secret", "realm": "contoso.test", "algorithm": "\#(algorithm)"}"#
      $0.own = ["inbound": inbound]
      $0.configuration = more
    }
  }

  private static func invite(_ index: Int, from port: UInt16, more: String = "") -> [UInt8] {
    Array(
      """
      INVITE sip:+14255550100@127.0.0.1 SIP/2.0\r
      Via: SIP/2.0/UDP 127.0.0.2:\(port);branch=z9hG4bK\(port)x\(index)\r
      Max-Forwards: 70\r
      From: <sip:mallory@127.0.0.2>;tag=\(index)\r
      To: <sip:+14255550100@127.0.0.1>\r
      Call-ID: \(index)-\(port)@127.0.0.2\r
      CSeq: 1 INVITE\r
      Contact: <sip:mallory@127.0.0.2:\(port)>\r
      \(more)Content-Length: 0\r
      \r

      """.utf8)
  }

  /// Figures of the server's census by their names.
  private static func census(_ stage: CallStage) throws -> [String: Int] {
    let before = stage.server.process.text(.error).components(separatedBy: "workline census").count
    stage.server.process.signal(SIGUSR1)
    let text: String = try Eventually.value("the census", within: 10) { () -> String? in
      let parts = stage.server.process.text(.error).components(separatedBy: "workline census ")
      guard parts.count > before, let last = parts.last, let end = last.firstIndex(of: "\n") else { return nil }
      return String(last[..<end])
    }
    return text.split(separator: " ").reduce(into: [:]) { figures, word in
      let parts = word.split(separator: "=")
      if parts.count == 2 { figures[String(parts[0])] = Int(parts[1]) }
    }
  }

  /// Sends INVITEs and awaits that the server has read them all: it answers what the trunk's address sends afterwards.
  ///
  /// - Returns: First lines of what the stranger was answered.
  private static func flood(_ stage: CallStage, _ count: Int, _ more: String = "") throws -> [String] {
    let stranger = try UDPPort(host: 2)
    let friend = try UDPPort()
    var answers: [String] = []
    for batch in 0..<(count / 100) {
      for index in 0..<100 {
        stranger.send(invite(batch * 100 + index, from: stranger.port, more: more), to: stage.server.sipPort)
      }
      let options = String(decoding: invite(batch, from: friend.port), as: UTF8.self)
        .replacing("INVITE", with: "OPTIONS").replacing("127.0.0.2", with: "127.0.0.1")
      friend.send(Array(options.utf8), to: stage.server.sipPort)
      let answer = try #require(friend.receive(within: 10))
      #expect(answer.hasPrefix("SIP/2.0 200"))
      answers += stranger.unread()
    }
    return answers
  }

  @Test(arguments: ["refuse", "drop"]) func aFloodLeavesNothing(mode: String) async throws {
    try await onStage(.init { $0.configuration = ["unknownCallers": "\"\(mode)\""] }) { stage in
      try stage.takePhoneAudio()
      // The first ones pay for what is allocated once.
      let first = try Self.flood(stage, 1_000)
      let before = try Self.census(stage)
      let began = MonotonicTime.seconds
      let answers = try Self.flood(stage, 10_000)
      let seconds = MonotonicTime.seconds - began
      let after = try Self.census(stage)
      for name in ["calls", "legs", "clientTransactions", "handles", "timers", "conversations", "invitations"] {
        #expect(after[name] == 0, "\(name)")
      }
      // Those of the hundred OPTIONS are there for timer J, with 3 kB each.
      #expect(try #require(after["serverTransactions"]) <= 110)
      let growth = try #require(after["heap"]) - (try #require(before["heap"]))
      #expect(growth < 1_000_000, "\(growth) bytes")
      if mode == "drop" {
        #expect(first.isEmpty && answers.isEmpty)
      } else {
        // The second flood may be over before another answer is due.
        #expect(!first.isEmpty && Set(first + answers) == ["SIP/2.0 403 Unknown source"])
        #expect(Double(answers.count) <= 20 + 10 * (seconds + 1), "\(answers.count) in \(seconds) s")
      }
      #expect(
        stage.server.process.text(.error).contains("from unknown sources were refused: 1, the last from 127.0.0.2:"))
      // The trunk's caller is not kept waiting.
      let own = try stage.ownPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-then-hang-up")) { $0.talk = 100 }
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      #expect(try caller.outcome(within: 20).succeeded)
      #expect(try own.outcome(within: 20).succeeded)
    }
  }

  @Test func aCallerWithTheCredentialsOfATrunk() async throws {
    try await onStage(Self.inbound(["unknownCallers": "\"drop\""])) { stage in
      try stage.takePhoneAudio()
      let own = try stage.ownPhone(.answer)
      let caller = try stage.caller(SIPpScenario("call-with-credentials")) {
        $0.arguments = Self.elsewhere + ["-au", "pbx", "-ap", "secret"]
      }
      try stage.incoming()
      #expect(try stage.incomingOutcome() == "Connected Success")
      let heard = try caller.outcome(within: 20)
      #expect(heard.succeeded, "\(heard.errors)")
      #expect(
        heard.flow == [
          "<INVITE", ">401 INVITE", "<ACK", "<INVITE", ">100 INVITE", ">180 INVITE", ">200 INVITE", "<ACK", "<BYE",
          ">200 BYE",
        ])
      try stage.expect(own, Flow.ownAnswers + Flow.ended)
      try stage.waitForDisconnected()
      #expect(!stage.server.process.text(.error).contains("secret"))
      #expect(!stage.server.process.text(.error).contains("unknown sources"))
    }
  }

  @Test(arguments: [("pbx", "guessed"), ("nobody", "secret")])
  func aCallerWithWrongCredentials(name: String, password: String) async throws {
    try await onStage(Self.inbound()) { stage in
      try stage.takePhoneAudio()
      let own = try UDPPort(stage.ports.own)
      let caller = try stage.caller(SIPpScenario("call-with-credentials")) {
        $0.arguments = Self.elsewhere + ["-au", name, "-ap", password]
      }
      #expect(try caller.outcome(within: 20).flow.contains(">403 INVITE"))
      #expect(own.unread() == [])
      #expect(!stage.log.events.contains { $0.rel == "phoneAudioInvitation" })
      try Eventually.holds("a line", within: 5) {
        stage.server.process.text(.error).contains("were refused: 1, 1 of them with wrong credentials, the last from")
      }
      #expect(!stage.server.process.text(.error).contains(password))
    }
  }

  @Test func onlyInvitesAreChallengedAndNotTheTrunksOwn() async throws {
    try await onStage(Self.inbound(algorithm: "any")) { stage in
      let stranger = try UDPPort(host: 2)
      func ask(_ method: String) throws -> String {
        let text = String(decoding: Self.invite(1, from: stranger.port), as: UTF8.self).replacing(
          "INVITE", with: method)
        stranger.send(Array(text.utf8), to: stage.server.sipPort)
        return try #require(stranger.receive(within: 10))
      }
      for method in ["REGISTER", "OPTIONS", "SUBSCRIBE", "MESSAGE"] {
        #expect(try ask(method).hasPrefix("SIP/2.0 403"), "\(method)")
      }
      #expect(try ask("BYE").hasPrefix("SIP/2.0 403"))
      let challenge = try ask("INVITE")
      #expect(challenge.hasPrefix("SIP/2.0 401"))
      #expect(challenge.contains(#"WWW-Authenticate: Digest realm="contoso.test""#))
      #expect(challenge.contains("algorithm=SHA-256") && challenge.contains("algorithm=MD5"))
      // From the trunk's address no credentials are asked for.
      let caller = try stage.caller(SIPpScenario("call-refused"), dials: "+14255550177")
      #expect(try caller.outcome(within: 20).flow.contains(">404 INVITE"))
    }
  }
}
