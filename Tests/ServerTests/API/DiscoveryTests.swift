import Foundation
import HTTP
import Testing

@Suite(.timeLimit(.minutes(2))) struct DiscoveryTests {
  private func anonymous(
    _ server: TestServer, _ method: String, _ path: String, _ more: [String: String] = [:]
  ) async throws -> TestResponse {
    var headers: HTTPHeaders = ["Host": "workline.contoso.test"]
    headers.add("Accept", server.wire.format == .json ? "application/json" : "application/xml")
    for (name, value) in more { headers[name] = value }
    return try await server.client.send(
      HTTPRequest(method: HTTPMethod(rawValue: method), target: path, headers: headers))
  }

  @Test(arguments: Wire.all) func root(wire: Wire) async throws {
    try await withServer(wire) { server in
      for path in [
        "/", "/?originalDomain=contoso.test", "/Autodiscover/AutodiscoverService.svc/root?sipuri=dana@contoso.test",
        "/autodiscover/autodiscoverservice.svc/root",
      ] {
        let response = try await anonymous(server, "GET", path)
        try #require(response.status == 200, "\(path)")
        let root = try Document(response)
        #expect(root.rel == "root")
        #expect(root.href == "http://workline.contoso.test/Autodiscover/AutodiscoverService.svc/root")
        #expect(
          root.link("user") == "http://workline.contoso.test/Autodiscover/AutodiscoverService.svc/root/oauth/user")
        #expect(root.link("xframe") == "http://workline.contoso.test/Autodiscover/XFrame/XFrame.html")
        #expect(root.properties.isEmpty)
      }
      let head = try await anonymous(server, "HEAD", "/")
      #expect(head.status == 200)
      #expect(head.body.isEmpty)
      let post = try await anonymous(server, "POST", "/")
      #expect(post.status == 405)
      #expect(post.headers["Allow"] == "GET")
    }
  }

  @Test(arguments: Wire.all) func userWithoutToken(wire: Wire) async throws {
    try await withServer(wire) { server in
      for method in ["GET", "HEAD"] {
        for path in ["root/user", "root/oauth/user", "root/oauth/user?sipuri=dana@contoso.test"] {
          for header in [[:], ["Authorization": "Bearer "], ["Authorization": "Bearer nonsense"]] {
            let response = try await anonymous(
              server, method, "/Autodiscover/AutodiscoverService.svc/" + path, header)
            #expect(response.status == 401)
            #expect(
              response.headers.all(named: "WWW-Authenticate") == [
                "MsRtcOAuth href=\"http://workline.contoso.test/WebTicket/oauthtoken\",grant_type=\"password\"",
                "Bearer trusted_issuers=\"\", client_id=\"00000004-0000-0ff1-ce00-000000000000\", "
                  + "authorization_uri=\"http://workline.contoso.test/WebTicket/oauthtoken\"",
              ])
            #expect(response.headers.contains { $0.name == "WWW-Authenticate" }, "the case clients look for")
            #expect(response.body.isEmpty == (method == "HEAD"))
          }
        }
      }
    }
  }

  @Test(arguments: Wire.all) func userWithToken(wire: Wire) async throws {
    try await withServer(wire) { server in
      let response = try await anonymous(
        server, "GET", "/Autodiscover/AutodiscoverService.svc/root/oauth/user",
        ["Authorization": "Bearer \(try server.token())"])
      try #require(response.status == 200)
      let user = try Document(response)
      #expect(user.rel == "user")
      #expect(user.link("applications") == "http://workline.contoso.test/ucwa/v1/applications")
      #expect(user.link("xframe") == "http://workline.contoso.test/Autodiscover/XFrame/XFrame.html")
      #expect(user.link("redirect") == nil)
    }
  }

  @Test func publicURLWins() async throws {
    try await withServer(Wire.all[0], configure: { $0.publicURL = "https://calls.contoso.test" }) { server in
      let root = try Document(try await anonymous(server, "GET", "/"))
      #expect(
        root.link("user") == "https://calls.contoso.test/Autodiscover/AutodiscoverService.svc/root/oauth/user")
      let response = try await anonymous(server, "GET", "/Autodiscover/AutodiscoverService.svc/root/user")
      #expect(
        response.headers["WWW-Authenticate"]?.contains("https://calls.contoso.test/WebTicket/oauthtoken") == true)
    }
  }

  @Test func aHostCannotEndTheChallenge() async throws {
    try await withServer(Wire.all[0]) { server in
      let response = try await anonymous(
        server, "GET", "/Autodiscover/AutodiscoverService.svc/root/user", ["Host": "a\",grant_type=\"b"])
      let challenge = try #require(response.headers["WWW-Authenticate"])
      #expect(challenge.count { $0 == "\"" } == 4, "\(challenge)")
    }
  }
}
