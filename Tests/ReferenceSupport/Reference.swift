import Foundation

/// The facts of the UCWA 2.0 reference that descriptions and answers are held against.
public struct Reference: Decodable, Sendable {
  /// A parameter of an operation.
  public struct Parameter: Decodable, Sendable {
    /// Its name.
    public let name: String
    /// Whether the operation needs it.
    public let required: Bool
    /// The greatest length in characters, if one is named.
    public let maxLength: Int?
    /// The enumeration its values come from.
    public let `enum`: String?
  }

  /// An error of an operation.
  public struct Failure: Decodable, Hashable, Sendable {
    /// For instance `Conflict`.
    public let code: String
    /// The HTTP status.
    public let status: Int
    /// For instance `AlreadyExists`; `None` where there is none.
    public let subcode: String
  }

  /// What a verb does on a resource.
  public struct Operation: Decodable, Sendable {
    /// Parameters in the query.
    public let query: [Parameter]
    /// Parameters in the body.
    public let body: [Parameter]
    /// What it may answer with beside the generic errors.
    public let errors: [Failure]
  }

  /// An event that a resource causes.
  public struct Event: Decodable, Hashable, Sendable {
    /// For instance `updated`.
    public let type: String
    /// For instance `High`.
    public let priority: String
    /// The type of the resource that sends it.
    public let sender: String

    /// An event as the server describes it.
    public init(type: String, priority: String, sender: String) {
      self.type = type
      self.priority = priority
      self.sender = sender
    }
  }

  /// The page of a resource.
  public struct Resource: Decodable, Sendable {
    /// Names of its properties.
    public let properties: [String]
    /// Rels of its links and embedded resources.
    public let links: [String]
    /// Its operations by verb.
    public let operations: [String: Operation]
    /// The events it causes.
    public let events: [Event]
    /// A token needs one of these.
    public let scopes: [String]
  }

  /// The spellings of each enumeration.
  public let enums: [String: [String]]
  /// The pages by name.
  public let resources: [String: Resource]

  /// Reads the facts.
  public static func load() throws -> Reference {
    try JSONDecoder().decode(Reference.self, from: Fixture.data("ucwa.json"))
  }

  /// The pages of a resource: newer revisions have their own, with a number behind the name.
  public func pages(_ rel: String) -> [Resource] { [rel, rel + "2"].compactMap { resources[$0] } }
}
