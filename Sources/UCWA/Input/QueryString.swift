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
    let number = raw.indices.first { index in
      raw[index] == 0x2B && index + 1 < raw.count && (0x30...0x39).contains(raw[index + 1])
        && (index == 0 || raw[index - 1] == 0x3A || endsInEncodedColon(raw[..<index]))
    }
    guard let number else { return PercentEncoding.decode(raw, plusIsBlank: true) }
    return PercentEncoding.decode(raw[..<number], plusIsBlank: true) + [0x2B]
      + PercentEncoding.decode(raw[(number + 1)...], plusIsBlank: true)
  }

  private static func endsInEncodedColon(_ bytes: ArraySlice<UInt8>) -> Bool {
    let end = bytes.suffix(3)
    return end.elementsEqual("%3A".utf8) || end.elementsEqual("%3a".utf8)
  }
}
