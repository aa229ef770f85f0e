import Foundation
import Testing

@testable import UCWAClient

@Suite struct ClientParsingTests {
  @Test(arguments: [
    #"MsRtcOAuth href="https://h/WebTicket/oauthtoken",grant_type="urn:x,password""#,
    #"MsRtcOAuth href="https://h/WebTicket/oauthtoken",grant_type="urn:x, password", Bearer client_id="1""#,
    #"Bearer trusted_issuers="", href="no",MsRtcOAuth grant_type="urn:x,password", href="https://h/WebTicket/oauthtoken""#,
    #"Negotiate, msrtcoauth HREF=https://h/WebTicket/oauthtoken, Grant_Type="urn:x,password""#,
  ])
  func challengeIsFoundAmongOthers(_ header: String) {
    let challenge = Challenge(header: header)
    #expect(challenge?.href == "https://h/WebTicket/oauthtoken")
    #expect(challenge?.grants == ["urn:x", "password"])
  }

  @Test(arguments: ["", "=", "Bearer", "MsRtcOAuth", #"MsRtcOAuth href=""#, #"MsRtcOAuth href="",x"#, ",,,", "a=\"b"])
  func brokenChallengeIsNone(_ header: String) {
    #expect(Challenge(header: header) == nil)
  }

  @Test func documentKeepsWhatItDoesNotKnow() throws {
    let document = try ResourceDocument(
      json: Data(
        """
        {"rel":"conversation","participantCount":2,"recording":false,"activeModalities":["Audio"],"new":{"a":1},
         "gone":null,"_links":{"self":{"href":"/c/1"},"participant":[{"href":"/p/1"},{"href":"/p/2","revision":2}],
         "bad":7},"_embedded":{"from":{"name":"John"},"participant":[{"rel":"participant","name":"Joe"}]}}
        """.utf8))
    #expect(document.rel == "conversation")
    #expect(document.properties == ["participantCount": "2", "recording": "false"])
    #expect(document.lists == ["activeModalities": ["Audio"]])
    #expect(document.href == "/c/1")
    #expect(
      document.links["participant"] == [UCWAClient.Link(href: "/p/1"), UCWAClient.Link(href: "/p/2", revision: "2")])
    #expect(document.links["bad"] == nil)
    #expect(document.embedded("from")?.rel == "from")
    #expect(document.embedded("participant")?["name"] == "Joe")
  }

  @Test(arguments: [
    "", "{", "[]", "7", "{}", #"{"_links":7}"#, #"{"_links":{"next":"x"}}"#, #"{"_links":{"next":{"href":""}}}"#,
    String(repeating: "[", count: 2_000),
  ])
  func packageWithoutAWayOnIsMalformed(_ text: String) {
    #expect(throws: ClientError.self) { try EventPackage(json: Data(text.utf8)) }
  }

  @Test(arguments: [#"7"#, #"[7]"#, #"[{"events":7}]"#, #"[{"events":[{}]}]"#, #"{"events":{"type":"updated"}}"#])
  func eventsOfAnyShapeAreSurvived(_ sender: String) throws {
    let package = try EventPackage(json: Data(#"{"_links":{"next":{"href":"/e"}},"sender":\#(sender)}"#.utf8))
    #expect(package.continuation == .next("/e"))
    #expect(package.events.allSatisfy { $0.href.isEmpty })
  }

  @Test func cursorWaitsLongerEachTimeAndKnowsItsBounds() throws {
    var options = UCWAClient.Options()
    options.firstRetrySeconds = 1
    options.serverLossSeconds = 60
    var cursor = EventCursor(href: "/events?ack=1", options: options)
    let error = ClientError.unreachable("h", "refused")
    var waits: [Double] = []
    for now in 0..<5 {
      if case .deliver(_, let wait) = cursor.failed(error, now: Double(now)) { waits.append(wait) }
    }
    #expect(waits == [1, 2, 4, 5, 5])
    #expect(cursor.failed(error, now: 60) == .end(.serverLost(error.description)))
    #expect(cursor.href == "/events?ack=1")

    let busy = ClientError.refused(status: 503, UCWAClient.Reason(code: nil), retryAfterSeconds: 9)
    #expect(cursor.failed(busy, now: 5) == .deliver([], waitSeconds: 9))
  }

  @Test func cursorDoesNotSpinOnEmptyAnswers() throws {
    var options = UCWAClient.Options()
    options.firstRetrySeconds = 1
    var cursor = EventCursor(href: "/e", options: options)
    let empty = try EventPackage(json: Data(#"{"_links":{"next":{"href":"/e"}}}"#.utf8))
    let steps = (0..<5).map { _ in cursor.received(empty, after: 0.001) }
    let waits: [Double] = [0, 0, 1, 2, 4]
    #expect(steps == waits.map { .deliver([], waitSeconds: $0) })
    #expect(cursor.received(empty, after: 180) == .deliver([], waitSeconds: 0))
  }
}
