import Foundation
import HTTP
import Testing

@testable import Server

/// Several requests in one.
@Suite(.timeLimit(.minutes(2))) struct BatchTests {
  @Test(arguments: Wire.all) func answersComeInOrder(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      #expect(try await app.get(app.base).link("batch") == app.base + "/batch")
      let parts = [
        app.part("GET", "me"), app.part("GET", "people/nobody@contoso.test"), app.part("GET", "me/phones"),
        app.part("HEAD", "me"), app.part("DELETE", "me"),
      ]
      let response = try await app.batch(parts)
      #expect(response.headers["Content-Type"]?.hasPrefix("multipart/batching; boundary=\"") == true)
      let reply = try BatchReply(response).responses
      #expect(reply.map(\.status) == [200, 404, 200, 200, 405])
      #expect(try Document(reply[0])["name"] == "Dana Example")
      #expect(try Document(reply[2]).rel == "phones")
      try app.refusal(reply[1], 404, "NotFound", "ResourceNotFound")
      try app.refusal(reply[4], 405, "MethodNotAllowed")
      #expect(reply[4].headers["Allow"] == "GET")
      #expect(reply[3].body.isEmpty)
      #expect(server.server.context.accounts.space(TestServer.dana).batchParts.count == 0)
    }
  }

  /// Each form that a known client sends.
  @Test(arguments: Wire.both) func formsOfClients(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let me = "GET \(app.base)/me HTTP/1.1\r\nHost: workline.contoso.test\r\nAccept: \(app.contentType)\r\n\r\n"
      func statuses(_ response: TestResponse) throws -> [Int] { try BatchReply(response).responses.map(\.status) }
      #expect(try statuses(try await app.batch([me], type: "multipart/batching;boundary=\"77f2569d\"")) == [200])
      #expect(try statuses(try await app.batch([me], begin: "\r\n")) == [200])
      #expect(try statuses(try await app.batch([me], partType: "application/http;msgtype=request")) == [200])
      #expect(
        try statuses(try await app.batch([me], headers: ["Accept": "multipart/batching"])) == [200])
      let mixed = try await app.batch([me + "\r\n"], type: "multipart/mixed; boundary=77f2569d")
      #expect(mixed.headers["Content-Type"]?.hasPrefix("multipart/mixed; ") == true)
      #expect(try statuses(mixed) == [200])
      let absolute = app.part("GET", "https://workline.contoso.test\(app.base)/me")
      #expect(try statuses(try await app.batch([absolute, me])) == [200, 200])
    }
  }

  @Test(arguments: Wire.all) func partsThatDoSomething(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let body = app.format.body(["to": "+14255550122", "operationId": "1"])
      let other = app.format.body(["to": "+14255550122", "operationId": "2"])
      let parts = [
        app.part("POST", "communication/startPhoneAudio", body: body),
        app.part(
          "POST", "communication/startPhoneAudio", body: other, ["Content-Length: \(other.utf8.count)"]),
        app.part("POST", "communication/startPhoneAudio", body: "?"),
      ]
      let reply = try BatchReply(try await app.batch(parts)).responses
      #expect(reply.map(\.status) == [201, 201, 400])
      let locations = reply.compactMap { $0.headers["Location"] }
      #expect(Set(locations).count == 2)
      for location in locations { #expect(try await app.get(location).rel == "phoneAudioInvitation") }
      try app.refusal(reply[2], 400, "BadRequest", "DeserializationFailure")
      let cancels = try BatchReply(try await app.batch(locations.map { app.part("POST", $0 + "/cancel") })).responses
      #expect(cancels.map(\.status) == [204, 204])
    }
  }

  @Test(arguments: Wire.both) func partsHaveTheirOwnAuthorization(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let parts = [
        app.part("GET", "me"), app.part("GET", "me", ["Authorization: Bearer none"]),
        app.part("GET", "me", ["Authorization: Bearer \(try server.token(TestServer.erin))"]),
      ]
      let reply = try BatchReply(try await app.batch(parts)).responses
      #expect(reply.map(\.status) == [200, 401, 404])
      #expect(reply[1].headers.all(named: "WWW-Authenticate").count == 2)
    }
  }

  @Test(arguments: Wire.all) func whatCannotBeAPart(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let parts = [
        app.part("POST", "batch"), app.part("GET", "events?ack=1"), app.part("POST", "/WebTicket/oauthtoken"),
        app.part("GET", "me").replacing("HTTP/1.1", with: "HTTP/1.1 x"),
      ]
      let reply = try BatchReply(try await app.batch(parts)).responses
      for part in reply.prefix(3) { try app.refusal(part, 403, "Forbidden") }
      #expect(reply[3].status == 400)
      let named = try BatchReply(try await app.batch([app.part("GET", "me")], partType: "text/plain")).responses
      #expect(named.map(\.status) == [415])
      let answers = try BatchReply(
        try await app.batch([app.part("GET", "me")], partType: "application/http; msgtype=response"))
      #expect(answers.responses.map(\.status) == [415])
    }
  }

  @Test(arguments: Wire.all) func whatIsNoBatch(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let me = app.part("GET", "me")
      try app.refusal(try await app.send("POST", "batch", fields: ["a": "b"]), 415, "UnsupportedMediaType")
      try app.refusal(try await app.send("POST", "batch"), 415, "UnsupportedMediaType")
      try app.refusal(
        try await app.batch([me], type: "multipart/batching"), 400, "BadRequest", "DeserializationFailure")
      try app.refusal(
        try await app.batch([me], type: "multipart/batching; boundary=x"), 400, "BadRequest", "DeserializationFailure")
      #expect(try await app.status("GET", "batch") == 405)
    }
  }

  @Test(arguments: Wire.all) func atMostHundredParts(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let me = app.part("GET", "me")
      let full = try BatchReply(try await app.batch(Array(repeating: me, count: 100))).responses
      #expect(full.count == 100 && full.allSatisfy { $0.status == 200 })
      let response = try await app.batch(Array(repeating: me, count: 101))
      try app.refusal(response, 429, "TooManyRequests", "LimitExceeded")
      #expect(response.headers["Retry-After"] != nil)
    }
  }

  @Test(arguments: Wire.both) func atMostHundredPartsOfAUserWait(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let me = app.part("GET", "me")
      let allowance = server.server.context.accounts.space(TestServer.dana).batchParts
      #expect(allowance.take(99))
      #expect(try BatchReply(try await app.batch([me])).responses.count == 1)
      try app.refusal(try await app.batch([me, me]), 429, "TooManyRequests", "LimitExceeded")
      let erin = try await server.application(TestServer.erin)
      #expect(try BatchReply(try await erin.batch([me, me])).responses.count == 2)
      #expect(allowance.count == 99)
    }
  }
}
