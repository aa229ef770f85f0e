/// A content type the API speaks: a format and the name the client knows it by.
public enum MediaType: Sendable, Hashable, CaseIterable {
  /// `application/json`, the default.
  case json
  /// `application/vnd.microsoft.com.ucwa+json`.
  case vendorJSON
  /// `application/xml`.
  case xml
  /// `application/vnd.microsoft.com.ucwa+xml`.
  case vendorXML

  /// JSON or XML.
  public var format: PayloadFormat {
    switch self {
    case .json, .vendorJSON: .json
    case .xml, .vendorXML: .xml
    }
  }

  /// The name without parameters.
  public var name: String {
    switch self {
    case .json: "application/json"
    case .vendorJSON: "application/vnd.microsoft.com.ucwa+json"
    case .xml: "application/xml"
    case .vendorXML: "application/vnd.microsoft.com.ucwa+xml"
    }
  }

  /// The value of a response's `Content-Type`.
  public var contentType: String {
    switch self {
    case .json: "application/json; charset=utf-8"
    case .vendorJSON: "application/vnd.microsoft.com.ucwa+json; charset=utf-8"
    case .xml: "application/xml; charset=utf-8"
    case .vendorXML: "application/vnd.microsoft.com.ucwa+xml; charset=utf-8"
    }
  }

  /// The type a name stands for, without regard to case; nil if the API does not speak it.
  init?(name: some StringProtocol) {
    switch name.lowercased() {
    case "application/json", "text/json": self = .json
    case "application/vnd.microsoft.com.ucwa+json": self = .vendorJSON
    case "application/xml", "text/xml": self = .xml
    case "application/vnd.microsoft.com.ucwa+xml": self = .vendorXML
    default: return nil
    }
  }

  // What nearly every client sends, found without taking it apart.
  private static let common: [String: MediaType] = {
    var common: [String: MediaType] = [:]
    for type in allCases {
      common[type.name] = type
      common[type.contentType] = type
    }
    return common
  }()

  /// What a request's `Content-Type` says about its body.
  ///
  /// A charset may be quoted in either way or not at all; it must be UTF-8 or ASCII.
  ///
  /// - Returns: JSON if there is no header; nil for a type or charset that the server does not read (415).
  public static func of(contentType: String?) -> MediaType? {
    guard let contentType else { return .json }
    if let type = common[contentType] { return type }
    guard !contentType.allSatisfy(\.isWhitespace) else { return .json }
    let header = HeaderElement(contentType)
    guard let type = MediaType(name: header.value) else { return nil }
    switch header.parameters.first(where: { $0.name == "charset" })?.value.lowercased() {
    case nil, "", "utf-8", "utf8", "us-ascii", "ascii": return type
    default: return nil
    }
  }

  /// The type to answer in (RFC 9110 section 12.5.1).
  ///
  /// The highest q-value wins, then the order in the header; a name without a wildcard counts before one with. Where
  /// the client leaves it open, the answer has the format of the request's body, else JSON.
  ///
  /// - Parameters:
  ///   - accept: The `Accept` header; nil or blank allows everything.
  ///   - contentType: The request's own `Content-Type`, nil if it has none.
  /// - Returns: nil if neither JSON nor XML is allowed (406).
  public static func negotiate(accept: String?, contentType: String? = nil) -> MediaType? {
    if let accept, let type = common[accept] { return type }
    let preferred = contentType.flatMap { common[$0] ?? MediaType(name: HeaderElement($0).value) } ?? .json
    guard let accept, !accept.allSatisfy(\.isWhitespace) else { return preferred }

    var quality: [MediaType: Double] = [:]
    var best: (type: MediaType, quality: Double, isExact: Bool)?
    var wildcard: Double?
    for part in HeaderElement.split(accept, at: ",") {
      let element = HeaderElement(part)
      let weight = element.parameters.first { $0.name == "q" }.flatMap { Double($0.value) } ?? 1
      if let type = MediaType(name: element.value) {
        quality[type] = weight
        if weight > 0, best.map({ weight > $0.quality }) ?? true { best = (type, weight, true) }
      } else if element.value == "*/*" || element.value.lowercased() == "application/*" || element.value == "*" {
        wildcard = max(wildcard ?? 0, weight)
      }
    }
    if let wildcard, wildcard > 0, best.map({ wildcard > $0.quality }) ?? true {
      // A wildcard does not bring back what the header rules out by name.
      let candidates = [preferred, .json, .xml]
      if let type = candidates.first(where: { (quality[$0] ?? wildcard) > 0 }) { return type }
    }
    return best?.type
  }
}
