import Foundation
import UCWA

/// Holds a resource in JSON against the reference and against its description.
struct ResourceCheck {
  let knowledge: Knowledge
  let findings: Findings

  /// Rels that are an array and those that are an object wherever they are embedded: clients depend on it.
  private static let arrays: Set<String> = ["contact", "phone", "participant", "acceptedByParticipant"]
  private static let objects: Set<String> = [
    "from", "me", "people", "communication", "onlineMeetings", "phoneAudio", "localParticipant",
  ]

  func check(_ object: [String: Any], at place: String) {
    guard let rel = object["rel"] as? String else { return findings.add("\(place): no rel") }
    findings.require(knowledge.isResource(rel), "\(place): \(rel) is unknown")
    guard let description = ResourceDescription.named(rel) else {
      return findings.add("\(place): \(rel) is not described")
    }
    var markers = 0
    for (name, value) in object where name != "rel" && !name.hasPrefix("_") {
      if value as? String == "please pass this in a PUT request" {
        markers += 1
        continue
      }
      property(name, value, rel, description, place)
    }
    findings.require(markers == (description.isReplaceable ? 1 : 0), "\(place): \(markers) markers in \(rel)")
    links(object["_links"] as? [String: Any] ?? [:], rel, description, place)
    embedded(object["_embedded"] as? [String: Any] ?? [:], rel, description, place)
    for name in object.keys where name.hasPrefix("_") {
      findings.require(["_links", "_embedded"].contains(name), "\(place): \(name)")
    }
  }

  private func property(
    _ name: String, _ value: Any, _ rel: String, _ description: ResourceDescription, _ place: String
  ) {
    findings.require(knowledge.isProperty(name, of: rel), "\(place): \(rel).\(name) is unknown")
    guard let property = description.properties.first(where: { $0.name.text == name }) else {
      return findings.add("\(place): \(rel).\(name) is not described")
    }
    let fits =
      switch property.kind {
      case .boolean: JSONKind(value) == .boolean
      case .integer: JSONKind(value) == .number
      case .date: (value as? String)?.wholeMatch(of: #//Date\(\d+\)//#) != nil
      case .enumeration(let enumeration):
        (value as? String).map { knowledge.isSpelling($0, of: enumeration) } ?? false
      case .enumerations(let enumeration):
        (value as? [String])?.allSatisfy { knowledge.isSpelling($0, of: enumeration) } ?? false
      case .strings: value is [String]
      default: value is String
      }
    findings.require(fits, "\(place): \(rel).\(name) cannot be \(value)")
    if let maximum = property.maximumLength, let text = value as? String {
      findings.require(text.count <= maximum, "\(place): \(rel).\(name) is longer than \(maximum)")
    }
  }

  private func links(_ links: [String: Any], _ rel: String, _ description: ResourceDescription, _ place: String) {
    findings.require(links["self"] is [String: Any], "\(place): \(rel) has no self")
    for (name, value) in links {
      if name != "self" {
        findings.require(knowledge.isLink(name, of: rel), "\(place): \(rel) -> \(name) is unknown")
      }
      let isMany = description.links.first { $0.rel.text == name }?.cardinality == .many
      findings.require(value is [Any] == isMany, "\(place): \(rel) -> \(name) should be \(isMany ? "many" : "one")")
      for item in Document.list(value) { link(item as? [String: Any] ?? [:], name, rel, place) }
    }
  }

  private func link(_ link: [String: Any], _ name: String, _ rel: String, _ place: String) {
    findings.require((link["href"] as? String)?.isEmpty == false, "\(place): \(rel) -> \(name) without href")
    for key in link.keys {
      findings.require(["href", "title", "revision", "etag"].contains(key), "\(place): \(rel) -> \(name) has \(key)")
    }
    guard name != "self" else { return }
    let revision = ResourceDescription.named(name)?.revision ?? 1
    findings.require(
      link["revision"] as? String == (revision > 1 ? String(revision) : nil),
      "\(place): \(rel) -> \(name) of revision \(revision) has revision \(link["revision"] ?? "none")")
  }

  private func embedded(
    _ embedded: [String: Any], _ rel: String, _ description: ResourceDescription, _ place: String
  ) {
    for (name, value) in embedded {
      findings.require(knowledge.isEmbedded(name, of: rel), "\(place): \(rel) embedding \(name) is unknown")
      let described = description.embedded.first { $0.rel.text == name }
      findings.require(described != nil, "\(place): \(rel) embedding \(name) is not described")
      let isMany = value is [Any]
      findings.require(isMany == (described?.cardinality == .many), "\(place): \(rel) embeds \(name) in another number")
      findings.require(isMany || !Self.arrays.contains(name), "\(place): \(name) in \(rel) must be an array")
      findings.require(!isMany || !Self.objects.contains(name), "\(place): \(name) in \(rel) must be an object")
      for item in Document.list(value) {
        let object = item as? [String: Any] ?? [:]
        findings.require(
          object["rel"] as? String == described?.resource.text,
          "\(place): \(name) in \(rel) is a \(object["rel"] ?? "thing without rel")")
        check(object, at: place)
      }
    }
  }
}

/// The kinds of a JSON value that Swift's casts cannot tell apart.
enum JSONKind {
  case boolean, number, other

  init(_ value: Any) {
    if value is String || !(value is NSNumber) {
      self = .other
    } else if let number = value as? NSNumber, String(cString: number.objCType) == "c" {
      // NSNumber keeps the C type; 'c' is what JSON's true and false become.
      self = .boolean
    } else {
      self = .number
    }
  }
}
