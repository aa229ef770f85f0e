/// Takes a document in XML 1.0 with namespaces apart, as far as a request may use it: without a DOCTYPE, so that there
/// are no entities but the five of XML itself. The bytes must be valid UTF-8.
///
/// FoundationXML is for what one trusts: each malformed document costs it memory for good, and a name that is not UTF-8
/// ends the process.
struct XMLScanner {
  /// What a document consists of, in order.
  enum Token {
    case start(Element)
    case end
    case text(String)
    case finished
  }

  /// The start of an element.
  struct Element {
    /// The name without its prefix.
    let name: String
    /// The namespace; empty for none.
    let namespace: String
    /// The attributes without a prefix.
    let attributes: [String: String]
  }

  /// Where and why the document is none.
  struct Malformed: Error {
    let position: Int
    let reason: String
  }

  /// The most attributes of an element, and the most namespaces at a place; they are looked for one after the other.
  private static let maximumAttributes = 64

  let bytes: [UInt8]
  var position: Int
  private let start: Int
  private var open: [(name: Range<Int>, declarations: Int)] = []
  private var declarations: [(prefix: ArraySlice<UInt8>, uri: String)] = []
  private var hasRoot = false
  private var closesAtOnce = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    position = start
  }

  /// The next token.
  mutating func next() throws(Malformed) -> Token {
    if closesAtOnce {
      closesAtOnce = false
      close()
      return .end
    }
    while position < bytes.count {
      if bytes[position] != UInt8(ascii: "<") {
        guard open.isEmpty else { return .text(try text()) }
        guard skipBlanks() else { throw malformed("there is text outside of the outermost element") }
      } else if take("<!--") {
        try skipComment()
      } else if take("<?") {
        try skipInstruction()
      } else if take("<![CDATA[") {
        return .text(try section())
      } else if take("</") {
        try endTag()
        return .end
      } else {
        return .start(try startTag())
      }
    }
    guard hasRoot, open.isEmpty else { throw malformed("it ends early") }
    return .finished
  }

  func malformed(_ reason: String) -> Malformed { Malformed(position: position, reason: reason) }

  /// Takes that text if it stands next.
  mutating func take(_ text: StaticString) -> Bool {
    let isNext = text.withUTF8Buffer { text in
      position + text.count <= bytes.count && bytes[position..<position + text.count].elementsEqual(text)
    }
    if isNext { position += text.utf8CodeUnitCount }
    return isNext
  }

  // MARK: Elements

  private mutating func startTag() throws(Malformed) -> Element {
    guard !open.isEmpty || !hasRoot else { throw malformed("there is a second outermost element") }
    position += 1
    let name = try self.name()
    open.append((name, declarations.count))
    hasRoot = true
    var given: [(name: Range<Int>, value: String)] = []
    while true {
      let isApart = skipBlanks()
      if take(">") { break }
      if take("/>") {
        closesAtOnce = true
        break
      }
      guard isApart, given.count < Self.maximumAttributes else { throw malformed("an attribute cannot stand here") }
      let attribute = try self.name()
      guard !given.contains(where: { bytes[$0.name] == bytes[attribute] }) else {
        throw malformed("an attribute stands twice")
      }
      _ = skipBlanks()
      guard take("=") else { throw malformed("an attribute has no value") }
      _ = skipBlanks()
      given.append((attribute, try attributeValue()))
    }
    for (name, value) in given { try declare(bytes[name], value) }
    var attributes: [String: String] = [:]
    for (name, value) in given {
      let (prefix, local) = try split(name)
      if prefix.isEmpty {
        attributes[local] = value
      } else if !prefix.elementsEqual("xmlns".utf8) {
        _ = try namespace(of: prefix)
      }
    }
    let (prefix, local) = try split(name)
    return Element(name: local, namespace: try namespace(of: prefix), attributes: attributes)
  }

  private mutating func endTag() throws(Malformed) {
    let name = try self.name()
    guard let last = open.last, bytes[last.name] == bytes[name] else {
      throw malformed("an element is closed that is not open")
    }
    _ = skipBlanks()
    guard take(">") else { throw malformed("a tag does not end") }
    close()
  }

  private mutating func close() {
    guard let last = open.popLast() else { return }
    declarations.removeLast(declarations.count - last.declarations)
  }

  // MARK: Names

  private mutating func name() throws(Malformed) -> Range<Int> {
    let start = position
    while position < bytes.count, Self.isName(bytes[position], isFirst: position == start) { position += 1 }
    guard position > start else { throw malformed("there is no name") }
    return start..<position
  }

  private static func isName(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x3A, 0x80...: true
    case 0x30...0x39, 0x2D, 0x2E: !isFirst
    default: false
    }
  }

  /// The prefix of a name, empty if it has none, and the rest.
  private func split(_ name: Range<Int>) throws(Malformed) -> (prefix: ArraySlice<UInt8>, local: String) {
    let parts = bytes[name].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), let last = parts.last else {
      throw malformed("a name has a colon too many")
    }
    return (parts.count == 2 ? parts[0] : [], String(decoding: last, as: UTF8.self))
  }

  private mutating func declare(_ name: ArraySlice<UInt8>, _ uri: String) throws(Malformed) {
    guard name.starts(with: "xmlns".utf8) else { return }
    let rest = name.dropFirst(5)
    guard rest.isEmpty || rest.first == UInt8(ascii: ":") else { return }
    guard declarations.count < Self.maximumAttributes, rest.isEmpty || !uri.isEmpty else {
      throw malformed("a namespace cannot be declared here")
    }
    declarations.append((rest.dropFirst(), uri))
  }

  private func namespace(of prefix: ArraySlice<UInt8>) throws(Malformed) -> String {
    if let declared = declarations.last(where: { $0.prefix == prefix }) { return declared.uri }
    if prefix.isEmpty { return "" }
    guard prefix.elementsEqual("xml".utf8) else { throw malformed("a prefix stands for no namespace") }
    return "http://www.w3.org/XML/1998/namespace"
  }

  // MARK: What is passed over

  /// Says whether there were any.
  mutating func skipBlanks() -> Bool {
    let start = position
    while position < bytes.count,
      bytes[position] == 0x20 || bytes[position] == 0x0A || bytes[position] == 0x0D
        || bytes[position] == 0x09
    {
      position += 1
    }
    return position > start
  }

  private mutating func skipComment() throws(Malformed) {
    while !take("--") { try skipCharacter() }
    guard take(">") else { throw malformed("a comment has two hyphens") }
  }

  private mutating func skipInstruction() throws(Malformed) {
    let isFirst = position == start + 2
    let target = bytes[try name()]
    guard isFirst || !target.lazy.map({ $0 | 0x20 }).elementsEqual("xml".utf8) else {
      throw malformed("the XML declaration is not at the start")
    }
    if take("?>") { return }
    guard skipBlanks() else { throw malformed("an instruction does not end") }
    while !take("?>") { try skipCharacter() }
  }

  private mutating func skipCharacter() throws(Malformed) {
    guard isCharacter else { throw malformed("it ends early, or has a character that XML does not allow") }
    position += 1
  }

  /// CDATA, whose content is text as it stands.
  private mutating func section() throws(Malformed) -> String {
    guard !open.isEmpty else { throw malformed("there is text outside of the outermost element") }
    var content: [UInt8] = []
    while !take("]]>") { try appendCharacter(to: &content, lineEnd: 0x0A) }
    return String(decoding: content, as: UTF8.self)
  }
}
