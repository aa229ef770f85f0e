import Foundation
import HTTP
import Testing

/// The event channel as clients use it (contract: ack, next, resend, timeout, resync, PGetReplaced).
@Suite(.timeLimit(.minutes(2))) struct EventTests {
  /// Places a call and waits until the invitation is complete, without reading the channel.
  private func completedCall(_ app: App) async throws -> String {
    let location = try await app.start("+14255550121", phone: "+14255550129")
    try await eventually("the call fails") { try await app.get(location)["state"] == "Failed" }
    return location
  }

  @Test(arguments: Wire.all) func packagesAreAcknowledgedByAskingForTheNext(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let link = try #require(try await app.get(app.base).link("events"))
      #expect(link == app.base + "/events?ack=1")
      _ = try await completedCall(app)
      let first = try await app.send("GET", link)
      let package = try Package(first)
      #expect(package.href == link)
      #expect(package.next == app.base + "/events?ack=2")
      #expect(package.events.first?.description == CourseTests.begin.first)
      // Not acknowledged yet: the same again, byte for byte, however often and whatever else is in the query.
      for _ in 0..<3 {
        let again = try await app.send("GET", link + "&priority=1")
        #expect(again.body == first.body)
      }
      // In the other format it is the same package.
      let other = try Package(
        try await app.send(
          "GET", link, headers: ["Accept": wire.format == .json ? "application/xml" : "application/json"]))
      #expect(other.events.map(\.description) == package.events.map(\.description))
      // The application tells where the channel stands.
      #expect(try await app.get(app.base).link("events") == link)
      let held = try app.client.begin(app.request("GET", try #require(package.next)))
      _ = try await completedCall(app)
      let second = try Package(try await held.response())
      #expect(second.events.first?.description == CourseTests.begin.first)
      #expect(try await app.get(app.base).link("events") == app.base + "/events?ack=2")
      // Package 1 is forgotten.
      let late = try Package(try await app.send("GET", link))
      #expect(late.events.isEmpty)
      #expect(late.resync == app.base + "/events?ack=2")
      #expect(late.next == late.resync)
    }
  }

  @Test(arguments: Wire.all) func aWrongAckLeadsBack(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for ack in ["0", "2", "-1", "4711"] {
        let response = try await app.send("GET", "events?ack=" + ack)
        #expect(response.status == 200)
        let package = try Package(response)
        #expect(package.resync == app.base + "/events?ack=1", "\(ack)")
        #expect(package.next == package.resync)
        #expect(package.events.isEmpty)
        if wire.format == .json { #expect(response.text.contains("\"sender\":[]")) }
      }
    }
  }

  @Test(arguments: Wire.all) func parametersOutOfRange(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for (query, named) in [
        ("", ["ack"]), ("?ack=x", ["ack"]), ("?ack=1&timeout=179", ["timeout"]), ("?ack=1&timeout=1801", ["timeout"]),
        ("?ack=1&low=4&medium=1801", ["low", "medium"]), ("?ack=1&priority=high", ["priority"]),
      ] {
        let response = try await app.send("GET", "events" + query)
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
        #expect(Set(try Fault(response).parameters) == Set(named), "\(query)")
      }
    }
  }

  @Test(arguments: Wire.all) func theTimeoutOfTheConfiguration(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.timeouts.eventTimeout = .seconds(1) }) { server in
      let app = try await server.application()
      let begin = ContinuousClock.now
      let package = try Package(try await app.send("GET", "events?ack=1"))
      #expect(ContinuousClock.now - begin >= .seconds(1))
      #expect(package.events.isEmpty)
      #expect(package.next == app.base + "/events?ack=1")
      #expect(package.resync == nil)
      // What the client asks for counts more.
      let held = try app.client.begin(app.request("GET", "events?ack=1&timeout=180"))
      _ = try await completedCall(app)
      #expect(try Package(try await held.response()).events.isEmpty == false)
    }
  }

  @Test(arguments: Wire.all) func aSecondRequestReplacesTheFirst(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let first = try app.client.begin(app.request("GET", "events?ack=1"))
      try await server.untilHeld(1, by: app)
      let second = try app.client.begin(app.request("GET", "events?ack=1"))
      try app.refusal(try await first.response(), 409, "Conflict", "PGetReplaced")
      // One of lower priority does not push the one of higher away.
      let important = try app.client.begin(app.request("GET", "events?ack=1&priority=5"))
      try app.refusal(try await second.response(), 409, "Conflict", "PGetReplaced")
      try app.refusal(
        try await app.send("GET", "events?ack=1&priority=4"), 409, "Conflict", "PGetReplaced")
      _ = try await completedCall(app)
      #expect(try Package(try await important.response()).events.isEmpty == false)
    }
  }

  /// Clients give up after 30 to 100 s and ask again with the same ack.
  @Test(arguments: Wire.all) func aClientThatLeftComesBack(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      for _ in 0..<3 {
        let held = try app.client.begin(app.request("GET", "events?ack=1"))
        try await server.untilHeld(1, by: app)
        held.leave()
        try await server.untilHeld(0, by: app)
      }
      let again = try app.client.begin(app.request("GET", "events?ack=1"))
      try await server.untilHeld(1, by: app)
      _ = try await completedCall(app)
      let package = try Package(try await again.response())
      #expect(package.events.first?.description == CourseTests.begin.first)
      #expect(package.next == app.base + "/events?ack=2")
    }
  }

  /// What was sent to a connection that broke is sent again.
  @Test(arguments: Wire.both) func aPackageLostOnTheWayComesAgain(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let lost = try app.client.begin(app.request("GET", "events?ack=1"))
      try await server.untilHeld(1, by: app)
      let location = try await app.start("+14255550121", phone: "+14255550129")
      lost.leave()
      let events = app.events
      try await events.untilOver()
      #expect(await events.completions(location) == 1)
      #expect(
        await events.seen.map(\.description) == CourseTests.begin + CourseTests.ownPhoneAnswered
          + CourseTests.failed("Failed", "RemoteFailure/Busy", ownPhoneWasUp: true))
    }
  }

  @Test(arguments: Wire.all) func theApplicationEndsWhileARequestIsHeld(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let held = try app.client.begin(app.request("GET", "events?ack=1"))
      try await server.untilHeld(1, by: app)
      #expect(try await app.status("DELETE", app.base) == 204)
      try app.refusal(try await held.response(), 404, "NotFound", "ApplicationNotFound")
    }
  }

  @Test(arguments: Wire.both) func aHeldRequestIsAnsweredWhenTheServerStops(wire: Wire) async throws {
    let (app, held) = try await withDataDirectory { data in
      let promise = Promise<(App, any Exchange)>()
      try await withServer(wire, data: data, isNew: true) { server in
        let app = try await server.application()
        let held = try app.client.begin(app.request("GET", "events?ack=1"))
        try await server.untilHeld(1, by: app)
        promise.keep(.success((app, held)))
      }
      return try await promise.value()
    }
    let package = try Package(try await held.response())
    #expect(package.next == app.base + "/events?ack=1")
  }

  @Test(arguments: Wire.both) func theQueueIsBounded(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.eventQueue = 5 }) { server in
      let app = try await server.application()
      let location = try await completedCall(app)
      let package = try Package(try await app.send("GET", "events?ack=1"))
      #expect(package.events.count == 5)
      #expect(package.next == nil)
      let resume = try #require(package.resume)
      #expect(try await app.get(location)["state"] == "Failed")
      let held = try app.client.begin(app.request("GET", resume))
      _ = try await completedCall(app)
      #expect(try Package(try await held.response()).events.first?.description == CourseTests.begin.first)
    }
  }

  @Test(arguments: Wire.both) func onlyTheCallersApplicationIsTold(wire: Wire) async throws {
    try await withServer(wire) { server in
      let caller = try await server.application(agent: "1")
      let bystander = try await server.application(agent: "2")
      let held = try bystander.client.begin(bystander.request("GET", "events?ack=1"))
      try await server.untilHeld(1, by: bystander)
      _ = try await completedCall(caller)
      #expect(server.heldRequests(of: String(bystander.base.split(separator: "/").last ?? "")) == 1)
      // The resources are the user's, under each application's own path.
      let conversation = try #require(
        try await bystander.get("communication/conversations").links["conversation"]?.first)
      #expect(conversation.hasPrefix(bystander.base))
      #expect(try await bystander.get(conversation)["state"] == "Disconnected")
      held.leave()
    }
  }
}
