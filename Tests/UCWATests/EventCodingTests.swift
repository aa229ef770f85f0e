import Testing

@testable import UCWA

/// Events that outlive the process: what is read back makes packages of the same bytes.
@Suite("Events written down and read again")
struct EventCodingTests {
  /// Events at random, of whatever the catalogue has.
  private struct Events {
    var generator: SplitMix

    init(seed: UInt64) { generator = SplitMix(seed: seed) }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    private mutating func pick<Value>(_ values: [Value]) -> Value? { values.randomElement(using: &generator) }

    private mutating func text(_ longest: Int = 40) -> String {
      let parts = ["", "Dana", "\"q\" <&> '", "Žofie 🎧", "\u{0}\u{1F}\t\n", "+1 425 555 0120", "\u{2028}é", "{leg}"]
      var text = ""
      for _ in 0..<Int.random(in: 0...3, using: &generator) { text += pick(parts) ?? "" }
      return String(text.prefix(longest))
    }

    private mutating func href() -> Href {
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: .absolute("/" + text())
      case 1: .data("data:," + text())
      case 2: .application("")
      case 3: .application(String(repeating: "people/", count: 700) + text())
      case 4: .contact(text())
      default: .conversation(String(Int.random(in: 1..<20, using: &generator)), text())
      }
    }

    private mutating func reference(_ rel: Term) -> EventReference {
      EventReference(rel, href(), title: chance(20) ? text() : nil)
    }

    private mutating func value(_ property: PropertyDescription) -> PropertyValue {
      switch property.kind {
      case .string: .string(text(property.maximumLength ?? 40))
      case .boolean: .boolean(chance(50))
      case .integer: .integer(pick([0, 1, -1, .max, .min, 4711]) ?? 0)
      case .date: .date(milliseconds: pick([0, -1, 1_795_170_420_123, .max]) ?? 0)
      case .enumeration(let enumeration): .string(pick(enumeration.values) ?? "")
      case .strings: .strings((0..<Int.random(in: 0...3, using: &generator)).map { _ in text() })
      case .enumerations(let enumeration): .strings(enumeration.values.filter { _ in chance(50) })
      }
    }

    mutating func resource(_ description: ResourceDescription, depth: Int = 0) -> Resource {
      var resource = Resource(description, href: href())
      if description.isReplaceable, chance(50) { resource.marker = text() }
      for property in description.properties where chance(60) {
        resource.properties.append(Property(property.name, value(property)))
      }
      for link in description.links where chance(50) {
        for _ in 0..<(link.cardinality == .many ? Int.random(in: 1...3, using: &generator) : 1) {
          resource.links.append(
            Link(link.rel, href(), title: chance(20) ? text() : nil, etag: chance(20) ? text() : nil))
        }
      }
      for embedded in description.embedded where depth < 3 && chance(60) {
        guard let inner = ResourceDescription.named(embedded.resource.text) else { continue }
        let count = embedded.cardinality == .many ? Int.random(in: 1...3, using: &generator) : 1
        resource.embedded.append(
          Embedded(embedded.rel, (0..<count).map { _ in self.resource(inner, depth: depth + 1) }))
      }
      return resource
    }

