/// Reads what `EventWriter` wrote. Whatever the bytes are, it reads them or throws: counts are no larger than what is
/// left, and nothing lies deeper than `EventCoding.maximumDepth`.
struct EventReader {
  typealias Damaged = EventCoding.Damaged

  private var bytes: ArraySlice<UInt8>
  /// The path read last.
  private var path: [UInt8] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  /// Whether all has been read.
  var isAtEnd: Bool { bytes.isEmpty }

  mutating func number() throws(Damaged) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64, let byte = bytes.popFirst() {
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw Damaged()
  }

  /// How many elements follow: each takes a byte at least.
  mutating func count() throws(Damaged) -> Int {
    let count = try number()
    guard count <= UInt64(bytes.count) else { throw Damaged() }
    return Int(count)
  }

  mutating func event() throws(Damaged) -> Event {
    let sender = try reference()
    let type: EventType = try enumeration()
    let link = try reference()
    let collection = try flag() ? try reference() : nil
    let embedded = try flag() ? ResourceSnapshot(read: try resource(depth: 0)) : nil
    let status: EventStatus? = try flag() ? try enumeration() : nil
    let reason = try flag() ? try reason() : nil
    return Event(
      type, link, from: sender, in: collection, embedded: embedded, status: status, reason: reason,
      priority: try enumeration(), isStep: try flag())
  }

  private mutating func byte() throws(Damaged) -> UInt8 {
    guard let byte = bytes.popFirst() else { throw Damaged() }
    return byte
  }

  private mutating func flag() throws(Damaged) -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw Damaged()
    }
  }

  private mutating func taken() throws(Damaged) -> ArraySlice<UInt8> {
    let count = try count()
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  private mutating func text() throws(Damaged) -> String {
    guard let text = String(validating: try taken(), as: UTF8.self) else { throw Damaged() }
    return text
  }

  private mutating func optionalText() throws(Damaged) -> String? { try flag() ? try text() : nil }

  private mutating func term() throws(Damaged) -> Term {
    guard let term = Vocabulary.term(try text()) else { throw Damaged() }
    return term
  }

  private mutating func enumeration<Case: WireEnumeration>() throws(Damaged) -> Case {
    guard let value = Case(rawValue: try text()) else { throw Damaged() }
    return value
  }

  private mutating func reference() throws(Damaged) -> EventReference {
    EventReference(try term(), try href(), title: try optionalText())
  }

  private mutating func href() throws(Damaged) -> Href {
    switch try byte() {
    case 0: .application(try sharedPath())
    case 1: .application(try text())
    case 2: .absolute(try text())
    case 3: .data(try text())
    default: throw Damaged()
    }
  }

  private mutating func sharedPath() throws(Damaged) -> String {
    let shared = try number()
    guard shared <= UInt64(path.count) else { throw Damaged() }
    let rest = try taken()
    guard Int(shared) + rest.count <= EventCoding.longestSharedPath else { throw Damaged() }
    path.removeSubrange(Int(shared)...)
    path.append(contentsOf: rest)
    guard let text = String(validating: path, as: UTF8.self) else { throw Damaged() }
    return text
  }

  private mutating func resource(depth: Int) throws(Damaged) -> Resource {
    guard depth < EventCoding.maximumDepth, let description = ResourceDescription.named(try text()) else {
      throw Damaged()
    }
    var resource = Resource(description, href: try href(), marker: try optionalText())
    for _ in 0..<(try count()) { resource.properties.append(Property(try term(), try value())) }
    for _ in 0..<(try count()) {
      resource.links.append(Link(try term(), try href(), title: try optionalText(), etag: try optionalText()))
    }
    for _ in 0..<(try count()) {
      let rel = try term()
      var resources: [Resource] = []
      for _ in 0..<(try count()) { resources.append(try self.resource(depth: depth + 1)) }
      resource.embedded.append(Embedded(rel, resources))
    }
    return resource
  }

  private mutating func value() throws(Damaged) -> PropertyValue {
    switch try byte() {
    case 0: return .string(try text())
    case 1: return .boolean(try flag())
    case 2: return .integer(try integer())
    case 3: return .date(milliseconds: Int64(try integer()))
    case 4:
      var texts: [String] = []
      for _ in 0..<(try count()) { texts.append(try text()) }
      return .strings(texts)
    default: throw Damaged()
    }
  }

  private mutating func integer() throws(Damaged) -> Int { Int(Int64(bitPattern: try number())) }

  private mutating func reason() throws(Damaged) -> Reason {
    Reason(
      try enumeration(), try flag() ? try enumeration() : nil, message: try message(depth: 0),
      debugInfo: try optionalText())
  }

  private mutating func message(depth: Int) throws(Damaged) -> Message {
    guard depth < EventCoding.maximumDepth else { throw Damaged() }
    switch try byte() {
    case 0:
      guard let key = MessageKey(rawValue: try text()) else { throw Damaged() }
      var arguments: [Message.Argument] = []
      for _ in 0..<(try count()) { arguments.append(try argument(depth: depth)) }
      return Message(.keyed(key, arguments))
    case 1:
      let separator = try text()
      var messages: [Message] = []
      for _ in 0..<(try count()) { messages.append(try message(depth: depth + 1)) }
      return Message(.joined(messages, separator: separator))
    default: throw Damaged()
    }
  }

  private mutating func argument(depth: Int) throws(Damaged) -> Message.Argument {
    switch try byte() {
    case 0: .number(try text(), try integer())
    case 1: .text(try text(), try text())
    case 2: .message(try text(), try message(depth: depth + 1))
    default: throw Damaged()
    }
  }
}
