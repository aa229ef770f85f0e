import Foundation
import UCWA

/// Holds packages of events against the reference and against the descriptions.
struct EventCheck {
  let knowledge: Knowledge
  let findings: Findings

  /// What came: resource, type and sender, for tests that ask whether all was seen.
  private(set) var seen: Set<String> = []
  /// Resources that events name and that are there still.
  private(set) var hrefs: Set<String> = []

  init(_ knowledge: Knowledge, _ findings: Findings) {
    self.knowledge = knowledge
    self.findings = findings
  }

  mutating func check(json: [UInt8], xml: [UInt8]) throws {
    guard let object = try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] else {
      return findings.add("a package is no object")
    }
    let links = object["_links"] as? [String: Any] ?? [:]
    findings.require(links["self"] != nil, "a package without self")
    for name in links.keys where name != "self" {
      findings.require(knowledge.isLink(name, of: "events"), "events -> \(name) is unknown")
    }
    for name in object.keys {
      findings.require(["_links", "sender"].contains(name), "a package with \(name)")
    }
    guard let senders = object["sender"] as? [[String: Any]] else { return findings.add("sender is no array") }
    for sender in senders {
      let rel = sender["rel"] as? String ?? ""
      findings.require((sender["href"] as? String)?.isEmpty == false, "sender \(rel) without href")
      findings.require(Set(sender.keys) == ["rel", "href", "events"], "sender \(rel) has \(sender.keys.sorted())")
      for event in sender["events"] as? [[String: Any]] ?? [] { check(event, from: rel) }
    }
    let texts = Self.texts(senders)
    let others = Self.texts(try Element.parse(xml))
    findings.require(texts.count == others.count, "\(texts.count) events in JSON, \(others.count) in XML")
    for (left, right) in zip(texts, others) where left != right {
      findings.add("an event differs, in JSON \(left), in XML \(right)")
    }
  }

  /// Events that wait are looked at before they are sent, since a package does not say their priority.
  func checkPriorities(_ events: [Event]) {
    for event in events {
      // Who comes into a collection of contacts and who leaves it is said on the collection's page.
      let page = event.link.rel.text == "contact" ? event.collection?.rel ?? event.link.rel : event.link.rel
      let described = ResourceDescription.named(page.text)?.events ?? []
      findings.require(
        described.contains { $0.type == event.type && $0.priority == event.priority && $0.sender == event.sender.rel },
        "\(event.link.rel) \(event.type) from \(event.sender.rel) has priority \(event.priority)")
    }
  }

  private mutating func check(_ event: [String: Any], from sender: String) {
    let type = event["type"] as? String ?? ""
    let link = event["link"] as? [String: Any] ?? [:]
    let rel = link["rel"] as? String ?? ""
    let href = link["href"] as? String ?? ""
    let name = "\(rel) \(type) from \(sender)"
    seen.insert(name)
    if type == "deleted" { hrefs.remove(href) } else { hrefs.insert(href) }
    findings.require(!href.isEmpty, "\(name): no href")
    let collection = (event["in"] as? [String: Any])?["rel"] as? String
    // Who comes into a collection of contacts and who leaves it is said on the collection's page.
    let page = rel == "contact" ? collection ?? rel : rel
    findings.require(knowledge.isEvent(type, of: page, sender: sender), "event \(name) is unknown")
    for key in event.keys {
      findings.require(["type", "link", "in", "_embedded", "status", "reason"].contains(key), "\(name) has \(key)")
    }
    let described = ResourceDescription.named(page)?.events.filter {
      $0.type.rawValue == type && $0.sender.text == sender
    }
    guard let described, !described.isEmpty else { return findings.add("event \(name) is not described") }
    findings.require(
      page != rel || described.contains { $0.collection?.text == collection },
      "\(name) is in \(collection ?? "nothing")")
    findings.require(
      (event["status"] != nil) == (type == "completed"), "\(name) has status \(event["status"] ?? "none")")
    if let status = event["status"] as? String {
      findings.require(["Success", "Failure"].contains(status), "\(name) has status \(status)")
      findings.require((status == "Failure") == (event["reason"] != nil), "\(name): \(status) and its reason")
    }
    if let reason = event["reason"] as? [String: Any] { check(reason: reason, name) }
    check(embedded: event["_embedded"] as? [String: Any] ?? [:], rel, href, name)
  }

  private func check(reason: [String: Any], _ name: String) {
    for key in reason.keys {
      findings.require(knowledge.isProperty(key, of: "reason"), "reason of \(name) has \(key)")
    }
    for (key, enumeration) in [("code", ErrorCode.described), ("subcode", ErrorSubcode.described)] {
      guard let value = reason[key] as? String else { continue }
      findings.require(knowledge.isSpelling(value, of: enumeration), "reason of \(name): \(key) \(value)")
    }
  }

  private func check(embedded: [String: Any], _ rel: String, _ href: String, _ name: String) {
    findings.require(embedded.keys.allSatisfy { $0 == rel }, "\(name) embeds \(embedded.keys.sorted())")
    for value in embedded.values {
      guard let object = value as? [String: Any] else { return findings.add("\(name) embeds no object") }
      findings.require(Document(object).href == href, "\(name): the embedded resource is another one")
      ResourceCheck(knowledge: knowledge, findings: findings).check(object, at: "event \(name)")
    }
  }

  // MARK: The same in both formats

  private static func texts(_ senders: [[String: Any]]) -> [String] {
    senders.flatMap { sender in
      (sender["events"] as? [[String: Any]] ?? []).map { event in
        let link = event["link"] as? [String: Any] ?? [:]
        let collection = event["in"] as? [String: Any] ?? [:]
        let reason = event["reason"] as? [String: Any] ?? [:]
        let embedded = (event["_embedded"] as? [String: Any])?.values.first as? [String: Any]
        return text([
          sender["rel"], sender["href"], event["type"], link["rel"], link["href"], link["title"], collection["rel"],
          collection["href"], event["status"], reason["code"], reason["subcode"], reason["message"],
          embedded.map { Content(json: $0).lines.sorted().joined(separator: "\n") },
        ])
      }
    }
  }

  private static func texts(_ package: Element) -> [String] {
    package.children.filter { $0.name == "sender" }.flatMap { sender in
      sender.children.map { event in
        let collection = event.first("in")
        let reason = event.first("reason")
        return text([
          sender.attributes["rel"], sender.attributes["href"], event.name, event.attributes["rel"],
          event.attributes["href"], event.attributes["title"], collection?.attributes["rel"],
          collection?.attributes["href"], event.attributes["status"], reason?.first("code")?.text,
          reason?.first("subcode")?.text, reason?.first("message")?.text,
          event.first("resource").map { Content(xml: $0).lines.sorted().joined(separator: "\n") },
        ])
      }
    }
  }

  private static func text(_ facts: [Any?]) -> String { facts.map { $0.map { "\($0)" } ?? "-" }.joined(separator: "|") }
}
