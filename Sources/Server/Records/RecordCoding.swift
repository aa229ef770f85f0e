/// Writes the fields of a journal record in order: lengths and numbers as variable-length integers, texts as UTF-8.
///
/// Records are written several times per call, so they are not built on Codable; the store adds version and checksum.
struct RecordWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func add(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// A text that may be absent; an empty one is kept apart from none.
  mutating func add(_ text: String?) {
    guard let text else { return add(0 as UInt64) }
    add(UInt64(text.utf8.count) + 1)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }
}

/// Reads what `RecordWriter` wrote; throws where the bytes end early, so that a damaged record is set aside.
struct RecordReader {
  /// The record ends before its fields do, or a field is not what it should be.
  struct Damaged: Error {}

  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  /// Whether all has been read.
  var isAtEnd: Bool { bytes.isEmpty }

  /// What has not been read.
  var rest: [UInt8] { Array(bytes) }

  mutating func number() throws(Damaged) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = bytes.popFirst() {
      guard shift < 64 else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw Damaged()
  }

  mutating func text() throws(Damaged) -> String { try take(try number()) }

  mutating func optionalText() throws(Damaged) -> String? {
    let length = try number()
    return length == 0 ? nil : try take(length - 1)
  }

  mutating func flag() throws(Damaged) -> Bool {
    guard let byte = bytes.popFirst() else { throw Damaged() }
    return byte != 0
  }

  private mutating func take(_ length: UInt64) throws(Damaged) -> String {
    guard length <= UInt64(bytes.count) else { throw Damaged() }
    let text = String(validating: bytes.prefix(Int(length)), as: UTF8.self)
    bytes = bytes.dropFirst(Int(length))
    guard let text else { throw Damaged() }
    return text
  }
}
