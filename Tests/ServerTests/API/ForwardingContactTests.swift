import Configuration
import Store
import Testing

@testable import Server

/// Numbers and addresses to which users let their calls go.
@Suite(.timeLimit(.minutes(2))) struct ForwardingContactTests {
  private static let immediate = "immediateForwardSettings"
  private static let simultaneous = "simultaneousRingSettings"
  private static let unanswered = "unansweredCallSettings"

  private static let extensions =
    (try? Configuration.parse(#"{dialPlan: [{pattern: "4\\d{3}", template: "$0", dialable: true}]}"#))?.dialPlan ?? []

  @Test(
    arguments: [
      ("+14255550120", "tel:+14255550120"), ("4711", "tel:4711"), ("tel : +1-425-555-0120", "tel:+14255550120"),
      ("sip:+14255550120@contoso.test;user=phone", "tel:+14255550120"), ("+14255550126", "tel:+14255550126"),
      ("sip:pat@fabrikam.test", "sip:pat@fabrikam.test"), ("erin@CONTOSO.test", TestServer.erin),
      ("sip:e.example@contoso.test", TestServer.erin), ("sip:sales@contoso.test", TestServer.team),
      ("+14255550110", "tel:+14255550110"),
    ])
  func targets(text: String, stored: String) async throws {
    try await withServer(
      Wire(way: .router, format: .json),
      configure: { $0.dialPlan = Self.extensions }
    ) { server in
      try server.change(TestServer.erin) { $0.aliases = ["sip:e.example@contoso.test"] }
      try server.giveTeam()
      let app = try await server.application()
      for operation in [
        Self.simultaneous + "/simultaneousRingToContact", Self.unanswered + "/unansweredCallToContact",
        Self.immediate + "/immediateForwardToContact",
      ] {
        let response = try await app.forward(operation, ["target": text])
        #expect(response.status == 204, "\(response.text)")
      }
      let forwarding = try server.forwarding()
      #expect(forwarding.immediate == .contact(stored) && forwarding.unanswered == .contact(stored))
      #expect(forwarding.simultaneous == .contact(stored))
      let contact = try await app.get(App.forwarding + "/" + Self.immediate).link("contact")
      #expect(try await app.get(try #require(contact)).rel == "contact")
    }
  }

  @Test(
    "what cannot be called, emergency numbers and the user himself are refused", arguments: Wire.both,
    [
      ("911", "ParameterValidationFailure"), ("sip:112@contoso.test", "ParameterValidationFailure"),
      ("+14255550100", "ParameterValidationFailure"), ("sip:dana@contoso.test", "ParameterValidationFailure"),
      ("sip:d.example@contoso.test", "ParameterValidationFailure"),
      ("sip:nobody@contoso.test", "ParameterValidationFailure"),
      ("mailto:erin@contoso.test", "ParameterValidationFailure"), ("xyz", "NormalizationFailed"),
      (String(repeating: "1", count: 81), "ParameterValidationFailure"), ("", "ParameterValidationFailure"),
    ] as [(String, String)])
  func refusedTargets(wire: Wire, row: (text: String, subcode: String)) async throws {
    try await withServer(wire) { server in
      try server.change { $0.aliases = ["sip:d.example@contoso.test"] }
      let app = try await server.application()
      for operation in [
        Self.immediate + "/immediateForwardToContact", Self.simultaneous + "/simultaneousRingToContact",
        Self.unanswered + "/unansweredCallToContact",
      ] {
        let response = try await app.forward(operation, ["target": row.text])
        try app.refusal(response, 400, "BadRequest", row.subcode)
        #expect(try Fault(response).parameters == ["target"])
      }
      #expect(try server.forwarding() == CallForwarding())
    }
  }

  @Test(arguments: Wire.both) func aTargetOfTooManyGroups(wire: Wire) async throws {
    try await withServer(wire, configure: { $0.limits.ringGroups = 1 }) { server in
      try server.giveTeam()
      let groups = server.server.context.groups
      try groups.addGroup(DistributionGroup(uri: "sip:west@contoso.test", name: "West"))
      try groups.addMember("sip:west@contoso.test", to: TestServer.team)
      server.refresh()
      let app = try await server.application()
      let target = ["target": TestServer.team]
      for (operation, fields) in [
        (Self.immediate + "/immediateForwardToContact", target), (Self.simultaneous + "/simultaneousRingToTeam", [:]),
      ] {
        try app.refusal(try await app.forward(operation, fields), 409, "Conflict", "TooManyGroups")
      }
      #expect(try await app.get(App.forwarding + "/" + Self.simultaneous).link("simultaneousRingToTeam") == nil)
    }
  }

  /// A number may become the user's own to which his calls are forwarded.
  @Test func theOwnNumberIsNoTarget() async throws {
    try await withServer(Wire(way: .router, format: .json), configure: { $0.usersChangeWorkNumber = true }) { server in
      let app = try await server.application()
      let target = ["target": "+14255550120"]
      #expect(try await app.forward(Self.immediate + "/immediateForwardToContact", target).status == 204)
      try app.refusal(
        try await app.send("POST", "me/phones/work/changeNumber", fields: ["number": "+14255550120"]), 409, "Conflict")
      #expect(try server.directory.user(uri: TestServer.dana)?.workNumber == "+14255550100")
    }
  }
}
