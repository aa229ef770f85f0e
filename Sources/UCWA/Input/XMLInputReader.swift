/// Collects the properties and links of a request in XML; what lies inside nested resources is passed over.
struct XMLInputReader {
  /// Why it cannot be read, for a developer.
  struct Complaint: Error {
    let text: String
  }

  private enum Collecting {
    case nothing
    case property(String)
    case list(String)
    case item(String)
  }

  private static let namespace = "http://schemas.microsoft.com/rtc/2012/03/ucwa"

  private var body = RequestBody.empty
  private var depth = 0
  private var passedOver = 0
  private var collecting = Collecting.nothing
  private var text = ""
  private var items: [String] = []

  /// Reads a document in UTF-8.
  static func read(_ bytes: [UInt8]) throws(Complaint) -> RequestBody {
    var reader = XMLInputReader()
    var scanner = XMLScanner(bytes)
    while true {
      switch try token(&scanner) {
      case .start(let element): try reader.begin(element)
      case .text(let text): if reader.passedOver == 0 { reader.text += text }
      case .end: reader.end()
      case .finished: return reader.body
      }
    }
  }

  private static func token(_ scanner: inout XMLScanner) throws(Complaint) -> XMLScanner.Token {
    do throws(XMLScanner.Malformed) {
      return try scanner.next()
    } catch {
      let before = scanner.bytes[..<min(error.position, scanner.bytes.count)]
      let line = before.count { $0 == 0x0A } + 1
      let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
      throw Complaint(text: "Line \(line), column \(column): \(error.reason).")
    }
  }

  private mutating func begin(_ element: XMLScanner.Element) throws(Complaint) {
    depth += 1
    guard depth <= RequestBody.maximumDepth else { throw Complaint(text: "Nested too deep.") }
    if passedOver > 0 {
      passedOver += 1
      return
    }
    if depth == 1 { return try beginDocument(element) }
    guard body.properties.count + body.links.count < RequestBody.maximumMembers else {
      throw Complaint(text: "More than \(RequestBody.maximumMembers) properties and links.")
    }
    text = ""
    switch (element.name, collecting) {
    case ("property", .nothing): collecting = .property((element.attributes["name"] ?? "").lowercased())
    case ("propertyList", .nothing): collecting = .list((element.attributes["name"] ?? "").lowercased())
    case ("item", .list(let name)): collecting = .item(name)
    case ("link", .nothing):
      if let rel = element.attributes["rel"]?.lowercased(), let href = element.attributes["href"],
        body.links[rel] == nil
      {
        body.links[rel] = href
      }
      passedOver = 1
    default: passedOver = 1
    }
  }

  private func beginDocument(_ element: XMLScanner.Element) throws(Complaint) {
    guard element.namespace.isEmpty || element.namespace.lowercased() == Self.namespace else {
      throw Complaint(text: "The outermost element is in another namespace.")
    }
    guard element.name == "input" || element.name == "resource" else {
      throw Complaint(text: "The outermost element is not input.")
    }
  }

  private mutating func end() {
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
}
