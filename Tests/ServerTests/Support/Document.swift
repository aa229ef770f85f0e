import Foundation
import FoundationXML

/// A resource as a client reads it, the same whether it came as JSON or XML: values are texts, links and embedded
/// resources lists.
struct Document: Sendable {
  var rel = ""
  var href = ""
  var properties: [String: [String]] = [:]
  var links: [String: [String]] = [:]
  var embedded: [String: [Document]] = [:]

  /// A property's only value.
  subscript(name: String) -> String? { properties[name]?.first }

  func link(_ rel: String) -> String? { links[rel]?.first }

  func child(_ rel: String) -> Document? { embedded[rel]?.first }

  /// Every href in it and in what it embeds, with the rel it stands under.
  var allLinks: [(rel: String, href: String)] {
    [(rel, href)] + links.flatMap { rel, hrefs in hrefs.map { (rel, $0) } }
      + embedded.values.flatMap { $0.flatMap(\.allLinks) }
  }

  init(_ response: TestResponse) throws {
    if response.isXML {
      self.init(try Element.parse(response.body))
    } else {
      self.init(try JSONSerialization.jsonObject(with: Data(response.body)))
    }
  }

  /// JSON: properties at the top, `_links` and `_embedded` by rel.
  init(_ value: Any) {
    guard let object = value as? [String: Any] else { return }
    for (name, value) in object {
      switch name {
      case "_links":
        for (rel, link) in value as? [String: Any] ?? [:] {
          let hrefs = Self.list(link).compactMap { ($0 as? [String: Any])?["href"] as? String }
          if rel == "self" { href = hrefs.first ?? "" } else { links[rel] = hrefs }
        }
      case "_embedded":
        for (rel, resource) in value as? [String: Any] ?? [:] {
          embedded[rel] = Self.list(resource).map { Document($0) }
        }
      case "rel": rel = value as? String ?? ""
      default: properties[name] = Self.list(value).map(Self.text)
      }
    }
  }

  init(_ element: Element) {
    href = element.attributes["href"] ?? ""
    for child in element.children {
      let name = child.attributes["name"] ?? ""
      switch child.name {
      case "property" where name == "rel": rel = child.text
      case "property": properties[name] = [["True": "true", "False": "false"][child.text] ?? child.text]
      case "propertyList": properties[name] = child.children.map(\.text)
      case "link": links[child.attributes["rel"] ?? "", default: []].append(child.attributes["href"] ?? "")
      case "resource": embedded[child.attributes["rel"] ?? "", default: []].append(Document(child))
      default: break
      }
    }
  }

  static func list(_ value: Any) -> [Any] { value as? [Any] ?? [value] }

  private static func text(_ value: Any) -> String {
    if let text = value as? String { return text }
    guard let number = value as? NSNumber else { return "\(value)" }
    // NSNumber keeps the C type; 'c' is what JSON's true and false become.
    return String(cString: number.objCType) == "c" ? (number.boolValue ? "true" : "false") : number.stringValue
  }
}

/// An XML element with what it holds.
final class Element: NSObject, XMLParserDelegate {
  var name = ""
  var attributes: [String: String] = [:]
  var children: [Element] = []
  var text = ""
  private var open: [Element] = []

  struct Malformed: Error {}

  static func parse(_ bytes: [UInt8]) throws -> Element {
    let holder = Element()
    let parser = XMLParser(data: Data(bytes))
    holder.open = [holder]
    parser.delegate = holder
    guard parser.parse(), let root = holder.children.first else { throw Malformed() }
    return root
  }

  func first(_ name: String) -> Element? { children.first { $0.name == name } }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    let element = Element()
    element.name = name
    element.attributes = attributes
    open.last?.children.append(element)
    open.append(element)
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }
}
