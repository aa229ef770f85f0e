import Foundation

/// One event as a client reads it.
struct TestEvent: Sendable, CustomStringConvertible {
  var sender = ""
  var senderHref = ""
  var type = ""
  var rel = ""
  var href = ""
  var collection: String?
  var status: String?
  var code: String?
  var subcode: String?
  var message: String?
  var resource: Document?

  /// Everything that a golden order compares: sender, type, resource, its state, how it ended.
  var description: String {
    var text = "\(sender): \(type) \(rel)"
    if let state = resource?["state"] { text += " \(state)" }
    if let collection { text += " in \(collection)" }
    if let status { text += " \(status)" }
    if let code { text += " \(code)/\(subcode ?? "-")" }
    return text
  }
}

/// An answer of the event channel.
struct Package: Sendable {
  var href = ""
  var next: String?
  var resync: String?
  var resume: String?
  var events: [TestEvent] = []

  init(_ response: TestResponse) throws {
    if response.isXML {
      self.init(try Element.parse(response.body))
    } else {
      self.init(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any] ?? [:])
    }
  }

  private init(_ object: [String: Any]) {
    let links = object["_links"] as? [String: [String: String]] ?? [:]
    href = links["self"]?["href"] ?? ""
    (next, resync, resume) = (links["next"]?["href"], links["resync"]?["href"], links["resume"]?["href"])
    for sender in object["sender"] as? [[String: Any]] ?? [] {
      for item in sender["events"] as? [[String: Any]] ?? [] {
        var event = TestEvent()
        event.sender = sender["rel"] as? String ?? ""
        event.senderHref = sender["href"] as? String ?? ""
        event.type = item["type"] as? String ?? ""
        let link = item["link"] as? [String: Any]
        event.rel = link?["rel"] as? String ?? ""
        event.href = link?["href"] as? String ?? ""
        event.collection = (item["in"] as? [String: Any])?["rel"] as? String
        event.status = item["status"] as? String
        let reason = item["reason"] as? [String: Any]
        event.code = reason?["code"] as? String
        event.subcode = reason?["subcode"] as? String
        event.message = reason?["message"] as? String
        event.resource = (item["_embedded"] as? [String: Any])?[event.rel].map { Document($0) }
        events.append(event)
      }
    }
  }

  private init(_ element: Element) {
    href = element.attributes["href"] ?? ""
    func link(_ rel: String) -> String? {
      element.children.first { $0.name == "link" && $0.attributes["rel"] == rel }?.attributes["href"]
    }
    (next, resync, resume) = (link("next"), link("resync"), link("resume"))
    for sender in element.children where sender.name == "sender" {
      for item in sender.children {
        var event = TestEvent()
        event.sender = sender.attributes["rel"] ?? ""
        event.senderHref = sender.attributes["href"] ?? ""
        event.type = item.name
        event.rel = item.attributes["rel"] ?? ""
        event.href = item.attributes["href"] ?? ""
        event.status = item.attributes["status"]
        event.collection = item.first("in")?.attributes["rel"]
        let reason = item.first("reason")
        event.code = reason?.first("code")?.text
        event.subcode = reason?.first("subcode")?.text
        event.message = reason?.first("message")?.text
        event.resource = item.first("resource").map { Document($0) }
        events.append(event)
      }
    }
  }
}

/// The body of an error.
struct Fault: Sendable {
  var code: String?
  var subcode: String?
  var message = ""
  var parameters: [String] = []

  init(_ response: TestResponse) throws {
    if response.isXML {
      let element = try Element.parse(response.body)
      code = element.first("code")?.text
      subcode = element.first("subcode")?.text
      message = element.first("message")?.text ?? ""
      parameters = element.first("parameters")?.children.compactMap { $0.first("name")?.text } ?? []
    } else {
      let object = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any] ?? [:]
      code = object["code"] as? String
      subcode = object["subcode"] as? String
      message = object["message"] as? String ?? ""
      parameters = (object["parameters"] as? [[String: String]] ?? []).compactMap { $0["name"] }
    }
  }
}
