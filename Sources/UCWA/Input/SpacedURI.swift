/// A URI as people and samples write it, with blanks where none belong.
public enum SpacedURI {
  /// The URI without blanks at its ends and around the colon of its scheme, the scheme in lower case.
  ///
  /// `tel : +14255550100` becomes `tel:+14255550100`. What has no scheme, such as plain digits, only loses the blanks
  /// at its ends.
  public static func normalized(_ text: String) -> String {
    let trimmed = HeaderElement.trimmed(text)
    guard let colon = trimmed.firstIndex(of: ":") else { return trimmed }
    let scheme = HeaderElement.trimmed(trimmed[..<colon])
    guard let first = scheme.utf8.first, (0x41...0x5A).contains(first & 0xDF), scheme.utf8.allSatisfy(isSchemeByte)
    else { return trimmed }
    return scheme.lowercased() + ":" + HeaderElement.trimmed(trimmed[trimmed.index(after: colon)...])
  }

  /// The same without the quotes that the samples of lists of URIs have: `"sip : dana@contoso.test"`.
  static func unquoted(_ text: String) -> String {
    let trimmed = HeaderElement.trimmed(text)
    guard trimmed.count >= 2, trimmed.hasPrefix("\""), trimmed.hasSuffix("\"") else { return normalized(trimmed) }
    return normalized(String(trimmed.dropFirst().dropLast()))
  }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
    default: false
    }
  }
}
