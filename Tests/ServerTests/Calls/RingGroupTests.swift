import Foundation
import Store
import Testing

@testable import Server

/// Calls to distribution groups.
@Suite(.timeLimit(.minutes(2))) struct RingGroupTests {
  private static let path = "communication/startPhoneAudio"

  /// A group with so many groups nested in it, one in the other and the first in the last.
  private func addGroups(_ nested: Int, number: String?, _ server: TestServer) throws {
    let groups = server.server.context.groups
    try groups.addGroup(DistributionGroup(uri: "sip:sales@contoso.test", name: "Sales", number: number))
    var outer = "sip:sales@contoso.test"
    for index in 0..<nested {
      let inner = "sip:sales\(index)@contoso.test"
      try groups.addGroup(DistributionGroup(uri: inner, name: "Sales \(index)"))
      try groups.addMember(inner, to: outer)
      outer = inner
    }
    if nested > 0 { try groups.addMember("sip:sales@contoso.test", to: outer) }
  }

  @Test(arguments: Wire.all) func tooManyGroups(wire: Wire) async throws {
    try await withServer(wire) { server in
      try addGroups(10, number: "+14255550150", server)
      let app = try await server.application()
      try app.refusal(
        try await app.send("POST", Self.path, fields: ["to": "sip:sales@contoso.test"]), 409, "Conflict",
        "TooManyGroups")
      // Nothing rings, and nothing is left of it.
      #expect(server.server.labStatistics.isEmpty)
      #expect(try await app.get("communication/conversations").links["conversation"] == nil)
    }
  }

  @Test(arguments: Wire.all) func asManyAsAllowedRing(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.ringGroups = 3 }) { server in
      try addGroups(2, number: "+14255550126", server)
      let app = try await server.application()
      let events = app.events
      let href = try await app.start("sip:Sales@contoso.test", phone: "+14255550129")
      try await events.until { $0.href == href && $0.resource?["state"] == "TeamRing" }
      #expect(try await events.untilCompleted().status == "Success")
      let invitation = try await app.get(href)
      #expect(invitation["to"] == "sip:sales@contoso.test")
      let contact = try await app.get(try #require(invitation.link("to")))
      #expect(contact["name"] == "Sales")
    }
  }

  @Test(arguments: Wire.both) func aGroupWithoutANumber(wire: Wire) async throws {
    try await withServer(wire) { server in
      try addGroups(0, number: nil, server)
      let app = try await server.application()
      try app.refusal(
        try await app.send("POST", Self.path, fields: ["to": "sip:sales@contoso.test"]), 404, "NotFound",
        "DestinationNotFound")
      #expect(server.server.labStatistics.isEmpty)
    }
  }
}
