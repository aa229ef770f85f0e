/// How a record's value is stored: a version byte, the CRC-32 of kind, key and value (little-endian), the value. The
/// key is part of the checksum, so that a value that ends up under another key is noticed as well.
enum RecordEnvelope {
  static let version: UInt8 = 1
  static let headerBytes = 5

  /// Replaces `buffer`'s content by the sealed value. The buffer is the caller's so that it is allocated once.
  static func seal(kind: RecordKind, key: String, value: [UInt8], into buffer: inout [UInt8]) {
    let checksum = checksum(kind: kind, key: key, value: value[...])
    buffer.removeAll(keepingCapacity: true)
    buffer.reserveCapacity(headerBytes + value.count)
    buffer.append(version)
    withUnsafeBytes(of: checksum.littleEndian) { buffer.append(contentsOf: $0) }
    buffer.append(contentsOf: value)
  }

  static func open(kind: RecordKind, key: String, stored: [UInt8]) -> Result<[UInt8], UnreadableRecord.Reason.Failure> {
    guard let version = stored.first else { return .failure(.init(reason: .truncated)) }
    guard version == Self.version else { return .failure(.init(reason: .version(version))) }
    guard stored.count >= headerBytes else { return .failure(.init(reason: .truncated)) }
    let expected = stored[1..<headerBytes].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let value = stored[headerBytes...]
    guard checksum(kind: kind, key: key, value: value) == expected else { return .failure(.init(reason: .checksum)) }
    return .success([UInt8](value))
  }

  private static func checksum(kind: RecordKind, key: String, value: ArraySlice<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(kind.rawValue)
    var key = key
    key.withUTF8 { crc.update(UnsafeRawBufferPointer($0)) }
    crc.update(0)
    value.withUnsafeBytes { crc.update($0) }
    return crc.value
  }
}

extension UnreadableRecord.Reason {
  /// The reason as an error, for `Result`.
  struct Failure: Error {
    let reason: UnreadableRecord.Reason
  }
}
