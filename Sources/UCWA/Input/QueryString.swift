/// The query of a URL as names and values.
public enum QueryString {
  /// Splits a query, without its `?`, into decoded names and values in order.
  ///
  /// `+` is a blank, as forms write it, but a `+` that begins a number (at the start of the value or after a colon, and
  /// before a digit) stands for itself: several clients put E.164 numbers into the query without encoding them.
  public static func parse(_ query: String) -> [(name: String, value: String)] {
    query.utf8.split(separator: 0x26).map { pair in
      let equals = pair.firstIndex(of: 0x3D) ?? pair.endIndex
      let name = PercentEncoding.decode(pair[..<equals], plusIsBlank: true)
      let rest = equals == pair.endIndex ? pair[equals...] : pair[pair.index(after: equals)...]
      return (String(decoding: name, as: UTF8.self), String(decoding: value(Array(rest)), as: UTF8.self))
    }
  }

  private static func value(_ raw: [UInt8]) -> [UInt8] {
    var source = raw
    for index in source.indices where source[index] == 0x2B && index + 1 < source.count {
      guard (0x30...0x39).contains(source[index + 1]) else { continue }
      let isAfterColon =
        index > 0
        && (source[index - 1] == 0x3A
          || String(decoding: source[..<index], as: UTF8.self).lowercased().hasSuffix("%3a"))
      if index == 0 || isAfterColon { source.replaceSubrange(index...index, with: Array("%2B".utf8)); break }
    }
    return PercentEncoding.decode(source, plusIsBlank: true)
  }
}
