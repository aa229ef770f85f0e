import XML

/// Collects the properties and links of a request in XML; what lies inside nested resources is passed over.
final class XMLInputReader: XMLHandler {
  private enum Collecting {
    case nothing
    case property(String)
    case list(String)
    case item(String)
  }

  private static let namespace = "http://schemas.microsoft.com/rtc/2012/03/ucwa"

  private(set) var body = RequestBody.empty
  private var depth = 0
  private var passedOver = 0
  private var collecting = Collecting.nothing
  private var content: [UInt8] = []
  private var items: [String] = []

  func start(_ element: borrowing XMLElement) throws(XMLError) {
    depth += 1
    guard depth <= RequestBody.maximumDepth else { throw XMLError("Nested too deep.") }
    if passedOver > 0 {
      passedOver += 1
      return
    }
    if depth == 1 { return try startDocument(element) }
    guard body.properties.count + body.links.count < RequestBody.maximumMembers else {
      throw XMLError("More than \(RequestBody.maximumMembers) properties and links.")
    }
    content.removeAll(keepingCapacity: true)
    switch (element.name, collecting) {
    case ("property", .nothing): collecting = .property((element.attribute("name") ?? "").lowercased())
    case ("propertyList", .nothing): collecting = .list((element.attribute("name") ?? "").lowercased())
    case ("item", .list(let name)): collecting = .item(name)
    case ("link", .nothing):
      if let rel = element.attribute("rel")?.lowercased(), let href = element.attribute("href"),
        body.links[rel] == nil
      {
        body.links[rel] = href
      }
      passedOver = 1
    default: passedOver = 1
    }
  }

  private func startDocument(_ element: borrowing XMLElement) throws(XMLError) {
    guard element.namespace.isEmpty || element.namespace.lowercased() == Self.namespace else {
      throw XMLError("The outermost element is in another namespace.")
    }
    guard element.name == "input" || element.name == "resource" else {
      throw XMLError("The outermost element is not input.")
    }
  }

  func text(_ text: UnsafeBufferPointer<UInt8>) {
    switch collecting {
    case .property, .item: if passedOver == 0 { content.append(contentsOf: text) }
    case .list, .nothing: break
    }
  }

  func end() {
    depth -= 1
    if passedOver > 0 {
      passedOver -= 1
      return
    }
    switch collecting {
    case .property(let name):
      body.properties[name] = .text(String(decoding: content, as: UTF8.self))
      collecting = .nothing
    case .item(let name):
      items.append(String(decoding: content, as: UTF8.self))
      collecting = .list(name)
    case .list(let name):
      body.properties[name] = .list(items)
      items = []
      collecting = .nothing
    case .nothing: break
    }
    content.removeAll(keepingCapacity: true)
  }
}
