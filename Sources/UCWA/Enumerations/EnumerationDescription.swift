/// An enumeration as data: its name and spellings in the reference.
public struct EnumerationDescription: Sendable, Hashable {
  /// The name in the UCWA 2.0 reference, for instance `Importance`.
  public let name: String

  /// Every spelling the server knows, as it appears on the wire.
  public let values: [String]

  /// Describes an enumeration of that name and those spellings.
  public init(name: String, values: [String]) {
    self.name = name
    self.values = values
  }

  /// The wire spelling of a value a client sent, found without regard to letter case; nil if it is none of them.
  public func spelling(of text: String) -> String? {
    if values.contains(text) { return text }
    let lowered = text.lowercased()
    return values.first { $0.lowercased() == lowered }
  }
}
