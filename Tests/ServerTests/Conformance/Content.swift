import Foundation
import UCWA

/// What a representation says, a line for each fact, so that JSON and XML can be compared. Values are as in XML.
struct Content: Equatable, CustomStringConvertible {
  private(set) var lines: [String] = []

  var description: String { lines.joined(separator: "\n") }

  /// Facts of one that the other lacks.
  static func differences(_ left: Content, _ right: Content) -> [String] {
    let (left, right) = (Set(left.lines), Set(right.lines))
    return left.subtracting(right).sorted().map { "only in JSON: \($0)" }
      + right.subtracting(left).sorted().map { "only in XML: \($0)" }
  }

  // MARK: JSON

  init(json object: [String: Any]) { add(object, "") }

  private mutating func add(_ object: [String: Any], _ place: String) {
    for (name, value) in object where !name.hasPrefix("_") {
      if let list = value as? [Any] {
        lines.append("\(place).\(name) = \(list.map(Self.text))")
      } else {
        lines.append("\(place).\(name) = \(Self.text(value))")
      }
    }
    for (rel, value) in object["_links"] as? [String: Any] ?? [:] {
      for link in Document.list(value) {
        let link = link as? [String: Any] ?? [:]
        add(rel, link.compactMapValues { $0 as? String }, place)
      }
    }
    for (rel, value) in object["_embedded"] as? [String: Any] ?? [:] {
      for (index, item) in Document.list(value).enumerated() {
        add(item as? [String: Any] ?? [:], "\(place)/\(rel)[\(index)]")
      }
    }
  }

  private mutating func add(_ rel: String, _ link: [String: String], _ place: String) {
    let details = ["title", "revision", "etag"].compactMap { name in link[name].map { "\(name)=\($0)" } }
    lines.append(([place + " -> " + rel, link["href"] ?? "nowhere"] + details).joined(separator: " "))
  }

  private static func text(_ value: Any) -> String {
    if let text = value as? String {
      return text.wholeMatch(of: #//Date\((\d+)\)//#).map { "\($0.1) ms" } ?? text
    }
    guard let number = value as? NSNumber else { return "\(value)" }
    return JSONKind(value) == .boolean ? (number.boolValue ? "True" : "False") : number.stringValue
  }

  // MARK: XML

  init(xml element: Element) { add(element, "") }

  private mutating func add(_ element: Element, _ place: String) {
    var counts: [String: Int] = [:]
    add("self", ["href": element.attributes["href"] ?? ""], place)
    for child in element.children {
      switch child.name {
      case "property": lines.append("\(place).\(child.attributes["name"] ?? "") = \(Self.normalized(child.text))")
      case "propertyList":
        lines.append("\(place).\(child.attributes["name"] ?? "") = \(child.children.map(\.text))")
      case "link": add(child.attributes["rel"] ?? "", child.attributes, place)
      case "resource":
        let rel = child.attributes["rel"] ?? ""
        add(child, "\(place)/\(rel)[\(counts[rel, default: 0])]")
        counts[rel, default: 0] += 1
      default: lines.append("\(place) has an element \(child.name)")
      }
    }
  }

  /// Dates as in JSON, in milliseconds.
  private static func normalized(_ text: String) -> String {
    guard text.contains("T"), text.hasSuffix("Z") else { return text }
    for style in [Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle()] {
      if let date = try? style.parse(text) { return "\(Int((date.timeIntervalSince1970 * 1000).rounded())) ms" }
    }
    return text
  }
}
