/// A request's body: properties and links by name, whatever the format.
///
/// Names match without regard to letter case. Explicit nulls count as absent; embedded resources are passed over, so
/// that a client may send back what it got.
public struct RequestBody: Sendable, Hashable {
  /// A value in a request.
  public enum Value: Sendable, Hashable {
    /// A text, a number or a flag, as text.
    case text(String)
    /// A list of texts.
    case list([String])
    /// Something that no parameter can be, such as an object.
    case other
  }

  /// The properties by name in lower case.
  public internal(set) var properties: [String: Value]
  /// The links' hrefs by rel in lower case.
  public internal(set) var links: [String: String]

  /// A body of those properties and links, names in lower case.
  public init(properties: [String: Value] = [:], links: [String: String] = [:]) {
    self.properties = properties
    self.links = links
  }

  /// No properties, no links.
  public static let empty = RequestBody()

  /// The most members of an object that are read; no operation has a tenth of it, and each costs time.
  static let maximumMembers = 500

  /// The deepest nesting that is read.
  static let maximumDepth = 32

  /// Reads a body. No bytes at all are an empty body, since some clients send none with a POST.
  ///
  /// The caller limits the length.
  ///
  /// - Throws: 400 DeserializationFailure if it is not what `format` says.
  public static func parse(_ bytes: [UInt8], format: PayloadFormat) throws(UCWAError) -> RequestBody {
    if bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return empty }
    switch format {
    case .json: return try parseJSON(bytes)
    case .xml: return try parseXML(bytes)
    }
  }
}
