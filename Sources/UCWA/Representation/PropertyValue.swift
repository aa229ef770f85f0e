/// The value of a property.
public enum PropertyValue: Sendable, Hashable {
  /// Text.
  case string(String)
  /// `true`/`false` in JSON, `True`/`False` in XML.
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// Milliseconds since 1970 UTC: `/Date(ms)/` in JSON, ISO 8601 in XML.
  case date(milliseconds: Int64)
  /// A list of texts: an array in JSON, a `propertyList` in XML.
  case strings([String])
}
