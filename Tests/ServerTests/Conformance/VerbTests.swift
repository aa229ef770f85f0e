import Foundation
import Testing
import UCWA

/// What holds for all resources alike: verbs, formats, versions, scopes.
@Suite("Conformance: verbs, formats, versions and scopes", .timeLimit(.minutes(3)))
struct VerbTests {
  /// Resources whose answers and bodies are neither JSON nor XML, or that are held.
  private static let otherTypes: Set<String> = ["photo", "contactPhoto", "xframe", "batch"]

  private func inWorld(_ wire: Wire, _ body: @Sendable @escaping (TestServer, World) async throws -> Void) async throws
  {
    try await withServer(wire, configure: { $0.voicemailURI = TestServer.voicemail }) { server in
      try await body(server, try await World.build(server))
    }
  }

  @Test("every resource is in reach") func reach() async throws {
    try await inWorld(Wire(way: .live, format: .json)) { _, world in
      for description in ResourceDescription.all where !description.operations.isEmpty {
        #expect(world.places[description.rel.text] != nil, "\(description.rel) is not in reach of the walk")
      }
    }
  }

  /// What no link leads to, with the reason.
  private static let unlinked = [
    "accept": "never allowed; there to say so",
    "decline": "there while a call comes in: IncomingTests",
    "events": "not read on the way",
    "groupMemberships": "the reference names no link that leads to it",
  ]

  @Test("a link or an event leads to every resource") func links() async throws {
    try await inWorld(Wire(way: .live, format: .json)) { _, world in
      for description in ResourceDescription.all where !description.operations.isEmpty {
        let name = description.rel.text
        #expect(world.linked.contains(name) || Self.unlinked[name] != nil, "nothing leads to \(name)")
      }
    }
  }

  @Test("a verb that a resource does not have is 405 with those it has", arguments: Wire.both)
  func otherVerbs(_ wire: Wire) async throws {
    try await inWorld(wire) { _, world in
      let findings = Findings()
      for description in ResourceDescription.all where !description.operations.isEmpty {
        guard let place = world.places[description.rel.text] else { continue }
        let allow = description.verbs.map(\.rawValue).joined(separator: ", ")
        for verb in [Verb.get, .post, .put, .delete] where description.operation(verb) == nil {
          let response = try await world.app.send(verb.rawValue, place)
          findings.require(
            response.status == 405 && response.headers["Allow"] == allow,
            "\(verb.rawValue) \(description.rel): \(response.status), Allow \(response.headers["Allow"] ?? "-")")
        }
      }
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test("an Accept that allows neither format is 406, and 410 where the page says so", arguments: Wire.both)
  func accept(_ wire: Wire) async throws {
    try await inWorld(wire) { _, world in
      let findings = Findings()
      for description in ResourceDescription.all where description.operation(.get) != nil {
        guard !Self.otherTypes.contains(description.rel.text), let place = world.places[description.rel.text] else {
          continue
        }
        let response = try await world.app.send("GET", place, headers: ["Accept": "text/html"])
        let wanted = description === ResourceDescription.phoneAudioInvitation ? 410 : 406
        findings.require(response.status == wanted, "\(description.rel): \(response.status)")
      }
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test("a body that is neither JSON nor XML is 415", arguments: Wire.both)
  func contentType(_ wire: Wire) async throws {
    try await inWorld(wire) { _, world in
      let findings = Findings()
      for description in ResourceDescription.all {
        for verb in [Verb.post, .put] {
          guard let operation = description.operation(verb), !operation.parameters.isEmpty,
            !Self.otherTypes.contains(description.rel.text), let place = world.places[description.rel.text]
          else { continue }
          var headers = ["Content-Type": "text/plain"]
          if verb == .put { headers["If-Match"] = "\"\(try await world.app.get(place)["etag"] ?? "")\"" }
          let response = try await world.app.send(verb.rawValue, place, body: "to=x", headers: headers)
          findings.require(response.status == 415, "\(verb.rawValue) \(description.rel): \(response.status)")
        }
      }
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test("a version above the resource's is 404, the same and a lower one are not", arguments: Wire.both)
  func versions(_ wire: Wire) async throws {
    try await inWorld(wire) { _, world in
      let findings = Findings()
      let header = "X-MS-RequiresMinResourceVersion"
      for description in ResourceDescription.all {
        guard let place = world.places[description.rel.text] else { continue }
        for operation in description.operations where operation.verb != .delete {
          let name = "\(operation.verb.rawValue) \(description.rel)"
          let later = try await world.app.send(
            operation.verb.rawValue, place, headers: [header: "\(description.revision).1"])
          let fault = later.body.isEmpty ? nil : try Fault(later)
          findings.require(
            later.status == 404 && fault?.subcode == "APIVersionNotSupported",
            "\(name) of a later version: \(later.status)")
        }
        guard description.operation(.get) != nil, description.rel.text != "events" else { continue }
        for version in ["\(description.revision)", "\(description.revision).0", "0.9"] {
          let response = try await world.app.send("GET", place, headers: [header: version])
          let isRefused = response.status == 404 && (try? Fault(response).subcode) == "APIVersionNotSupported"
          findings.require(!isRefused, "\(description.rel) of version \(version): \(response.status)")
        }
      }
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test("a token with any of a resource's scopes is enough, and without all of them it is 403", arguments: Wire.both)
  func scopes(_ wire: Wire) async throws {
    try await inWorld(wire) { server, world in
      let findings = Findings()
      for description in ResourceDescription.all where !description.scopes.isEmpty {
        guard let place = world.places[description.rel.text] else { continue }
        let others = Scope.all.subtracting(description.scopes)
        for operation in description.operations where !others.isEmpty {
          let response = try await ask(server, world, operation.verb, place, others.names)
          findings.require(
            response.status == 403, "\(operation.verb.rawValue) \(description.rel) without scope: \(response.status)")
        }
        guard description.operation(.get) != nil else { continue }
        for scope in description.scopes.names {
          let response = try await ask(server, world, .get, place, [scope])
          findings.require(response.status != 403, "\(description.rel) with \(scope): \(response.status)")
        }
      }
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  private func ask(
    _ server: TestServer, _ world: World, _ verb: Verb, _ place: String, _ scopes: [String]
  ) async throws -> TestResponse {
    let app = App(
      client: world.app.client, format: server.wire.format, token: try server.token(scopes: scopes),
      base: world.app.base)
    return try await app.send(verb.rawValue, place)
  }
}
