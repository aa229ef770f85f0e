import Glibc

/// Finding constant texts in bytes without copying them.
enum ByteSearch {
  /// The offset of the first occurrence at or after `from`.
  ///
  /// - Parameter anchor: Which byte of the text to look for first; one that is rare where it is sought.
  static func find(
    _ text: StaticString, in bytes: UnsafeRawBufferPointer, from: Int = 0, to: Int? = nil, anchor: Int = 0
  ) -> Int? {
    let count = text.utf8CodeUnitCount
    let end = (to ?? bytes.count) - count
    guard let base = bytes.baseAddress, from >= 0 else { return nil }
    let rare = Int32(text.utf8Start[anchor])
    var index = from
    while index <= end {
      guard let hit = memchr(base + index + anchor, rare, end - index + 1) else { return nil }
      index = UnsafeRawPointer(hit) - base - anchor
      if memcmp(base + index, text.utf8Start, count) == 0 { return index }
      index += 1
    }
    return nil
  }

  /// The JSON string that is the value of a key found at `key` (its opening quote), `\/` made `/`.
  static func stringValue(_ bytes: UnsafeRawBufferPointer, after key: Int, keyLength: Int) -> [UInt8]? {
    var index = key + keyLength
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x3a { index += 1 }
    guard index < bytes.count, bytes[index] == 0x22 else { return nil }
    index += 1
    var value: [UInt8] = []
    while index < bytes.count, bytes[index] != 0x22 {
      if bytes[index] == 0x5c { index += 1 }
      guard index < bytes.count else { return nil }
      value.append(bytes[index])
      index += 1
    }
    return value
  }
}
