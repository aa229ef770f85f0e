/// A media type (RFC 9110 section 8.3.1): `application/json; charset=utf-8`.
public struct MediaType: Sendable, Hashable {
  /// The type in lower case, `application`; `*` in ranges.
  public let type: String
  /// The subtype in lower case, `json`; `*` in ranges.
  public let subtype: String
  private let names: [String]
  private let values: [String]

  /// Reads a header value; nil when it has no type and subtype made of token characters.
  public init?(_ text: some StringProtocol) {
    let list = ParameterList(text)
    // A lone `*` stands for `*/*` in what the Java library sends.
    let main = list.main == "*" ? "*/*" : list.main.lowercased()
    let halves = main.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Bytes.isToken) }) else { return nil }
    type = String(halves[0])
    subtype = String(halves[1])
    names = list.parameters.map(\.name)
    values = list.parameters.map(\.value)
  }

  /// Type and subtype, without parameters: `application/json`.
  public var essence: String { "\(type)/\(subtype)" }

  /// The value of a parameter, whatever the case of its name and with quotes taken off; nil when it is missing.
  public func parameter(_ name: String) -> String? {
    let key = name.lowercased()
    return names.firstIndex(of: key).map { values[$0] }
  }

  /// Whether it is JSON: `application/json`, or a subtype ending in `+json` (RFC 6839).
  public var isJSON: Bool { subtype == "json" || subtype.hasSuffix("+json") }

  /// Whether it is XML: `application/xml`, `text/xml`, or a subtype ending in `+xml` (RFC 7303).
  public var isXML: Bool { subtype == "xml" || subtype.hasSuffix("+xml") }
}
