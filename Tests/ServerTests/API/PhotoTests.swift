import Foundation
import HTTP
import Store
import Testing
import UCWA

@testable import Server

/// Photos, with a token or with the cookie that a browser sends.
@Suite(.timeLimit(.minutes(2))) struct PhotoTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0xFF, 0x80]

  @Test(arguments: Wire.all) func withAToken(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      #expect(try await app.get("me").link("photo") == nil)
      for path in ["me/photo", "photos/me", "photos/dana@contoso.test", "people/dana@contoso.test/photo"] {
        try app.refusal(try await app.send("GET", path), 404, "NotFound", "ResourceNotFound")
      }
      let photo = try Photo(Self.png)
      try server.directory.setPhoto(photo, uri: TestServer.dana)
      server.refresh()
      let href = try #require(try await app.get("me").link("photo"))
      #expect(href.hasPrefix(app.base + "/photos/"))
      for path in [
        href, href + "?size=HR96X96", "me/photo", "photos/DANA@contoso.test", "people/dana@contoso.test/photo",
      ] {
        let response = try await app.send("GET", path, headers: ["Accept": "image/*"])
        #expect(response.status == 200, "\(path)")
        #expect(response.headers["Content-Type"] == "image/png")
        #expect(response.headers["X-Content-Type-Options"] == "nosniff")
        #expect(response.headers["ETag"] == "\"\(photo.tag)\"")
        #expect(response.body.count == 11)
      }
      let again = try await app.send("GET", href, headers: ["If-None-Match": "\"\(photo.tag)\""])
      #expect(again.status == 304)
      #expect(again.body.isEmpty)
      #expect(try await app.send("GET", href, headers: ["If-None-Match": "\"x\""]).status == 200)
      #expect(try await app.status("POST", href) == 405)
      try app.refusal(try await app.send("GET", "photos/nobody@contoso.test"), 404, "NotFound", "ResourceNotFound")
      let narrow = try await server.application(scopes: ["Conversations.Initiate"], agent: "Narrow")
      try narrow.refusal(try await narrow.send("GET", "me/photo"), 403, "Forbidden")
    }
  }

  @Test(arguments: Wire.all) func contactsLinkTheirs(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let erin = try await server.application(TestServer.erin, agent: "Erin")
      #expect(try await erin.get("people/dana@contoso.test").link("contactPhoto") == nil)
      try server.directory.setPhoto(try Photo(Self.png), uri: TestServer.dana)
      server.refresh()
      let photo = try #require(try await erin.get("people/dana@contoso.test").link("contactPhoto"))
      #expect(photo == erin.base + "/photos/dana@contoso.test")
      #expect(try await erin.status("GET", photo) == 200)
      let found = try await erin.get("people/search?query=dana").child("contact")
      #expect(found?.link("contactPhoto") == photo)
      // A blocked contact sees what he would see of somebody without a picture.
      for (level, status) in [("Blocked", 404), ("External", 200), ("Colleagues", 200)] {
        #expect(try await app.setPrivacy(level, of: "erin@contoso.test").status == 204)
        let contact = try await erin.get("people/dana@contoso.test")
        #expect((contact.link("contactPhoto") != nil) == (status == 200), "\(level)")
        #expect(try await erin.status("GET", photo) == status, "\(level)")
      }
      #expect(try await app.status("GET", "photos/me") == 200)
    }
  }

  /// The `Set-Cookie` of a new application.
  private func cookie(_ server: TestServer, scopes: [String]? = nil, agent: String) async throws -> (String, App) {
    var app = App(
      client: server.client, format: server.wire.format, token: try server.token(scopes: scopes), base: "")
    let fields = ["userAgent": agent, "endpointId": "1", "culture": "en-US"]
    let response = try await app.send("POST", "/ucwa/v1/applications", fields: fields)
    app.base = try #require(response.headers["Location"])
    return (try #require(response.headers["Set-Cookie"]), app)
  }

  private func get(_ app: App, _ path: String, cookie: String, method: String = "GET") async throws -> Int {
    var fields = HTTPHeaders()
    fields.add("Host", "workline.contoso.test")
    fields.add("Cookie", "theme=dark; " + cookie)
    let request = HTTPRequest(
      method: HTTPMethod(rawValue: method), target: app.base + "/" + path, headers: fields, body: [])
    return try await app.client.send(request).status
  }

  @Test(arguments: Wire.both) func withTheCookie(wire: Wire) async throws {
    try await withServer(wire) { server in
      try server.directory.setPhoto(try Photo(Self.png), uri: TestServer.dana)
      try server.directory.setPhoto(try Photo(Self.png), uri: TestServer.erin)
      let (field, app) = try await cookie(server, agent: "Browser")
      #expect(field.hasSuffix("; Path=\(app.base)/photos; HttpOnly; SameSite=Lax"))
      let cookie = String(field.prefix { $0 != ";" })
      #expect(cookie.hasPrefix("cwt_ucwa="))
      #expect(!cookie.contains(app.token))
      #expect(try await get(app, "photos/me", cookie: cookie) == 200)
      #expect(try await get(app, "photos/me", cookie: cookie, method: "HEAD") == 200)
      #expect(try await get(app, "photos/erin@contoso.test", cookie: cookie) == 200)
      // Nothing but photos, and nothing but this application's.
      for path in ["me", "me/photo", "people/erin@contoso.test/photo", "photos", "communication"] {
        #expect(try await get(app, path, cookie: cookie) == 401, "\(path)")
      }
      #expect(try await get(app, "photos/me", cookie: cookie, method: "POST") == 401)
      let (_, other) = try await self.cookie(server, agent: "Other")
      #expect(try await get(other, "photos/me", cookie: cookie) == 401)
      // As a token it is worth nothing.
      var thief = app
      thief = App(
        client: app.client, format: app.format, token: String(cookie.dropFirst("cwt_ucwa=".count)), base: app.base)
      #expect(try await thief.status("GET", "me") == 401)
      #expect(try await app.status("DELETE", app.base) == 204)
      #expect(try await get(app, "photos/me", cookie: cookie) == 404, "the application has ended")
    }
  }

  @Test func forgedCookies() async throws {
    try await withServer(Wire(way: .router, format: .json)) { server in
      try server.directory.setPhoto(try Photo(Self.png), uri: TestServer.dana)
      let (field, app) = try await cookie(server, scopes: ["User.ReadWrite"], agent: "Browser")
      let cookie = String(field.prefix { $0 != ";" })
      #expect(try await get(app, "photos/me", cookie: cookie) == 200)
      #expect(try await get(app, "photos/dana@contoso.test", cookie: cookie) == 403, "a scope is missing")
      let more = cookie.replacing(".4.", with: ".31.")
      #expect(more != cookie)
      for forged in [
        more, cookie.replacing("dana@", with: "erin@"), String(cookie.dropLast()), "cwt_ucwa=", "cwt_ucwa=..",
        "cwt_ucwa=x.31.dana@contoso.test", "cwt_ucwa",
      ] {
        #expect(try await get(app, "photos/me", cookie: forged) == 401, "\(forged)")
      }
    }
  }

  @Test func secureWithTLS() async throws {
    try await withServer(
      Wire(way: .router, format: .json), configure: { $0.publicURL = "https://workline.contoso.test" }
    ) { server in
      let (field, _) = try await cookie(server, agent: "Browser")
      #expect(field.hasSuffix("; HttpOnly; Secure; SameSite=None"))
    }
  }
}
