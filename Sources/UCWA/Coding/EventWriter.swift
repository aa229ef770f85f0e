/// Writes events field by field: numbers as variable-length integers, texts as their length and UTF-8.
struct EventWriter {
  private(set) var bytes: [UInt8] = []
  /// The path written last.
  private var path: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func add(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func add(_ event: Event) {
    add(event.sender)
    add(event.type)
    add(event.link)
    add(event.collection) { $0.add($1) }
    add(event.embedded) { $0.add($1.resource) }
    add(event.status) { $0.add($1) }
    add(event.reason) { $0.add($1) }
    add(event.priority)
    add(event.isStep)
  }

  private mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  private mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func add(_ term: Term) {
    add(UInt64(term.literal.utf8CodeUnitCount))
    bytes.append(term: term)
  }

  private mutating func add(_ value: some WireEnumeration) { add(value.rawValue) }

  private mutating func add<Value>(_ value: Value?, _ write: (inout EventWriter, Value) -> Void) {
    add(value != nil)
    if let value { write(&self, value) }
  }

  private mutating func add<Value>(_ list: [Value], _ write: (inout EventWriter, Value) -> Void) {
    add(UInt64(list.count))
    for value in list { write(&self, value) }
  }

  private mutating func add(_ reference: EventReference) {
    add(reference.rel)
    add(reference.href)
    add(reference.title) { $0.add($1) }
  }

  private mutating func add(_ href: Href) {
    switch href {
    case .application(let path) where path.utf8.count <= EventCoding.longestSharedPath:
      bytes.append(0)
      addShared(path)
    case .application(let path):
      bytes.append(1)
      add(path)
    case .absolute(let text):
      bytes.append(2)
      add(text)
    case .data(let text):
      bytes.append(3)
      add(text)
    }
  }

  private mutating func addShared(_ path: String) {
    var path = path
    path.withUTF8 { new in
      let most = min(new.count, self.path.count)
      var shared = 0
      while shared < most, self.path[shared] == new[shared] { shared += 1 }
      let rest = UnsafeBufferPointer(rebasing: new[shared...])
      add(UInt64(shared))
      add(UInt64(rest.count))
      bytes.append(contentsOf: rest)
      self.path.removeSubrange(shared...)
      self.path.append(contentsOf: rest)
    }
  }

  private mutating func add(_ resource: Resource) {
    add(resource.rel)
    add(resource.href)
    add(resource.marker) { $0.add($1) }
    add(resource.properties) {
      $0.add($1.name)
      $0.add($1.value)
    }
    add(resource.links) {
      $0.add($1.rel)
      $0.add($1.href)
      $0.add($1.title) { $0.add($1) }
      $0.add($1.etag) { $0.add($1) }
    }
    add(resource.embedded) {
      $0.add($1.rel)
      $0.add($1.resources) { $0.add($1) }
    }
  }

  private mutating func add(_ value: PropertyValue) {
    switch value {
    case .string(let text):
      bytes.append(0)
      add(text)
    case .boolean(let flag):
      bytes.append(1)
      add(flag)
    case .integer(let number):
      bytes.append(2)
      add(UInt64(bitPattern: Int64(number)))
    case .date(let milliseconds):
      bytes.append(3)
      add(UInt64(bitPattern: milliseconds))
    case .strings(let texts):
      bytes.append(4)
      add(texts) { $0.add($1) }
    }
  }

  private mutating func add(_ reason: Reason) {
    add(reason.code)
    add(reason.subcode) { $0.add($1) }
    add(reason.message)
    add(reason.debugInfo) { $0.add($1) }
  }

  private mutating func add(_ message: Message) {
    switch message.content {
    case .keyed(let key, let arguments):
      bytes.append(0)
      add(key.rawValue)
      add(arguments) { $0.add($1) }
    case .joined(let messages, let separator):
      bytes.append(1)
      add(separator)
      add(messages) { $0.add($1) }
    }
  }

  private mutating func add(_ argument: Message.Argument) {
    switch argument {
    case .number(let name, let number):
      bytes.append(0)
      add(name)
      add(UInt64(bitPattern: Int64(number)))
    case .text(let name, let text):
      bytes.append(1)
      add(name)
      add(text)
    case .message(let name, let message):
      bytes.append(2)
      add(name)
      add(message)
    }
  }
}
