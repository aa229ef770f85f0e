import Foundation
import Testing
import UCWA

/// The document at /openapi.json. Whether it is true is tried by `make schemathesis`.
@Suite(.timeLimit(.minutes(2))) struct OpenAPITests {
  private static func document() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(OpenAPI.document())) as? [String: Any])
  }

  @Test(arguments: Wire.both) func itNeedsNoToken(wire: Wire) async throws {
    try await withServer(wire) { server in
      let app = App(client: server.client, format: .json, token: "none", base: "")
      let response = try await app.send("GET", "/openapi.json")
      #expect(response.status == 200)
      #expect(response.headers["Content-Type"] == "application/json; charset=utf-8")
      #expect(response.body == OpenAPI.document())
      try app.refusal(try await app.send("POST", "/openapi.json"), 405, "MethodNotAllowed")
    }
  }

  @Test func everyOperationIsThere() throws {
    let paths = try #require(try Self.document()["paths"] as? [String: [String: Any]])
    var ids: [String] = []
    for description in ResourceDescription.all {
      for path in [description.path, description.otherPath].compactMap(\.self) {
        let base = "/ucwa/v1/applications/{application}"
        let item = try #require(paths[path.isEmpty ? base : base + "/" + path], "\(path)")
        #expect(Set(item.keys) == Set(description.verbs.map { $0.rawValue.lowercased() } + ["parameters"]))
      }
    }
    for item in paths.values {
      for operation in item.values {
        ids += [(operation as? [String: Any])?["operationId"] as? String].compactMap(\.self)
      }
    }
    #expect(Set(ids).count == ids.count, "every operation has a name of its own")
  }

  @Test func everyReferenceLeadsSomewhere() throws {
    let document = try Self.document()
    var references: Set<String> = []
    func walk(_ value: Any) {
      if let object = value as? [String: Any] {
        if let reference = object["$ref"] as? String { references.insert(reference) }
        object.values.forEach(walk)
      } else if let list = value as? [Any] {
        list.forEach(walk)
      }
    }
    walk(document)
    #expect(!references.isEmpty)
    for reference in references {
      var place: Any? = document
      for part in reference.split(separator: "/").dropFirst() { place = (place as? [String: Any])?[String(part)] }
      #expect(place != nil, "\(reference)")
    }
  }

  @Test func limitsEnumerationsAndStatusesAreTheDescriptions() throws {
    let paths = try #require(try Self.document()["paths"] as? [String: Any])
    let path = "/ucwa/v1/applications/{application}/communication/startPhoneAudio"
    let post = try #require((paths[path] as? [String: Any])?["post"] as? [String: Any])
    let statuses = try #require(post["responses"] as? [String: Any]).keys
    #expect(Set(statuses).isSuperset(of: ["201", "400", "401", "403", "404", "409", "410", "415", "500", "503"]))
    #expect(Set(statuses).isDisjoint(with: ["200", "304", "412", "428", "504"]))
    let content = try #require((post["requestBody"] as? [String: Any])?["content"] as? [String: [String: Any]])
    #expect(Set(content.keys) == ["application/json", "application/xml"])
    let schema = try #require(content["application/json"]?["schema"] as? [String: Any])
    #expect(schema["required"] as? [String] == ["to"])
    let text = String(decoding: try JSONSerialization.data(withJSONObject: schema, options: .sortedKeys), as: UTF8.self)
    #expect(text.contains("\"maxLength\":250"))
    #expect(text.contains("[\"Emergency\",\"Normal\",\"Urgent\"]"))
  }
}
