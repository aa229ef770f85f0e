import Foundation
import Testing
import UCWA

/// Follows every link from the entry and from an application on, in JSON and in XML, and checks what it meets.
final class Crawler {
  /// A link to an operation, and the resource that offers it.
  struct Offer: Hashable {
    let holder: String
    let rel: String
    let href: String
  }

  let app: App
  let findings: Findings
  private let knowledge: Knowledge
  /// A place of each type of resource that was met, operations included.
  private(set) var places: [String: String] = [:]
  private(set) var offers: [Offer] = []
  private var visited: Set<String> = []
  private var waiting: [(holder: String, rel: String, href: String)] = []

  init(_ app: App, _ knowledge: Knowledge, _ findings: Findings = Findings()) {
    self.app = app
    self.knowledge = knowledge
    self.findings = findings
  }

  /// Goes everywhere; what is more than the application and discovery comes from elsewhere, such as events.
  func crawl(and more: [String] = []) async throws {
    waiting = [("", "root", "/"), ("", "application", app.base)] + more.map { ("", "", $0) }
    while let (holder, rel, href) = waiting.popLast() {
      guard !href.hasPrefix("data:"), visited.insert(href).inserted else { continue }
      try await visit(rel, href, from: holder)
    }
  }

  private func visit(_ rel: String, _ href: String, from holder: String) async throws {
    let description = ResourceDescription.named(rel)
    if let description, description.operation(.get) == nil {
      places[rel] = href
      offers.append(Offer(holder: holder, rel: rel, href: href))
      return try await operation(description, href)
    }
    // Reading it would take events away from who waits for them; their packages are checked elsewhere.
    if rel == "events" {
      places[rel] = href
      return findings.require(href.contains("?"), "events has no ? in \(href)")
    }
    var target = href
    // A link that says itself what is asked for, as the self of a search does, is followed as it is.
    if !href.contains("?"), let needed = description?.operation(.get).map(ValidValues.query), !needed.isEmpty {
      target += "?" + needed
    }
    try await read(rel, target, href, from: holder)
  }

  /// An operation is not carried out on the way, but its path must know the verb.
  private func operation(_ description: ResourceDescription, _ href: String) async throws {
    let response = try await app.send("GET", href)
    findings.require(
      response.status == 405 && response.headers["Allow"] == description.verbs.map(\.rawValue).joined(separator: ", "),
      "\(description.rel) \(href): GET is \(response.status), Allow \(response.headers["Allow"] ?? "-")")
  }

  private func read(_ rel: String, _ target: String, _ href: String, from holder: String) async throws {
    for _ in 0..<5 {
      let json = try await app.send("GET", target)
      guard json.status == 200 else {
        return findings.add("\(holder) -> \(rel) \(target): \(json.status) \(json.text)")
      }
      guard json.headers["Content-Type"]?.hasPrefix("application/json") == true else {
        places[rel] = href
        return
      }
      let xml = try await app.send("GET", target, headers: ["Accept": "application/xml"])
      // What is going on may have changed it in between.
      guard try await app.send("GET", target).body == json.body else { continue }
      let object = try JSONSerialization.jsonObject(with: Data(json.body)) as? [String: Any] ?? [:]
      return try compare(object, json, xml, rel, href)
    }
    findings.add("\(rel) \(href) does not stay the same")
  }

  private func compare(
    _ object: [String: Any], _ json: TestResponse, _ xml: TestResponse, _ rel: String, _ href: String
  ) throws {
    let type = object["rel"] as? String ?? ""
    // A resource may answer with another type, as what expands a group does; it is found under its own name.
    places[ResourceDescription.named(rel)?.operation(.get) == nil ? type : rel] = href
    ResourceCheck(knowledge: knowledge, findings: findings).check(object, at: "\(type) \(href)")
    let document = Document(object)
    let own = href.split(separator: "?").first.map(String.init) ?? href
    findings.require(
      type == "root" || document.href.hasPrefix(own), "\(rel) \(href): its self is \(document.href)")
    findings.require(
      json.headers["ETag"] != nil || ResourceDescription.named(type)?.operation(.put) == nil,
      "\(type) \(href): no ETag header")
    follow(object, type)
    guard xml.status == 200, xml.isXML else { return findings.add("\(rel) \(href) in XML: \(xml.status)") }
    let element = try Element.parse(xml.body)
    findings.require(
      element.name == "resource" && element.attributes["rel"] == type
        && element.attributes["xmlns"] == "http://schemas.microsoft.com/rtc/2012/03/ucwa",
      "\(rel) \(href): the XML element is \(element.name) \(element.attributes)")
    for difference in Content.differences(Content(json: object), Content(xml: element)) {
      findings.add("\(type) \(href): \(difference)")
    }
  }

  private func follow(_ object: [String: Any], _ type: String) {
    let links = object["_links"] as? [String: Any] ?? [:]
    let own = (links["self"] as? [String: Any])?["href"] as? String ?? ""
    for (rel, value) in links {
      for link in Document.list(value) {
        guard let href = (link as? [String: Any])?["href"] as? String else { continue }
        // A package's links lead on in time, not to resources.
        if type == "events" { continue }
        waiting.append((own, rel == "self" ? type : rel, href))
      }
    }
    for value in (object["_embedded"] as? [String: Any] ?? [:]).values {
      for item in Document.list(value) {
        guard let item = item as? [String: Any] else { continue }
        follow(item, item["rel"] as? String ?? "")
      }
    }
  }
}
