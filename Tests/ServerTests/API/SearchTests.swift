import Foundation
import Store
import Testing

@testable import Server

/// The search in the directory.
@Suite(.timeLimit(.minutes(2))) struct SearchTests {
  private static let people: [User] = {
    var zoe = User(uri: "sip:zoe@contoso.test", name: "Zoë Müller", workNumber: "+14255550143")
    zoe.department = "Research"
    zoe.emailAddresses = ["z.mueller@contoso.test"]
    zoe.mobileNumber = "+14255550177"
    return [zoe, User(uri: "sip:finn@contoso.test", name: "Finn Miller")]
  }()

  private func names(_ search: Document) -> [String] {
    (search.embedded["contact"] ?? []).compactMap { $0["name"] }
      + (search.embedded["distributionGroup"] ?? []).compactMap { $0["name"] }
  }

  @Test(arguments: Wire.all) func byWhatPeopleType(wire: Wire) async throws {
    try await withServer(wire) { server in
      for user in Self.people { try server.add(user) }
      try server.server.context.groups.addGroup(
        DistributionGroup(uri: "sip:research@contoso.test", name: "Research team"))
      let app = try await server.application()
      let expected = [
        "query=mul": ["Zoë Müller"], "query=ZOE": ["Zoë Müller"], "query=m": ["Finn Miller", "Zoë Müller"],
        "query=zoe%20resea": ["Zoë Müller"], "query=research": ["Zoë Müller", "Research team"],
        "query=%2B1%20425%20555-0143": ["Zoë Müller"], "query=1425555014": ["Zoë Müller"],
        "query=zoe@contoso.test": ["Zoë Müller"], "mail=z.mueller@contoso.test": ["Zoë Müller"],
        "query=finn&mail=z": [], "query=nobody": [], "query=%22%20OR%20%2A": [],
        // Only the number by which others know a user finds him.
        "query=14255550177": [],
      ]
      for (query, names) in expected {
        let search = try await app.get("people/search?" + query)
        #expect(self.names(search) == names, "\(query)")
        #expect(search["moreResultsAvailable"] == "false")
        #expect(search.rel == "search")
      }
    }
  }

  @Test(arguments: Wire.both) func limits(wire: Wire) async throws {
    try await withServer(wire) { server in
      for index in 0..<25 {
        try server.add(User(uri: "sip:u\(index)@contoso.test", name: "Quill \(index < 10 ? "0" : "")\(index)"))
      }
      let app = try await server.application()
      let usual = try await app.get("people/search?query=quill")
      #expect(names(usual).count == 20)
      #expect(usual["moreResultsAvailable"] == "true")
      let few = try await app.get("people/search?query=quill&limit=2")
      #expect(names(few) == ["Quill 00", "Quill 01"])
      let all = try await app.get("people/search?query=quill&limit=25")
      #expect(names(all).count == 25)
      #expect(all["moreResultsAvailable"] == "false")
    }
  }

  @Test(arguments: Wire.all) func whatIsRefused(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = try await server.application()
      let long = String(repeating: "x", count: 257)
      let bad = [
        "": ["query"], "?query=": ["query"], "?query=%20": ["query"], "?query=a&limit=0": ["limit"],
        "?query=a&limit=101": ["limit"], "?query=\(long)&mail=\(long)": ["query", "mail"],
      ]
      for (query, parameters) in bad {
        let response = try await app.send("GET", "people/search" + query)
        try app.refusal(response, 400, "BadRequest", "ParameterValidationFailure")
        #expect(try Fault(response).parameters == parameters, "\(query)")
      }
      let other = try await server.application(scopes: ["User.ReadWrite"], agent: "Other")
      try other.refusal(try await other.send("GET", "people/search?query=a"), 403, "Forbidden")
    }
  }
}
