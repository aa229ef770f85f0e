/// C strings for one call into the shim, in one buffer that is used again. Control characters, NUL and line ends
/// above all, become spaces.
struct CStringArena {
  private var bytes: [CChar] = []

  /// -1 for nil, else where the string starts.
  mutating func add(_ text: String?) -> Int {
    guard let text else { return -1 }
    let start = bytes.count
    append(text)
    bytes.append(0)
    return start
  }

  /// The header lines as one string; -1 when there are none.
  mutating func add(_ headers: [SIPHeader]) -> Int {
    if headers.isEmpty { return -1 }
    let start = bytes.count
    for header in headers {
      if bytes.count > start {
        bytes.append(13)
        bytes.append(10)
      }
      append(header.name)
      bytes.append(CChar(UInt8(ascii: ":")))
      bytes.append(CChar(UInt8(ascii: " ")))
      append(header.value)
    }
    bytes.append(13)
    bytes.append(10)
    bytes.append(0)
    return start
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  func withPointers<R>(_ body: ((Int) -> UnsafePointer<CChar>?) -> R) -> R {
    bytes.withUnsafeBufferPointer { buffer in
      body { offset in
        guard offset >= 0, let base = buffer.baseAddress else { return nil }
        return base + offset
      }
    }
  }

  private mutating func append(_ text: String) {
    for byte in text.utf8 { bytes.append(byte < 32 || byte == 127 ? 32 : CChar(bitPattern: byte)) }
  }
}
