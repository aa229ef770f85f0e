import Foundation
import HTTP
import Testing

/// The rules of requests that hold for all resources.
@Suite(.timeLimit(.minutes(2))) struct RequestTests {
  @Test(arguments: Wire.all) func wrongMethods(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let invitation = try await app.start("+14255550120")
      for (method, path, allow) in [
        ("PUT", app.base, "GET, DELETE"), ("POST", "me", "GET"), ("DELETE", "me", "GET"),
        ("GET", "communication/startPhoneAudio", "POST"), ("HEAD", "communication/startPhoneAudio", "POST"),
        ("PATCH", "people", "GET"), ("DELETE", invitation, "GET"), ("GET", invitation + "/cancel", "POST"),
        ("OPTIONS", "me", "GET"), ("GET", "/ucwa/v1/applications", "POST"), ("POST", "events?ack=1", "GET"),
        ("HEAD", "events?ack=1", "GET"),
        ("POST", "communication/conversations/x", "GET, DELETE"), ("BREW", "me", "GET"),
      ] {
        // The parser of the live server knows the methods of the registry only.
        if method == "BREW", wire.way == .live { continue }
        let response = try await app.send(method, path)
        #expect(response.status == 405, "\(method) \(path): \(response.text)")
        #expect(response.headers["Allow"] == allow, "\(method) \(path)")
        if method != "HEAD" { #expect(try Fault(response).code == "MethodNotAllowed") }
      }
    }
  }

  @Test(arguments: Wire.all) func unknownPaths(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for path in ["x", "me/x", "communication/x", "communication/invitations", "communication/invitations/x", "me//x"]
      {
        try app.refusal(try await app.send("GET", path), 404, "NotFound", "ResourceNotFound")
      }
      for path in [
        "", "/phoneAudio", "/participants", "/localParticipant", "/participants/x",
        "/localParticipant/participantAudio",
      ] {
        try app.refusal(
          try await app.send("GET", "communication/conversations/x" + path), 404, "NotFound", "ConversationNotFound")
      }
      try app.refusal(
        try await app.send("POST", "communication/conversations/x/phoneAudio/stopPhoneAudio"), 404, "NotFound",
        "ConversationNotFound")
      try app.refusal(
        try await app.send("POST", "communication/invitations/x/cancel"), 404, "NotFound", "ResourceNotFound")
      try app.refusal(try await app.send("GET", "/nowhere"), 404, "NotFound", "ResourceNotFound")
    }
  }

  @Test(arguments: Wire.all) func accept(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let invitation = try await app.start("+14255550120")
      let wanted = [
        ("application/json", false), ("application/xml", true), ("application/vnd.microsoft.com.ucwa+xml", true),
        ("application/vnd.microsoft.com.ucwa+json", false), ("*/*", false),
        ("application/json;q=0.5, application/xml", true), ("text/html, application/xml;q=0.9, */*;q=0.8", true),
      ]
      for (accept, isXML) in wanted {
        let response = try await app.send("GET", "me", headers: ["Accept": accept])
        #expect(response.status == 200, "\(accept)")
        #expect(response.isXML == isXML, "\(accept)")
        #expect(response.headers["Content-Type"]?.hasSuffix("; charset=utf-8") == true)
      }
      let refused = try await app.send("GET", "me", headers: ["Accept": "text/html"])
      #expect(refused.status == 406)
      #expect(try Fault(refused).code == "NotAcceptable")
      let gone = try await app.send("GET", invitation, headers: ["Accept": "text/html"])
      #expect(gone.status == 410)
      #expect(try Fault(gone).code == "Gone")
    }
  }

  @Test(arguments: Wire.all) func bodies(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let path = "communication/startPhoneAudio"
      let broken =
        wire.format == .json
        ? ["{", "[]", "\"x\"", "{\"to\":}", "{\"to\":\"a\"} x", "\u{1}"]
        : [
          "<input", "<input></output>", "<!DOCTYPE a><input/>", "x", "<other/>",
          "<!DOCTYPE a [<!ENTITY b \"c\">]><input><property name=\"to\">&b;</property></input>",
        ]
      for body in broken {
        try app.refusal(try await app.send("POST", path, body: body), 400, "BadRequest", "DeserializationFailure")
      }
      for type in ["text/plain", "application/x-www-form-urlencoded", "image/png"] {
        try app.refusal(
          try await app.send("POST", path, body: "{}", headers: ["Content-Type": type]), 415, "UnsupportedMediaType")
      }
      for charset in ["; charset=utf-8", ";charset=\"UTF-8\"", "; charset='utf-8'"] {
        let response = try await app.send(
          "POST", path, body: wire.format.body([:]), headers: ["Content-Type": app.contentType + charset])
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
      }
      // Without a body and without Content-Type, or with a type and no body.
      try app.refusal(try await app.send("POST", path), 400, "BadRequest", "ParameterValidationFailure")
      try app.refusal(
        try await app.send("POST", path, headers: ["Content-Type": app.contentType]), 400, "BadRequest",
        "ParameterValidationFailure")
      #expect(try await app.get("communication/conversations").links["conversation"] == nil)
    }
  }

  @Test(arguments: Wire.all.filter { $0.way == .live }) func bodyOverTheLimit(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.requestBody = 4096 }) { server in
      let app = try await server.application()
      let fields = ["to": "+14255550120", "x": String(repeating: "x", count: 5000)]
      try app.refusal(
        try await app.send("POST", "communication/startPhoneAudio", fields: fields), 413, "EntityTooLarge")
    }
  }

  @Test(arguments: Wire.all) func scopes(wire: Wire) async throws {
    try await withServer(wire) { server in
      let reader = try await server.application(scopes: ["User.ReadWrite"])
      #expect(try await reader.status("GET", "me") == 200)
      for path in ["people", "people/erin@contoso.test", "communication", "communication/conversations"] {
        try reader.refusal(try await reader.send("GET", path), 403, "Forbidden")
      }
      try reader.refusal(
        try await reader.send("POST", "communication/startPhoneAudio", fields: ["to": "+14255550120"]), 403, "Forbidden"
      )
      let caller = try await server.application(scopes: ["Conversations.Initiate"], agent: "2")
      _ = try await caller.start("+14255550120")
      #expect(try await caller.status("GET", "me") == 403)
    }
  }

  @Test(arguments: Wire.both) func revisions(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let header = "X-MS-RequiresMinResourceVersion"
      #expect(try await app.send("GET", "me", headers: [header: "1"]).status == 200)
      try app.refusal(
        try await app.send("GET", "me", headers: [header: "2"]), 404, "NotFound", "APIVersionNotSupported")
      let path = "communication/startPhoneAudio"
      // Compared as numbers, not as texts.
      let later = try await app.send("POST", path, headers: [header: "10.0"])
      try app.refusal(later, 404, "NotFound", "APIVersionNotSupported")
      try app.refusal(
        try await app.send("POST", path, headers: [header: "2.0"]), 400, "BadRequest", "ParameterValidationFailure")
    }
  }

  @Test(arguments: Wire.all) func questionsThatMeanNothing(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      #expect(try await app.status("GET", "me?sessionContext=1&operationContext=%zz&&=") == 200)
      #expect(try await app.status("GET", "me/") == 200)
      let head = try await app.send("HEAD", "me")
      #expect(head.status == 200)
      #expect(head.body.isEmpty)
    }
  }
}
