import Testing

@testable import Server

@Suite struct RequestPathTests {
  @Test func discovery() {
    #expect(RequestPath("/") == .root)
    #expect(RequestPath("/Autodiscover/AutodiscoverService.svc/root") == .root)
    #expect(RequestPath("/autodiscover/autodiscoverservice.svc/Root/user") == .user)
    #expect(RequestPath("/Autodiscover/AutodiscoverService.svc/root/oauth/user") == .user)
    #expect(RequestPath("/webticket/OAuthToken") == .token)
    #expect(RequestPath("/Health") == .health)
  }

  @Test func applicationsUnderEveryPrefix() {
    for (prefix, known) in [
      ("/ucwa/v1", ApplicationPrefix.ucwa), ("/UCWA/V1", .ucwa), ("/v1", .short), ("//v1", .short),
      ("/ucwa/oauth/v1", .oauth), ("//Ucwa/OAuth/v1", .oauth),
    ] {
      #expect(RequestPath(prefix + "/applications") == .applications(known))
      #expect(RequestPath(prefix + "/applications/") == .applications(known))
      #expect(RequestPath(prefix + "/applications/833") == .application(id: "833", rest: ""))
      #expect(
        RequestPath(prefix + "/applications/833/communication/startPhoneAudio")
          == .application(id: "833", rest: "communication/startPhoneAudio"))
    }
  }

  @Test(arguments: ["/ucwa", "/ucwa/v2/applications", "/applications", "/v1", "/favicon.ico", "*", "/v1/applicationsX"])
  func nothingElse(path: String) {
    #expect(RequestPath(path) == .unknown)
  }
}
