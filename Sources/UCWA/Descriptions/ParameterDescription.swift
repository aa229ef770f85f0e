/// A parameter of an operation, as data; it drives validation and documentation.
public struct ParameterDescription: Sendable, Hashable {
  /// The type of a parameter's value.
  public enum Kind: Sendable, Hashable {
    /// Text.
    case string
    /// `true` or `false`, without regard to case.
    case boolean
    /// A whole number in that range.
    case integer(ClosedRange<Int>)
    /// A length of time, as `TimeSpan` or ISO 8601 writes it, or a number of units of that many seconds.
    case duration(unit: Int)
    /// One spelling of an enumeration.
    case enumeration(EnumerationDescription)
    /// A list of spellings of an enumeration.
    case enumerations(EnumerationDescription)
    /// A list of SIP or tel URIs; quotes and blanks around each, which samples have, are dropped.
    case uris
    /// A SIP or tel URI, or digits; blanks around the scheme's colon are dropped.
    case uri
    /// A `data:` URI (RFC 2397), given as a link.
    case dataURI
  }

  /// The name on the wire; letter case does not count in requests.
  public let name: String
  /// The type of the value.
  public let kind: Kind
  /// Whether the operation cannot be done without it.
  public let isRequired: Bool
  /// The greatest length in characters; nil if none is set.
  public let maximumLength: Int?
  /// Whether the reference's page of the operation lacks the parameter.
  public let isExtension: Bool
  /// What the parameter says, in one sentence.
  public let summary: String

  let lookupName: String

  /// Describes a parameter.
  public init(
    _ name: String, _ kind: Kind, required: Bool = false, maximumLength: Int? = nil,
    isExtension: Bool = false, _ summary: String
  ) {
    self.name = name
    self.kind = kind
    self.isRequired = required
    self.maximumLength = maximumLength
    self.isExtension = isExtension
    self.summary = summary
    self.lookupName = name.lowercased()
  }

  /// Describes a parameter that is a text.
  public init(
    _ name: String, required: Bool = false, maximumLength: Int? = nil, isExtension: Bool = false, _ summary: String
  ) {
    self.init(
      name, .string, required: required, maximumLength: maximumLength, isExtension: isExtension, summary)
  }
}
