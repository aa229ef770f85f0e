import Foundation
import Testing

@testable import UCWAClient
@testable import workline

/// The course of a call, from recorded events to lines and outcome.
@Suite struct CallProgressTests {
  private static let operation = "74cb"

  private func events(_ senders: String...) throws -> [ResourceEvent] {
    try EventPackage(json: Data(Packages.text(next: 2, senders).utf8)).events
  }

  private func invitation(_ kind: String, _ state: String, rest: String = "", embedded: String = "") -> String {
    Packages.invitation(kind, state: state, operationId: Self.operation, rest: rest, embedded: embedded)
  }

  /// The lines for people, without elapsed times.
  private func lines(_ progress: inout CallProgress, _ events: [ResourceEvent]) -> [String] {
    let format = TimelineFormat(style: Style(isOn: false))
    return events.compactMap { event in
      progress.handle(event).flatMap { format.line($0, elapsedSeconds: 0) }.map { String($0.dropFirst(9)) }
    }
  }

  private var connected: [String] {
    [
      invitation("started", "Connecting"), invitation("updated", "Connecting"), invitation("updated", "Alerting"),
      Packages.phoneAudio("Connected"),
      invitation(
        "completed", "Connected", rest: #","status":"Success""#,
        embedded: #""acceptedByParticipant":[{"rel":"participant","name":"John"}]"#),
    ]
  }

  @Test func callThatIsConnectedAndEnded() throws {
    var progress = CallProgress(operationId: Self.operation)
    var found = try connected.flatMap { try lines(&progress, events($0)) }
    #expect(progress.stage == .connected)
    #expect(progress.conversation == FakeUCWA.conversation)
    let end = Packages.reason("Informational", "CallTerminated", "Ended by the other side.")
    found += try lines(&progress, events(Packages.phoneAudio("Disconnected", reason: end)))
    #expect(progress.stage == .over(wasConnected: true))
    #expect(
      found == [
        "your phone      ringing at +14255550110",
        "the other side  ringing",
        "                connected",
        "the other side  ended: Ended by the other side.",
      ])
  }

  @Test func nameOfWhoAnsweredIsShown() throws {
    var progress = CallProgress(operationId: Self.operation)
    let found = try lines(&progress, events(connected[0], connected[4]))
    #expect(found.last == "the other side  connected to John")
  }

  @Test(arguments: [
    ("Failed", "LocalFailure", "Busy", "Your phone is busy (486)", "your phone      failed: LocalFailure/Busy"),
    ("Failed", "RemoteFailure", "Timeout", "No answer", "the other side  failed: RemoteFailure/Timeout"),
    ("Declined", "RemoteFailure", "Declined", "Declined (603)", "the other side  failed: RemoteFailure/Declined"),
    (
      "Failed", "ServiceFailure", "CallTerminated", "Restarted", "                failed: ServiceFailure/CallTerminated"
    ),
    ("Cancelled", "Informational", "Canceled", "By you", "                cancelled: Informational/Canceled"),
  ])
  func callThatFails(_ state: String, _ code: String, _ subcode: String, _ message: String, _ line: String) throws {
    var progress = CallProgress(operationId: Self.operation)
    let completed = invitation("completed", state, rest: Packages.reason(code, subcode, message))
    let found = try lines(
      &progress, events(connected[0], invitation("updated", state), Packages.phoneAudio("Disconnected"), completed))
    #expect(found.last == "\(line): \(message)")
    #expect(progress.stage == .over(wasConnected: false))
  }

  @Test func eventsOfOtherCallsAreNotOurs() throws {
    var progress = CallProgress(operationId: Self.operation)
    let other = Packages.invitation(
      "completed", state: "Connected", operationId: "other", rest: #","status":"Success""#)
    for event in try events(other, Packages.phoneAudio("Connected")) { #expect(progress.handle(event) == nil) }
    #expect(progress.stage == .settingUp)
  }

  @Test func eventWithoutTheResourceIsKnownByItsAddress() throws {
    var progress = CallProgress(operationId: Self.operation)
    progress.placed(UCWAClient.Invitation(href: FakeUCWA.invitation, operationId: Self.operation))
    let bare = Packages.communication(
      #"{"type":"completed","status":"Success","link":{"rel":"phoneAudioInvitation","href":"\#(FakeUCWA.invitation)"}}"#
    )
    #expect(try lines(&progress, events(bare)) == ["the other side  connected"])
  }

  @Test func deletedConversationEndsTheCall() throws {
    var progress = CallProgress(operationId: Self.operation)
    let deleted = Packages.communication(
      #"{"type":"deleted","link":{"rel":"conversation","href":"http://h\#(FakeUCWA.conversation)"}}"#)
    _ = try lines(&progress, events(connected[0], connected[4]))
    #expect(try lines(&progress, events(deleted)) == ["                ended"])
    #expect(progress.stage == .over(wasConnected: true))
  }

  @Test func catchingUpTakesWhatTheResourcesSay() throws {
    func document(_ state: String) throws -> ResourceDocument {
      try ResourceDocument(json: Data(#"{"state":"\#(state)"}"#.utf8))
    }
    var up = CallProgress(operationId: Self.operation)
    _ = up.catchUp(invitation: try document("Connected"), phoneAudio: try document("Connected"))
    #expect(up.stage == .connected)
    _ = up.catchUp(invitation: try document("Connected"), phoneAudio: try document("Disconnected"))
    #expect(up.stage == .over(wasConnected: true))

    var ringing = CallProgress(operationId: Self.operation)
    _ = ringing.catchUp(invitation: try document("Alerting"), phoneAudio: try document("Connecting"))
    #expect(ringing.stage == .settingUp)
    _ = ringing.catchUp(invitation: nil, phoneAudio: nil)
    #expect(ringing.stage == .over(wasConnected: false))
  }

  @Test func jsonHasWhatProgramsNeed() throws {
    var progress = CallProgress(operationId: Self.operation)
    let completed = invitation("completed", "Failed", rest: Packages.reason("RemoteFailure", "Busy", "Busy (486)"))
    let event = try #require(try events(completed).first)
    let step = progress.handle(event)
    let entry = try #require(step)
    let text = TimelineFormat(style: Style(isOn: false)).json(
      entry, at: Date(timeIntervalSince1970: 1.5), elapsedSeconds: 2.34567)
    let document = try ResourceDocument(json: Data(text.utf8))
    #expect(!text.contains("\n"))
    #expect(
      document.properties == [
        "time": "1970-01-01T00:00:01.500Z", "elapsed": "2.346", "event": "phoneAudioInvitation completed",
        "leg": "the other side", "state": "Failed", "status": "Failure", "code": "RemoteFailure", "subcode": "Busy",
        "message": "Busy (486)", "text": "failed: RemoteFailure/Busy: Busy (486)",
      ])
  }
}