    private mutating func message(depth: Int = 0) -> Message {
      if depth < 3, chance(20) {
        return .joined([message(depth: depth + 1), message(depth: depth + 1)], separator: "; ")
      }
      let key = pick(MessageKey.allCases) ?? .busy
      let names = Message.placeholders(in: Language.englishTexts[key] ?? "").sorted()
      return Message(
        .keyed(
          key,
          names.map { name in
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: .number(name, pick([0, -5, .max]) ?? 0)
            case 1 where depth < 3: .message(name, message(depth: depth + 1))
            default: .text(name, text())
            }
          }))
    }

    mutating func event() -> Event {
      let type = pick(EventType.allCases) ?? .updated
      let description = pick(ResourceDescription.all) ?? .eventChannel
      let sender = pick([EventReference.communication, .me, .people, .conversation("137")]) ?? .me
      return Event(
        type, reference(description.rel), from: sender, in: chance(30) ? reference("participants") : nil,
        embedded: chance(70) ? ResourceSnapshot(resource(description)) : nil,
        status: chance(30) ? pick(EventStatus.allCases) : nil,
        reason: chance(30)
          ? Reason(
            pick(ErrorCode.allCases) ?? .conflict, chance(70) ? pick(ErrorSubcode.allCases) : nil, message: message(),
            debugInfo: chance(30) ? text() : nil) : nil,
        priority: pick(EventPriority.allCases) ?? .high, isStep: chance(30))
    }

    mutating func batch() -> [Event] { (0..<Int.random(in: 0...6, using: &generator)).map { _ in event() } }
  }

  private func package(_ events: [Event]) -> EventPackage {
    EventPackage(ack: 7, events: events, continuation: .next(8), instance: "tab 2")
  }

  @Test("whatever the catalogue has comes back, and so do the bytes of its packages", arguments: 0..<60)
  func sameBytes(seed: Int) throws {
    var source = Events(seed: UInt64(seed))
    for _ in 0..<5 {
      let events = source.batch()
      let bytes = EventCoding.bytes(events)
      let read = try EventCoding.events(bytes)
      #expect(read.elementsEqual(events) { $0.isSame(as: $1) })
      #expect(EventCoding.bytes(read) == bytes)
      for format in [PayloadFormat.json, .xml] {
        for language in Language.allCases {
          let base = "/ucwa/v1/applications/" + language.rawValue
          let again = package(read).bytes(format, base: base, language: language)
          #expect(again == package(events).bytes(format, base: base, language: language))
        }
      }
    }
  }

  @Test("every resource of the catalogue is found by its name")
  func names() {
    for description in ResourceDescription.all {
      #expect(ResourceDescription.named(description.rel.text) === description, "\(description.rel)")
    }
  }

  @Test("what is cut short or goes on too long is refused")
  func wrongLength() throws {
    var source = Events(seed: 1)
    let bytes = EventCoding.bytes((0..<3).map { _ in source.event() })
    for length in bytes.indices {
      #expect(throws: EventCoding.Damaged.self) { try EventCoding.events(Array(bytes[..<length])) }
    }
    #expect(throws: EventCoding.Damaged.self) { try EventCoding.events(bytes + [0]) }
  }

  @Test("damaged bytes are refused or read as something else, and nothing ends the process", arguments: 0..<20)
  func damaged(seed: Int) {
    var source = Events(seed: UInt64(1000 + seed))
    let bytes = EventCoding.bytes((0..<2).map { _ in source.event() })
    var refused = 0
    for _ in 0..<2000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &source.generator) {
        let index = Int.random(in: changed.indices, using: &source.generator)
        changed[index] = UInt8.random(in: 0...255, using: &source.generator)
      }
      if let read = try? EventCoding.events(changed) {
        for format in [PayloadFormat.json, .xml] { _ = package(read).bytes(format, base: "/a") }
      } else {
        refused += 1
      }
    }
    #expect(refused > 200)
  }

  @Test("counts that are larger than the bytes, and messages that never end, are refused at once")
  func unbounded() throws {
    let most = [UInt8](repeating: 0xFF, count: 9) + [1]
    #expect(throws: EventCoding.Damaged.self) { try EventCoding.events([1] + most) }
    #expect(throws: EventCoding.Damaged.self) { try EventCoding.events([1, 1] + most) }
    var message = Message(.serverFull)
    for _ in 0..<EventCoding.maximumDepth - 1 { message = .joined([message], separator: "") }
    func event(_ message: Message) -> Event {
      Event(.updated, .me, from: .me, reason: Reason(.conflict, message: message))
    }
    #expect(try EventCoding.events(EventCoding.bytes([event(message)])).count == 1)
    // One level more, written by hand: the text of the innermost key becomes part of another message.
    var writer = EventWriter(capacity: 64)
    writer.add(EventCoding.version)
    writer.add(1)
    writer.add(event(.joined([message], separator: "")))
    #expect(throws: EventCoding.Damaged.self) { try EventCoding.events(writer.bytes) }
  }

  @Test("bytes that an earlier version has written are read")
  func stored() throws {
    let link = "\u{2}me\u{0}\u{2}\u{4}/new\u{1}\u{1}T"
    let bytes = Array(
      ("\u{1}\u{1}\u{2}me\u{0}\u{0}\u{2}me\u{0}\u{7}updated" + link + "\u{0}\u{0}\u{0}\u{0}\u{4}High\u{1}").utf8)
    let event = Event(
      .updated, EventReference("me", .application("me/new"), title: "T"), from: .me, isStep: true)
    #expect(try EventCoding.events(bytes).elementsEqual([event]) { $0.isSame(as: $1) })
    #expect(EventCoding.bytes([event]) == bytes)
  }

  @Test("a call's events take little room")
  func size() {
    let snapshot = ResourceSnapshot(Sample.invitation)
    let events = [Event(.started, snapshot, from: .communication), Event(.updated, snapshot, from: .communication)]
    let package = package(events).bytes(.json, base: "/ucwa/v1/applications/192")
    let bytes = EventCoding.bytes(events)
    #expect(bytes.count * 3 < package.count * 2, "\(bytes.count) of \(package.count)")
  }
}
