/// The header fields of a message (RFC 9110 section 5), in the order they came or were added.
///
/// Lookup ignores case; output keeps the case a name was given in, which some clients of old APIs depend on.
///
///     var headers: HTTPHeaders = ["Content-Type": "application/json; charset=utf-8"]
///     headers.add("WWW-Authenticate", "Bearer")
///     headers["content-type"]          // "application/json; charset=utf-8"
///     headers.all(named: "Set-Cookie") // []
///
/// The fields are kept as the bytes that go on the wire, so that a request costs two allocations however many fields
/// it has, and writing a response is one copy.
public struct HTTPHeaders: Sendable {
  /// Where a field stands in `wire`: the value begins two bytes after the name.
  struct Field: Sendable {
    var start: UInt32
    var nameLength: UInt32
    var valueLength: UInt32

    var nameRange: Range<Int> { Int(start)..<Int(start + nameLength) }
    var valueRange: Range<Int> { Int(start + nameLength + 2)..<Int(start + nameLength + 2 + valueLength) }
  }

  /// `Name: value CR LF` for each field.
  var wire: [UInt8]
  var fields: [Field]

  /// No fields.
  public init() {
    wire = []
    fields = []
  }

  init(wire: [UInt8], fields: [Field]) {
    self.wire = wire
    self.fields = fields
  }

  /// The number of fields, counting repeated names.
  public var count: Int { fields.count }

  /// Whether there is no field.
  public var isEmpty: Bool { fields.isEmpty }

  /// The value of the first field with this name, whatever its case. Setting replaces every field of the name by one
  /// at the end; setting nil removes them. Bytes that are not UTF-8 come out as U+FFFD.
  public subscript(name: String) -> String? {
    get {
      guard let field = fields.first(where: { matches($0, name) }) else { return nil }
      return String(decoding: wire[field.valueRange], as: UTF8.self)
    }
    set {
      remove(name)
      if let newValue { add(name, newValue) }
    }
  }

  /// The values of all fields with this name, in order.
  public func all(named name: String) -> [String] {
    fields.lazy.filter { matches($0, name) }.map { String(decoding: wire[$0.valueRange], as: UTF8.self) }
  }

  /// Whether a field with this name is present.
  public func contains(_ name: String) -> Bool {
    fields.contains { matches($0, name) }
  }

  /// Adds a field at the end, keeping earlier ones of the same name.
  ///
  /// A value cannot end the field it is in: CR, LF and NUL become blanks (response splitting). Bytes that cannot stand
  /// in a name are left out, and a field whose name is then empty is not added.
  public mutating func add(_ name: String, _ value: String) {
    let start = wire.count
    wire.reserveCapacity(start + name.utf8.count + value.utf8.count + 4)
    for byte in name.utf8 where Bytes.isToken(byte) { wire.append(byte) }
    let nameLength = wire.count - start
    guard nameLength > 0 else { return }
    wire.append(UInt8(ascii: ":"))
    wire.append(UInt8(ascii: " "))
    let valueStart = wire.count
    for byte in value.utf8 {
      wire.append(byte == 13 || byte == 10 || byte == 0 ? UInt8(ascii: " ") : byte)
    }
    fields.append(
      Field(start: UInt32(start), nameLength: UInt32(nameLength), valueLength: UInt32(wire.count - valueStart)))
    wire.append(13)
    wire.append(10)
  }

  /// Adds all fields of other headers at the end, keeping earlier ones of the same names.
  public mutating func add(contentsOf other: HTTPHeaders) {
    let start = UInt32(wire.count)
    wire.append(contentsOf: other.wire)
    fields.reserveCapacity(fields.count + other.fields.count)
    for field in other.fields {
      var moved = field
      moved.start += start
      fields.append(moved)
    }
  }

  /// Makes room for that many fields of that many bytes in all (names, values, and 4 bytes more for each).
  public mutating func reserveCapacity(fields count: Int, bytes: Int) {
    fields.reserveCapacity(count)
    wire.reserveCapacity(bytes)
  }

  /// Removes every field with this name.
  public mutating func remove(_ name: String) {
    guard contains(name) else { return }
    var kept = HTTPHeaders()
    kept.wire.reserveCapacity(wire.count)
    for field in fields where !matches(field, name) {
      let end = field.valueRange.upperBound
      var moved = field
      moved.start = UInt32(kept.wire.count)
      kept.wire.append(contentsOf: wire[Int(field.start)..<end + 2])
      kept.fields.append(moved)
    }
    self = kept
  }

  func matches(_ field: Field, _ name: String) -> Bool {
    guard Int(field.nameLength) == name.utf8.count else { return false }
    var index = Int(field.start)
    for byte in name.utf8 {
      guard Bytes.lowercased(wire[index]) == Bytes.lowercased(byte) else { return false }
      index += 1
    }
    return true
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  /// Fields in the order of the literal; a repeated name gives repeated fields.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init()
    for (name, value) in elements { add(name, value) }
  }
}

extension HTTPHeaders: Sequence {
  /// The fields in order, each as its name in the case it was given and its value.
  public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
    fields.lazy.map { field in
      (
        name: String(decoding: wire[field.nameRange], as: UTF8.self),
        value: String(decoding: wire[field.valueRange], as: UTF8.self)
      )
    }.makeIterator()
  }
}

extension HTTPHeaders: Equatable {
  /// Same fields, same spelling, same order.
  public static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
    left.wire == right.wire
  }
}
