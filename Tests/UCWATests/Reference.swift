import Foundation

/// The facts of the UCWA 2.0 reference that the descriptions are held against.
struct Reference: Decodable {
  struct Parameter: Decodable {
    let name: String
    let required: Bool
    let maxLength: Int?
    let `enum`: String?
  }

  struct Failure: Decodable, Hashable {
    let code: String
    let status: Int
    let subcode: String
  }

  struct Operation: Decodable {
    let query: [Parameter]
    let body: [Parameter]
    let errors: [Failure]
  }

  struct Event: Decodable, Hashable {
    let type: String
    let priority: String
    let sender: String
  }

  struct Resource: Decodable {
    let properties: [String]
    let links: [String]
    let operations: [String: Operation]
    let events: [Event]
    let scopes: [String]
  }

  let enums: [String: [String]]
  let resources: [String: Resource]

  static func load() throws -> Reference {
    try JSONDecoder().decode(Reference.self, from: Fixture.data("ucwa.json"))
  }

  /// The pages of a resource: newer revisions have their own, with a number behind the name.
  func pages(_ rel: String) -> [Resource] { [rel, rel + "2"].compactMap { resources[$0] } }
}
