import Foundation

/// A resource as the server sent it: its properties as text, its links and what it embeds.
///
/// Nothing is required of a document but that it is a JSON object: a property of a later server version is kept, one
/// that is missing reads as nil. Source: UCWA 2.0 reference, "Resources in UCWA".
public struct ResourceDocument: Sendable, Equatable {
  /// The type of the resource (`phoneAudioInvitation`); empty if the server did not say.
  public let rel: String
  /// Properties with one value. Booleans read `true` and `false`, whole numbers have no fraction.
  public let properties: [String: String]
  /// Properties that are lists, such as `activeModalities`.
  public let lists: [String: [String]]
  /// Links by relation, in the order sent; a relation that is absent may not be followed now.
  public let links: [String: [UCWAClient.Link]]
  /// Embedded resources by relation; a single one is a list of one.
  public let embedded: [String: [ResourceDocument]]

  /// Reads a JSON document.
  ///
  /// Throws `ClientError.malformed` if it is not a JSON object.
  public init(json data: Data) throws {
    guard let json = try? JSONDecoder().decode(JSONValue.self, from: data), case .object = json else {
      throw ClientError.malformed("the answer is not a JSON object")
    }
    self.init(json)
  }

  init(_ json: JSONValue, rel fallback: String = "") {
    var properties: [String: String] = [:]
    var lists: [String: [String]] = [:]
    for (name, value) in json.members where name != "rel" && !name.hasPrefix("_") {
      if case .array(let items) = value {
        lists[name] = items.compactMap(\.text)
      } else if let text = value.text {
        properties[name] = text
      }
    }
    rel = json["rel"].text ?? fallback
    self.properties = properties
    self.lists = lists
    links = json["_links"].members.mapValues { $0.items.compactMap { UCWAClient.Link($0) } }.filter {
      !$0.value.isEmpty
    }
    embedded = json["_embedded"].members.reduce(into: [:]) { embedded, member in
      embedded[member.key] = member.value.items.map { ResourceDocument($0, rel: member.key) }
    }
  }

  /// The value of a property, nil if the server did not send it.
  public subscript(property: String) -> String? { properties[property] }

  /// The address of the resource itself, from its `self` link.
  public var href: String? { link("self") }

  /// Where the first link of a relation leads; nil if it may not be followed now.
  public func link(_ rel: String) -> String? { links[rel]?.first?.href }

  /// The first embedded resource of a relation.
  public func embedded(_ rel: String) -> ResourceDocument? { embedded[rel]?.first }
}
