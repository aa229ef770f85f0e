import Testing
import UCWA

/// The scopes of every described resource, enforced before anything else is looked at.
@Suite(.timeLimit(.minutes(2))) struct ScopeTests {
  /// The path of a resource with something in each place of its template.
  private static func path(_ template: String) -> String {
    template.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
  }

  @Test(arguments: Wire.both) func everyResourceAsksForOneOfItsScopes(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      // Tokens with one scope each, and one with none.
      var tokens: [(Scope, String)] = []
      for names in [[]] + Scope.all.names.map({ [$0] }) {
        tokens.append((Scope.parse(names.joined(separator: " ")).scopes, try server.token(scopes: names)))
      }
      var refused = 0
      for description in ResourceDescription.all {
        for template in [description.path, description.otherPath].compactMap(\.self) {
          for operation in description.operations {
            refused += try await Self.check(description, operation.verb, Self.path(template), app, tokens)
          }
        }
      }
      #expect(refused > 0)
    }
  }

  /// Tries a resource of an application that is not there with each token, so that nothing is done and nothing else can
  /// be forbidden; how often it was refused.
  private static func check(
    _ description: ResourceDescription, _ verb: Verb, _ path: String, _ app: App, _ tokens: [(Scope, String)]
  ) async throws -> Int {
    var refused = 0
    for (scope, token) in tokens {
      let response = try await app.send(
        verb.rawValue, "/ucwa/v1/applications/none/" + path, headers: ["Authorization": "Bearer " + token])
      let isAllowed = scope.permits(anyOf: description.scopes)
      let label = "\(verb.rawValue) \(description.rel) with \(scope.names)"
      #expect((response.status == 403) == !isAllowed, "\(label): \(response.status) \(response.text)")
      if !isAllowed {
        refused += 1
        try app.refusal(response, 403, "Forbidden")
      }
    }
    return refused
  }
}
