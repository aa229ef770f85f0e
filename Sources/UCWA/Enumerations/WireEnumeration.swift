/// An enumeration of the API whose raw values are the spellings on the wire.
///
/// The spellings are those of the UCWA 2.0 reference; what this server adds is listed in `extensions`, so that a test
/// can prove that nothing else differs.
public protocol WireEnumeration: RawRepresentable<String>, CaseIterable, Sendable, Hashable {
  /// The name of the enumeration in the UCWA 2.0 reference.
  static var name: String { get }

  /// Spellings that the reference's page of the enumeration does not list.
  static var extensions: [Self] { get }
}

extension WireEnumeration {
  /// The type's own name, which is the reference's for every enumeration here.
  public static var name: String { String(describing: Self.self) }

  /// None, unless the enumeration says otherwise.
  public static var extensions: [Self] { [] }

  /// The case of that spelling without regard to letter case, since clients differ in it; nil if there is none.
  public static func matching(_ text: String) -> Self? {
    if let exact = Self(rawValue: text) { return exact }
    let lowered = text.lowercased()
    return allCases.first { $0.rawValue.lowercased() == lowered }
  }

  /// The enumeration as data for a description.
  public static var described: EnumerationDescription {
    EnumerationDescription(name: name, values: allCases.map(\.rawValue))
  }
}
