extension RequestBody {
  static func parseXML(_ bytes: [UInt8]) throws(UCWAError) -> RequestBody {
    guard XMLProlog.isAcceptable(bytes), String(validating: bytes, as: UTF8.self) != nil else {
      throw .deserializationFailure(.xml, debugInfo: "DOCTYPE, or an encoding other than UTF-8.")
    }
    do throws(XMLInputReader.Complaint) {
      return try XMLInputReader.read(bytes)
    } catch {
      throw .deserializationFailure(.xml, debugInfo: error.text)
    }
  }
}

/// Looks at what comes before the outermost element.
enum XMLProlog {
  /// Whether the document may be given to the parser: it is in UTF-8 and has no DOCTYPE.
  ///
  /// A DOCTYPE can only stand before the outermost element (XML 1.0 production 22), and without one there are no
  /// entities to expand. Other encodings are refused since a DOCTYPE could hide in them.
  static func isAcceptable(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    if rest.contains(0) { return false }
    while true {
      rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
      if rest.starts(with: "<?".utf8) {
        guard let end = rest.endOfFirst("?>") else { return false }
        if rest.starts(with: "<?xml".utf8), !declaresUTF8(rest[..<end]) { return false }
        rest = rest[end...]
      } else if rest.starts(with: "<!--".utf8) {
        guard let end = rest.dropFirst(4).endOfFirst("-->") else { return false }
        rest = rest[end...]
      } else {
        return rest.first == 0x3C && rest.dropFirst().first != 0x21
      }
    }
  }

  private static func declaresUTF8(_ declaration: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: declaration, as: UTF8.self).lowercased()
    guard let encoding = text.firstRange(of: "encoding") else { return true }
    let quotes: Set<Character> = ["\"", "'"]
    let value = text[encoding.upperBound...].split(omittingEmptySubsequences: false, whereSeparator: quotes.contains)
    return value.count > 1 && ["utf-8", "utf8", "us-ascii", "ascii"].contains(value[1])
  }
}

extension ArraySlice<UInt8> {
  fileprivate func endOfFirst(_ pattern: StaticString) -> Index? {
    pattern.withUTF8Buffer { pattern in
      var index = startIndex
      while index + pattern.count <= endIndex {
        if self[index..<(index + pattern.count)].elementsEqual(pattern) { return index + pattern.count }
        index += 1
      }
      return nil
    }
  }
}
