import Foundation
import Store
import Testing
import UCWA

/// startPhoneAudio: what is taken, what is refused, and that nothing rings then.
@Suite(.timeLimit(.minutes(2))) struct StartTests {
  private static let path = "communication/startPhoneAudio"

  @Test(arguments: Wire.all) func theBodyWinsOverTheQuery(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let query = try await app.send(
        "POST",
        Self.path + "?to=%2B14255550120&subject=A%20%26+B&importance=Urgent&operationId=1&customContent="
          + "data:text/plain,a")
      try #require(query.status == 201, "\(query.text)")
      let first = try await app.get(try #require(query.headers["Location"]))
      #expect(first["to"] == "tel:+14255550120")
      #expect(first["subject"] == "A & B")
      #expect(first["importance"] == "Urgent")
      #expect(first["operationId"] == "1")
      #expect(first.link("customContent")?.hasPrefix("data:text/plain") == true)
      let both = try await app.send(
        "POST", Self.path + "?to=%2B14255550121&subject=query&operationId=2",
        fields: ["TO": "tel : +1 (425) 555-0129", "Subject": "body"])
      try #require(both.status == 201, "\(both.text)")
      let second = try await app.get(try #require(both.headers["Location"]))
      #expect(second["to"] == "tel:+14255550129")
      #expect(second["subject"] == "body")
      #expect(second["operationId"] == "2")
    }
  }

  @Test(arguments: Wire.all) func whomToRing(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      var number = 0
      for (to, shown) in [
        ("+14255550120", "tel:+14255550120"), ("tel:+14255550120", "tel:+14255550120"),
        ("14255550120", "tel:+14255550120"), ("(425) 555-0120", "tel:+14255550120"),
        ("sip:+14255550120@contoso.test;user=phone", "tel:+14255550120"),
        ("sip:erin@contoso.test", "sip:erin@contoso.test"),
        ("SIP:Erin@Contoso.test", "sip:erin@contoso.test"), ("sip:pat@fabrikam.test", "sip:pat@fabrikam.test"),
        ("tel:+14255550120;ext=42", "tel:+14255550120;ext=42"),
      ] {
        number += 1
        let invitation = try await app.get(try await app.start(to, phone: "+1425555013\(number)"))
        #expect(invitation["to"]?.lowercased() == shown, "\(to)")
        #expect(invitation["phoneNumber"] == "tel:+1425555013\(number)")
        #expect(invitation["state"] == "Connecting")
        #expect(invitation["direction"] == "Outgoing")
        #expect(invitation["importance"] == "Normal")
        #expect(invitation["threadId"]?.isEmpty == false)
      }
      #expect(try await app.get(try await app.start("+14255550120"))["phoneNumber"] == "tel:+14255550110")
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      func refused(
        _ fields: [String: String], _ status: Int, _ code: String, _ subcode: String?, _ named: [String] = []
      )
        async throws
      {
        let response = try await app.send("POST", Self.path, fields: fields)
        try app.refusal(response, status, code, subcode)
        #expect(Set(try Fault(response).parameters) == Set(named), "\(fields)")
      }
      let target = "+14255550120"
      try await refused([:], 400, "BadRequest", "ParameterValidationFailure", ["to"])
      try await refused(
        [
          "operationId": String(repeating: "x", count: 51), "subject": String(repeating: "x", count: 251),
          "importance": "Low", "customContent": "http://contoso.test",
        ], 400, "BadRequest", "ParameterValidationFailure",
        ["operationId", "subject", "importance", "customContent", "to"])
      for to in ["12", "+1425555", "tel:+1", "call me", "+99912345678"] {
        try await refused(["to": to], 400, "BadRequest", "NormalizationFailed", ["to"])
      }
      for phone in ["12", "sip:dana@contoso.test", "phone", "911"] {
        try await refused(
          ["to": target, "phoneNumber": phone], 400, "BadRequest", "NormalizationFailed", ["phoneNumber"])
      }
      for to in [
        "sip:", "sip:@contoso.test", "mailto:dana@contoso.test", "sip:a b@contoso.test",
        String(repeating: "1", count: 300),
      ] {
        let response = try await app.send("POST", Self.path, fields: ["to": to])
        #expect(response.status == 400, "\(to)")
        #expect(try Fault(response).parameters == ["to"])
      }
      for number in ["911", "112", "tel:911", "sip:911@contoso.test;user=phone"] {
        try await refused(["to": number], 403, "Forbidden", nil)
        let response = try await app.send("POST", Self.path, fields: ["to": number])
        #expect(try Fault(response).message.contains("location"))
      }
      for stranger in ["sip:nobody@contoso.test", "nobody@Contoso.test", "sip:nobody@contoso.test:5060"] {
        try await refused(["to": stranger], 404, "NotFound", "DestinationNotFound")
      }
      #expect(try await app.get("communication/conversations").embedded["conversation"]?.count ?? 0 == 0)
      #expect(server.server.labStatistics.isEmpty, "nothing has rung")
    }
  }

  @Test(arguments: Wire.all) func oneOperationIsDoneOnce(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let fields = ["operationId": "op", "to": "+14255550129", "phoneNumber": "+14255550140", "threadId": "t"]
      let location = try await app.start("+14255550129", phone: "+14255550140", fields)
      for _ in 0..<3 {
        let again = try await app.send("POST", Self.path, fields: fields)
        #expect(again.status == 201)
        #expect(again.headers["Location"] == location)
      }
      try app.refusal(
        try await app.send("POST", Self.path, fields: fields.merging(["subject": "x"]) { $1 }), 409, "Conflict",
        "AlreadyExists")
      try await events.untilCompleted()
      #expect(try await app.send("POST", Self.path, fields: fields).headers["Location"] == location)
      #expect(try await app.get("communication/conversations").links["conversation"]?.count == 1)
      #expect(await events.completions(location) == 1)
      // Another application has operations of its own.
      let other = try await server.application(agent: "Other")
      let elsewhere = try await other.start("+14255550129", phone: "+14255550141", ["operationId": "op"])
      #expect(elsewhere != location)
    }
  }

  @Test(arguments: Wire.all) func aThreadGoesOn(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let events = app.events
      let first = try await app.get(try await app.start("+14255550129", phone: "+14255550140", ["threadId": "t"]))
      try await events.untilCompleted()
      try app.refusal(
        try await app.send("POST", Self.path, fields: ["to": "+14255550129", "threadId": "t"]), 409, "Conflict",
        "ThreadIdAlreadyExists")
      let conversation = try #require(first.link("conversation"))
      #expect(try await app.status("POST", conversation + "/phoneAudio/stopPhoneAudio") == 204)
      try await events.untilOver()
      let second = try await app.get(try await app.start("+14255550129", phone: "+14255550140", ["threadId": "t"]))
      #expect(second.link("conversation") == conversation)
      #expect(second.href != first.href)
      let opening = try await events.until { $0.type == "started" }.map(\.description)
      #expect(
        opening == [
          "communication: updated conversation Connecting", "communication: started phoneAudioInvitation Connecting",
        ])
      try await events.untilCompleted()
      #expect(try await app.get(first.href)["state"] == "Connected")
      #expect(try await app.status("DELETE", conversation) == 204)
      // Both invitations go with their conversation, and the thread is free again.
      #expect(try await app.status("GET", first.href) == 404)
      #expect(try await app.status("GET", second.href) == 404)
      let third = try await app.get(try await app.start("+14255550129", phone: "+14255550140", ["threadId": "t"]))
      #expect(third.link("conversation") != conversation)
    }
  }

  @Test(arguments: Wire.all) func customContent(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for content in [
        "data:text/plain;charset=utf-8,a+b%26c", "data:text/plain;base64,aGVsbG8=",
        "data : text/plain;base64,\n   aGVsbG8=",
      ] {
        let response = try await app.send(
          "POST", Self.path, body: wire.format.body(["to": "+14255550129"], customContent: content))
        try #require(response.status == 201, "\(response.text)")
        let invitation = try await app.get(try #require(response.headers["Location"]))
        let shown = try #require(invitation.link("customContent"))
        let sent = try #require(DataURI(content))
        #expect(DataURI(shown)?.bytes == sent.bytes)
        #expect(DataURI(shown)?.mediaType == "text/plain")
        #expect(!shown.contains(" "))
      }
      let bad = try await app.send(
        "POST", Self.path, body: wire.format.body(["to": "+14255550129"], customContent: "http://contoso.test/x"))
      try app.refusal(bad, 400, "BadRequest", "ParameterValidationFailure")
      #expect(try Fault(bad).parameters == ["customContent"])
    }
  }

  @Test(arguments: Wire.both) func whoHasNoPhoneMustNameOne(wire: Wire) async throws {
    try await withServer(wire) { server in
      try server.add(User(uri: "sip:gil@contoso.test", name: "Gil Example"))
      let app = try await server.application("sip:gil@contoso.test")
      let response = try await app.send("POST", Self.path, fields: ["to": "+14255550120"])
      try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
      #expect(try Fault(response).parameters == ["phoneNumber"])
      _ = try await app.start("+14255550120", phone: "+14255550141")
    }
  }

  @Test(arguments: Wire.both) func theApplicationsPhoneRings(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = App(client: server.client, format: wire.format, token: try server.token(), base: "")
      let response = try await app.send(
        "POST", "/ucwa/v1/applications",
        fields: ["userAgent": "A", "endpointId": "1", "culture": "en", "phoneNumber": "tel:+14255550142"])
      var registered = app
      registered.base = try #require(response.headers["Location"])
      #expect(try await registered.get("communication")["phoneNumber"] == "tel:+14255550142")
      let invitation = try await registered.get(try await registered.start("+14255550120"))
      #expect(invitation["phoneNumber"] == "tel:+14255550142")
    }
  }

  @Test(arguments: Wire.both) func tooManyConversations(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.conversationsPerUser = 2 }) { server in
      let app = try await server.application()
      _ = try await app.start("+14255550120", phone: "+14255550122", ["operationId": "1"])
      _ = try await app.start("+14255550120", phone: "+14255550122", ["operationId": "2"])
      try app.refusal(
        try await app.send("POST", Self.path, fields: ["to": "+14255550120"]), 409, "Conflict", "TooManyConversations")
      // A repeat is no new one.
      _ = try await app.start("+14255550120", phone: "+14255550122", ["operationId": "2"])
    }
  }

  /// Requests that cross: each check and what follows from it are one step.
  @Test(arguments: Wire.both) func requestsAtTheSameMoment(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.conversationsPerUser = 3 }) { server in
      let app = try await server.application()
      func together(_ requests: [[String: String]]) async throws -> [TestResponse] {
        var responses: [TestResponse] = []
        let exchanges = try requests.map { fields in
          let own = ["to": "+14255550120", "phoneNumber": "+14255550122"]
          return try app.client.begin(
            app.request("POST", Self.path, body: wire.format.body(own.merging(fields) { $1 })))
        }
        for exchange in exchanges { responses.append(try await exchange.response()) }
        return responses
      }
      let repeated = try await together(Array(repeating: ["operationId": "1", "threadId": "t"], count: 6))
      #expect(repeated.allSatisfy { $0.status == 201 })
      #expect(Set(repeated.map { $0.headers["Location"] }).count == 1)
      let threads = try await together((0..<6).map { ["operationId": "a\($0)", "threadId": "u"] })
      #expect(threads.count { $0.status == 201 } == 1)
      #expect(
        try threads.filter { $0.status != 201 }.allSatisfy { try Fault($0).subcode == "ThreadIdAlreadyExists" })
      let many = try await together((0..<6).map { ["operationId": "b\($0)"] })
      #expect(many.count { $0.status == 201 } == 1)
      #expect(try many.filter { $0.status != 201 }.allSatisfy { try Fault($0).subcode == "TooManyConversations" })
      #expect(try await app.get("communication/conversations").links["conversation"]?.count == 3)
    }
  }

  @Test(arguments: Wire.both) func beyondWhatTheServerCarries(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.callsTotal = 1 }) { server in
      let app = try await server.application()
      let invitation = try await app.start("+14255550120", phone: "+14255550122")
      let response = try await app.send("POST", Self.path, fields: ["to": "+14255550120", "operationId": "x"])
      try app.refusal(response, 503, "ServiceUnavailable")
      #expect(response.headers["Retry-After"] == "1")
      let events = app.events
      #expect(try await app.status("POST", invitation + "/cancel") == 204)
      try await events.untilCompleted()
      // The refused operation was not begun: its id may be used when there is room, which comes with the last 487.
      try await eventually("there is room") {
        let status = try await app.send("POST", Self.path, fields: ["to": "+14255550120", "operationId": "x"]).status
        #expect(status == 201 || status == 503)
        return status == 201
      }
    }
  }

  @Test func withoutATrunkNothingRings() async throws {
    try await withDataDirectory { data in
      try await withServer(
        Wire.all[0], data: data, configure: { $0.routes = [] }, hasLab: false, isNew: true
      ) { server in
        let app = try await server.application()
        let response = try await app.send("POST", Self.path, fields: ["to": "+14255550120"])
        try app.refusal(response, 503, "ServiceUnavailable")
        #expect(response.headers["Retry-After"] == "60")
      }
    }
  }
}
