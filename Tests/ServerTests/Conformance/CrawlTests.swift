import Foundation
import Store
import Testing
import UCWA

/// Everything that can be reached, in every state, against the reference.
@Suite("Conformance: resources, links and events", .timeLimit(.minutes(3)))
struct CrawlTests {
  @Test("what is met is known, its types are right, no link is dead, JSON and XML agree", arguments: Scenario.all)
  func crawl(_ scenario: Scenario) async throws {
    let knowledge = try Knowledge.shared.get()
    try await withServer(
      Wire(way: .live, format: .json), configure: { $0.voicemailURI = TestServer.voicemail }
    ) { server in
      var fay = Store.User(uri: Scenario.fay, name: "Fay Example", mobileNumber: "+14255550112")
      fay.phoneAudioEnabled = false
      try server.add(fay)
      try Scenario.giveDelegates(server)
      try server.giveTeam()
      let app = try await server.application(scenario.user)
      let recorder = EventRecorder(app)
      try await Scenario.giveLogs(server)
      let caller = try scenario.callsIn.map { _ in try SIPCaller() }
      defer { caller?.stop() }
      if let caller, let callsIn = scenario.callsIn {
        try await Scenario.makeAvailable(app)
        try await callsIn(caller, server)
      }
      try await scenario.prepare(app, recorder)
      let findings = try await Self.look(
        app, recorder, knowledge, hasPhoneAudio: scenario.user == TestServer.dana,
        waiting: { server.waitingEvents(of: app, user: scenario.user) })
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  private static func look(
    _ app: App, _ recorder: EventRecorder, _ knowledge: Knowledge, hasPhoneAudio: Bool,
    waiting: @Sendable () -> [Event]
  ) async throws -> Findings {
    let findings = Findings()
    let crawler = Crawler(app, knowledge, findings)
    try await crawler.crawl()
    try await OfferCheck(app: app, findings: findings).use(crawler.offers)
    var check = EventCheck(knowledge, findings)
    check.checkPriorities(waiting())
    guard hasPhoneAudio else { return findings }
    try await Scenario.flush(app, recorder)
    for (json, xml) in zip(await recorder.json, await recorder.xml) { try check.check(json: json, xml: xml) }
    return findings
  }
}
