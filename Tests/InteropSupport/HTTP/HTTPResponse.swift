import Glibc

/// A response as it came: headers not interpreted but for its length.
public struct HTTPResponse: Sendable {
  /// The status code.
  public let status: Int
  /// Status line and header fields, with the blank line.
  public let head: [UInt8]
  /// The body, empty without `Content-Length`.
  public let body: [UInt8]

  /// The first header field of a name, without regard to case.
  public func header(_ name: String) -> String? {
    let wanted = name.lowercased()
    for line in String(decoding: head, as: UTF8.self).split(separator: "\r\n").dropFirst() {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == wanted else { continue }
      return String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    return nil
  }

  /// The body as text, undecodable bytes replaced.
  public var text: String { String(decoding: body, as: UTF8.self) }

  /// Where a response ends that begins at the start of a buffer.
  struct Extent {
    let status: Int
    let headLength: Int
    let totalLength: Int
  }

  /// Finds a complete response at the start of a buffer; nil while there is more to come.
  ///
  /// - Throws: `InteropError.unexpected` for anything but HTTP/1.1 with or without Content-Length.
  static func extent(in buffer: UnsafeRawBufferPointer) throws -> Extent? {
    guard let base = buffer.baseAddress, buffer.count >= 16 else { return nil }
    guard let end = ByteSearch.find("\r\n\r\n", in: buffer) else {
      guard buffer.count < 65_536 else { throw InteropError.unexpected("a response head without end") }
      return nil
    }
    let headLength = end + 4
    let status = (9..<12).reduce(0) { $0 * 10 + Int(buffer[$1]) - 48 }
    guard memcmp(base, "HTTP/1.", 7) == 0, (100..<600).contains(status) else {
      throw InteropError.unexpected("not an HTTP response: \(String(decoding: buffer.prefix(80), as: UTF8.self))")
    }
    var length = 0
    if let found = caseInsensitive(base, headLength, "\r\ncontent-length:") {
      var index = found + 17
      while buffer[index] == 32 { index += 1 }
      while index < headLength, (48...57).contains(buffer[index]) {
        length = length * 10 + Int(buffer[index]) - 48
        index += 1
      }
    } else if caseInsensitive(base, headLength, "\r\ntransfer-encoding:") != nil {
      throw InteropError.unexpected("a chunked response, which no client here reads")
    }
    return Extent(status: status, headLength: headLength, totalLength: headLength + length)
  }

  private static func caseInsensitive(_ base: UnsafeRawPointer, _ count: Int, _ wanted: StaticString) -> Int? {
    let bytes = base.assumingMemoryBound(to: UInt8.self)
    let length = wanted.utf8CodeUnitCount
    guard count >= length else { return nil }
    for start in 0...(count - length) where bytes[start] == 13 {
      if strncasecmp(
        UnsafeRawPointer(bytes + start).assumingMemoryBound(to: CChar.self),
        UnsafeRawPointer(wanted.utf8Start).assumingMemoryBound(to: CChar.self), length) == 0
      {
        return start
      }
    }
    return nil
  }
}
