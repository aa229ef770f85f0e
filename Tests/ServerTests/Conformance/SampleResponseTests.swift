import Foundation
import ReferenceSupport
import Testing
import UCWA

/// The sample responses of phoneAudioInvitation beside what a live server answers.
@Suite("The reference's sample responses", .timeLimit(.minutes(2)))
struct SampleResponseTests {
  /// What the sample has and no answer of the calls made here, each with its reason.
  static let absent: [String: String] = [
    "link accept": "phone audio is accepted by answering the phone",
    "resource startEmergencyCallInput": "an emergency call is not set up by callback",
    "link decline": "only an incoming invitation can be declined",
    "link acceptedByContact": "whoever accepted is embedded as acceptedByParticipant",
    "link forwardedBy": "for incoming invitations", "link transferredBy": "for incoming invitations",
    "link onBehalfOf": "for incoming invitations",
    "link delegator": "on behalf of a delegator only", "property delegator": "on behalf of a delegator only",
    "link derivedConversation": "only if another person than the one invited answers",
    "link derivedPhoneAudio": "only if another person than the one invited answers",
    "link replacesPhoneAudio": "only if it replaces a call",
    "property joinAudioMuted": "there are no online meetings", "property privateLine": "there are no private lines",
    "property otherPhoneNumber": "of participants that have one",
    "property workPhoneNumber": "of participants that have one",
    "link admit": "there is no lobby", "link reject": "there is no lobby",
    "link demote": "there are no meetings", "link promote": "there are no meetings",
    "link eject": "there are no meetings",
    "link participantApplicationSharing": "audio only", "link participantDataCollaboration": "audio only",
    "link participantMessaging": "audio only", "link participantPanoramicVideo": "audio only",
    "link participantVideo": "audio only",
    "link contactPhoto": "of participants that have one", "link contactPresence": "of users of this server",
    "link me": "of the user's own participant", "link participantAudio": "while the participant's audio is there",
    "link contact": "of participants that are contacts",
  ]

  @Test("they have the same properties, links and nesting", arguments: Wire.all)
  func nesting(_ wire: Wire) async throws {
    let file = "responses/phoneAudioInvitation." + (wire.format == .json ? "json" : "xml")
    let sample =
      try wire.format == .json
      ? Document(JSONSerialization.jsonObject(with: Fixture.data(file)))
      : Document(Element.parse(Fixture.bytes(file)))
    let expected = Self.outline(sample)
    try await withServer(wire) { server in
      var found: Set<String> = []
      for document in try await Self.invitations(server) { found.formUnion(Self.outline(document)) }
      #expect(found.subtracting(expected).isEmpty, "not in the sample: \(found.subtracting(expected).sorted())")
      for missing in expected.subtracting(found) {
        let own = missing.split(separator: "/").last.map(String.init) ?? missing
        let isPart = Self.absent.keys.contains { $0.hasPrefix("resource ") && missing.contains($0) }
        #expect(isPart || Self.absent[own] != nil, "the sample has \(missing)")
      }
    }
  }

  /// Invitations in states that differ in what they show: ringing, connected, and answered by somebody else.
  private static func invitations(_ server: TestServer) async throws -> [Document] {
    let app = try await server.application()
    let events = app.events
    let more = ["operationId": "1", "subject": "Strategy for next quarter", "to": "+14255550126"]
    let response = try await app.send(
      "POST", "communication/startPhoneAudio",
      body: app.format.body(more, customContent: "data:application/sdp;base64,YQ=="))
    let connected = try #require(response.headers["Location"])
    let early = try await app.get(connected)
    try await events.untilCompleted()
    let late = try await app.get(connected)
    let forwarded = try await app.start("+14255550125", phone: "+14255550141")
    try await events.untilCompleted()
    return [early, late, try await app.get(forwarded)]
  }

  /// Everything in a resource by kind and name, with the embedded resources above it.
  static func outline(_ document: Document, _ place: String = "") -> Set<String> {
    var found = Set(document.properties.keys.map { "\(place)property \($0)" })
    found.formUnion(document.links.keys.map { "\(place)link \($0)" })
    for (rel, resources) in document.embedded {
      found.insert("\(place)resource \(rel)")
      for resource in resources { found.formUnion(outline(resource, "\(place)resource \(rel)/")) }
    }
    return found
  }
}
