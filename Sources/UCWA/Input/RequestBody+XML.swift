import Foundation
import FoundationXML

extension RequestBody {
  static func parseXML(_ bytes: [UInt8]) throws(UCWAError) -> RequestBody {
    guard XMLProlog.isAcceptable(bytes) else {
      throw .deserializationFailure(.xml, debugInfo: "DOCTYPE, or an encoding other than UTF-8.")
    }
    let reader = XMLInputReader()
    let parser = XMLParser(data: Data(bytes))
    parser.shouldProcessNamespaces = true
    parser.shouldResolveExternalEntities = false
    parser.delegate = reader
    guard parser.parse(), reader.isComplete else {
      throw .deserializationFailure(.xml, debugInfo: reader.complaint)
    }
    return reader.body
  }
}

/// Looks at what comes before the outermost element.
enum XMLProlog {
  /// Whether the document may be given to the parser: it is in UTF-8 and has no DOCTYPE.
  ///
  /// A DOCTYPE can only stand before the outermost element (XML 1.0 production 22), and without one there are no
  /// entities to expand. Other encodings are refused since a DOCTYPE could hide in them.
  static func isAcceptable(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    if rest.contains(0) { return false }
    while true {
      rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
      if rest.starts(with: "<?".utf8) {
        guard let end = rest.endOfFirst("?>") else { return false }
        if rest.starts(with: "<?xml".utf8), !declaresUTF8(rest[..<end]) { return false }
        rest = rest[end...]
      } else if rest.starts(with: "<!--".utf8) {
        guard let end = rest.dropFirst(4).endOfFirst("-->") else { return false }
        rest = rest[end...]
      } else {
        return rest.first == 0x3C && rest.dropFirst().first != 0x21
      }
    }
  }

  private static func declaresUTF8(_ declaration: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: declaration, as: UTF8.self).lowercased()
    guard let encoding = text.range(of: "encoding") else { return true }
    let quotes: Set<Character> = ["\"", "'"]
    let value = text[encoding.upperBound...].split(omittingEmptySubsequences: false, whereSeparator: quotes.contains)
    return value.count > 1 && ["utf-8", "utf8", "us-ascii", "ascii"].contains(value[1])
  }
}

extension ArraySlice<UInt8> {
  fileprivate func endOfFirst(_ pattern: StaticString) -> Index? {
    pattern.withUTF8Buffer { pattern in
      var index = startIndex
      while index + pattern.count <= endIndex {
        if self[index..<(index + pattern.count)].elementsEqual(pattern) { return index + pattern.count }
        index += 1
      }
      return nil
    }
  }
}

/// Collects properties and links while FoundationXML reads; what lies inside nested resources is passed over.
private final class XMLInputReader: NSObject, XMLParserDelegate {
  private(set) var body = RequestBody.empty
  private(set) var complaint: String?
  private(set) var isComplete = false

  private enum Collecting {
    case nothing
    case property(String)
    case list(String)
    case item(String)
  }

  private static let namespace = "http://schemas.microsoft.com/rtc/2012/03/ucwa"

  private var depth = 0
  private var passedOver = 0
  private var collecting = Collecting.nothing
  private var text = ""
  private var items: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    depth += 1
    if depth > RequestBody.maximumDepth {
      complain("Nested too deep.", parser)
      return
    }
    if passedOver > 0 {
      passedOver += 1
      return
    }
    if depth == 1 {
      if let namespaceURI, !namespaceURI.isEmpty, namespaceURI.lowercased() != Self.namespace {
        complain("The outermost element is in another namespace.", parser)
      } else if element != "input", element != "resource" {
        complain("The outermost element is not input.", parser)
      }
      return
    }
    text = ""
    switch (element, collecting) {
    case ("property", .nothing): collecting = .property((attributes["name"] ?? "").lowercased())
    case ("propertyList", .nothing): collecting = .list((attributes["name"] ?? "").lowercased())
    case ("item", .list(let name)): collecting = .item(name)
    case ("link", .nothing):
      if let rel = attributes["rel"]?.lowercased(), let href = attributes["href"], body.links[rel] == nil {
        body.links[rel] = href
      }
      passedOver = 1
    default: passedOver = 1
    }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    if passedOver == 0 { text += characters }
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    if passedOver == 0 { text += String(decoding: block, as: UTF8.self) }
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?
  ) {
    depth -= 1
    if passedOver > 0 {
      passedOver -= 1
      return
    }
    switch collecting {
    case .property(let name):
      body.properties[name] = .text(text)
      collecting = .nothing
    case .item(let name):
      items.append(text)
      collecting = .list(name)
    case .list(let name):
      body.properties[name] = .list(items)
      items = []
      collecting = .nothing
    case .nothing: break
    }
    text = ""
  }

  func parserDidEndDocument(_ parser: XMLParser) { isComplete = complaint == nil && depth == 0 }

  func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
    if complaint == nil { complaint = "Line \(parser.lineNumber), column \(parser.columnNumber)." }
  }

  private func complain(_ text: String, _ parser: XMLParser) {
    if complaint == nil { complaint = text }
    parser.abortParsing()
  }
}
