/// A header field to add to a message. Line ends and other control characters in it become spaces, so that no
/// value from outside can add a header of its own.
public struct SIPHeader: Hashable, Sendable {
  /// The field's name, such as "P-Asserted-Identity".
  public let name: String
  /// The field's value as it stands on the wire.
  public let value: String
  /// A field with this name and value.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
