/// A property of a resource, as data.
public struct PropertyDescription: Sendable, Hashable {
  /// The type of a property's value.
  public enum Kind: Sendable, Hashable {
    /// Text.
    case string
    /// `true`/`false` in JSON, `True`/`False` in XML.
    case boolean
    /// A whole number.
    case integer
    /// A moment: `/Date(ms)/` in JSON, ISO 8601 in XML.
    case date
    /// One spelling of an enumeration.
    case enumeration(EnumerationDescription)
    /// A list of texts.
    case strings
    /// A list of spellings of an enumeration.
    case enumerations(EnumerationDescription)
  }

  /// The name on the wire.
  public let name: Term
  /// The type of the value.
  public let kind: Kind
  /// The greatest length in characters; nil if none is set.
  public let maximumLength: Int?
  /// Whether the reference's page of the resource lacks the property.
  public let isExtension: Bool
  /// What the property says, in one sentence.
  public let summary: String

  /// Describes a property.
  public init(
    _ name: Term, _ kind: Kind, maximumLength: Int? = nil, isExtension: Bool = false, _ summary: String
  ) {
    self.name = name
    self.kind = kind
    self.maximumLength = maximumLength
    self.isExtension = isExtension
    self.summary = summary
  }

  /// Describes a property that is a text.
  public init(_ name: Term, maximumLength: Int? = nil, isExtension: Bool = false, _ summary: String) {
    self.init(name, .string, maximumLength: maximumLength, isExtension: isExtension, summary)
  }
}
