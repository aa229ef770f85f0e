import Foundation
import ReferenceSupport
import Store
import Testing
import UCWA

/// The sample requests of the reference's five pages on phone audio, sent as printed.
///
/// Put in place are the application's id and the token, which a sample cannot know, and the Content-Length, which the
/// samples count wrongly. The method is written `POST`: in the samples it is `Post`, which HTTP (RFC 9110, section 9.1)
/// does not allow.
@Suite("The reference's sample requests", .timeLimit(.minutes(2)))
struct SampleRequestTests {
  /// A sample: the resource, the file, and its address up to the application's id and after it.
  struct Sample: Sendable, CustomTestStringConvertible {
    let resource: String
    let file: String
    let before: String
    let after: String
    var testDescription: String { "\(file) at \(before)…" }
  }

  static let samples = [
    Sample(
      resource: "startPhoneAudio", file: "startPhoneAudio", before: "https://fe1.contoso.com:443//v1/applications/",
      after: "/communication/startPhoneAudio"),
    Sample(
      resource: "startPhoneAudio", file: "startPhoneAudio", before: "//v1/applications/",
      after: "/communication/startPhoneAudio"),
    Sample(
      resource: "startPhoneAudio", file: "startPhoneAudio2",
      before: "https://fe1.contoso.com:443/ucwa/v1/applications/", after: "/communication/startPhoneAudio"),
    Sample(
      resource: "startPhoneAudioOnBehalfOfDelegator", file: "startPhoneAudioOnBehalfOfDelegator",
      before: "https://fe1.contoso.com:443/ucwa/v1/applications/",
      after: "/communication/startPhoneAudioOnBehalfOfDelegator"),
    Sample(
      resource: "addPhoneAudio", file: "addPhoneAudio", before: "https://fe1.contoso.com:443//v1/applications/",
      after: "/communication/phoneAudio/addPhoneAudio"),
  ]

  /// Makes true what a sample takes for granted: the delegator, and the conversation to which a call is added. Gives
  /// that conversation's thread.
  private static func prepare(_ sample: Sample, _ server: TestServer, _ app: App) async throws -> String {
    switch sample.resource {
    case "startPhoneAudioOnBehalfOfDelegator":
      try server.add(Store.User(uri: "sip:samplevalue@contoso.test", name: "Sam Value", workNumber: "+14255550151"))
      try server.directory.addDelegate(TestServer.dana, of: "sip:samplevalue@contoso.test")
      server.refresh()
    case "addPhoneAudio":
      _ = try await app.start(
        "+14255550121", phone: "+14255550129", ["threadId": "a", "subject": "Skype for Business"])
      try await app.events.untilOver()
      return "a"
    default: break
    }
    return "292e0aaef36c426a97757f43dda19d06"
  }

  @Test("it works as printed", arguments: Wire.all, samples)
  func works(_ wire: Wire, _ sample: Sample) async throws {
    for johnIsAUser in [true, false] {
      try await withServer(wire) { server in
        if johnIsAUser {
          try server.add(Store.User(uri: "sip:john@contoso.com", name: "John Example", workNumber: "+14255550120"))
        }
        try await Self.send(sample, server)
      }
    }
  }

  private static func send(_ sample: Sample, _ server: TestServer) async throws {
    let format = server.wire.format
    let app = try await server.application()
    let thread = try await prepare(sample, server, app)
    let events = app.events
    let id = try #require(app.base.split(separator: "/").last)
    let body = try Fixture.text("requests/\(sample.file).\(format == .json ? "json" : "xml")")
    let response = try await app.send(
      "POST", sample.before + id + sample.after, body: body, headers: ["Host": "fe1.contoso.com"])
    // As the sample response: 201, the invitation's place, and nothing in the body.
    try #require(response.status == 201, "\(response.text)")
    #expect(response.body.isEmpty)
    let location = try #require(response.headers["Location"])
    #expect(location.wholeMatch(of: #//.*/v1/applications/\w+/communication/invitations/\w+/#) != nil, "\(location)")
    // The sample request of phoneAudioInvitation: an absolute address, and the format in Accept.
    let invitation = try await app.get("https://fe1.contoso.com:443" + location)
    #expect(invitation["operationId"] == "74cb7404e0a247d5a2d4eb0376a47dbf")
    #expect(invitation["phoneNumber"] == "tel:+14255551234")
    #expect(invitation["to"] == "sip:john@contoso.com")
    #expect(invitation["threadId"] == thread)
    #expect(
      invitation["delegator"]
        == (sample.resource == "startPhoneAudioOnBehalfOfDelegator" ? "sip:samplevalue@contoso.test" : nil))
    #expect(invitation["subject"]?.replacing(" ", with: "") == "SkypeforBusiness")
    let isNormal = sample.file == "addPhoneAudio" || sample.file != "startPhoneAudio2" && format == .json
    #expect(invitation["importance"] == (isNormal ? "Normal" : "Urgent"))
    let hasContent =
      ["startPhoneAudio2", "startPhoneAudioOnBehalfOfDelegator"].contains(sample.file) && format == .json
    #expect((invitation.link("customContent") != nil) == hasContent)
    // The lab does not know that own phone: it was rung, and refused.
    let all = try await events.until { $0.type == "completed" && $0.href == location }
    let end = try #require(all.last)
    #expect(end.status == "Failure")
    #expect(end.code == "LocalFailure")
    #expect(end.href == location)
  }
}
