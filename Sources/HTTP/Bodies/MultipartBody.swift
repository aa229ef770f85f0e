/// The parts of a `multipart/…` body (RFC 2046 section 5.1): forms, and batches of requests.
///
/// Lenient where clients are: lines may end in LF, blank lines may stand before the first boundary, and the last one
/// may be missing.
public struct MultipartBody: Sendable {
  /// One part: its header fields and what follows the blank line.
  public struct Part: Sendable {
    /// The part's own header fields; empty when it begins with a blank line.
    public var headers: HTTPHeaders
    /// The part's content, without the line break that belongs to the boundary.
    public var body: [UInt8]
  }

  /// The parts in order; what stands before the first and after the last boundary is left out. At most 1,000, and what
  /// follows those is left out too.
  public private(set) var parts: [Part] = []

  private static let maxParts = 1000

  /// Takes a body apart by the `boundary` of its content type; nil without a boundary.
  public init?(_ body: [UInt8], type: MediaType) {
    guard type.type == "multipart", let boundary = type.parameter("boundary") else { return nil }
    self.init(body, boundary: boundary)
  }

  /// Takes a body apart; nil when the boundary is empty or longer than 200 bytes (the standard allows 70).
  public init?(_ body: [UInt8], boundary: String) {
    guard !boundary.isEmpty, boundary.utf8.count <= 200 else { return nil }
    let dash = Array("--\(boundary)".utf8)
    var rest = body[...]
    guard var line = Self.nextBoundary(dash, in: rest) else { return }
    while !line.isLast, parts.count < Self.maxParts {
      rest = rest[line.range.upperBound...]
      let next = Self.nextBoundary(dash, in: rest)
      parts.append(Self.part(rest[..<(next?.range.lowerBound ?? rest.endIndex)]))
      guard let next else { return }
      line = next
    }
  }

  /// The next line that is a boundary, with the line breaks before and behind it.
  private static func nextBoundary(
    _ dash: [UInt8], in slice: ArraySlice<UInt8>
  ) -> (range: Range<Int>, isLast: Bool)? {
    // Line by line: to look for it at each byte would take the time of the body by the length of the boundary.
    var next: Int? = slice.startIndex
    while let lineStart = next {
      let line = slice[lineStart...]
      next = line.firstIndex(of: 10).map { $0 + 1 }
      guard line.starts(with: dash) else { continue }
      var end = lineStart + dash.count
      let isLast = slice[end...].starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")])
      if isLast { end += 2 }
      while end < slice.endIndex, Bytes.isBlank(slice[end]) { end += 1 }
      if end < slice.endIndex, slice[end] == 13 { end += 1 }
      // A line that goes on is a longer boundary of something else.
      guard end == slice.endIndex || slice[end] == 10 else { continue }
      if end < slice.endIndex { end += 1 }
      var start = lineStart
      if start > slice.startIndex { start -= 1 }
      if start > slice.startIndex, slice[start] == 10, slice[start - 1] == 13 { start -= 1 }
      return (start..<end, isLast)
    }
    return nil
  }

  private static func part(_ slice: ArraySlice<UInt8>) -> Part {
    var headers = HTTPHeaders()
    var rest = slice
    while !rest.isEmpty {
      var line = rest.prefix { $0 != 10 }
      rest = rest.dropFirst(line.count + 1)
      if line.last == 13 { line.removeLast() }
      guard !line.isEmpty else { return Part(headers: headers, body: Array(rest)) }
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      headers.add(
        String(decoding: line[..<colon], as: UTF8.self),
        String(decoding: Bytes.trimmingBlanks(line[(colon + 1)...]), as: UTF8.self))
    }
    return Part(headers: headers, body: [])
  }
}
