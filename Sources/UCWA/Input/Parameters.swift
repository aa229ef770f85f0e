/// The parameters of an operation after validation: from body and query, found without regard to letter case.
public struct Parameters: Sendable, Hashable {
  /// A value that passed validation.
  public enum Value: Sendable, Hashable {
    /// A text; of a URI without stray blanks, of an enumeration in the reference's spelling.
    case text(String)
    /// A flag.
    case boolean(Bool)
    /// A number.
    case integer(Int)
    /// A list of texts.
    case list([String])
    /// Content.
    case content(DataURI)
  }

  private var values: [String: Value] = [:]

  /// No parameters at all.
  public init() {}

  /// Sets a value.
  mutating func set(_ name: String, _ value: Value) { values[name] = value }

  /// The value of that name, in any letter case.
  public subscript(_ name: String) -> Value? { values[name] ?? values[name.lowercased()] }

  /// The text of that name; nil if it was not given.
  public func string(_ name: String) -> String? {
    if case .text(let text)? = self[name] { text } else { nil }
  }

  /// The flag of that name; nil if it was not given.
  public func bool(_ name: String) -> Bool? {
    if case .boolean(let flag)? = self[name] { flag } else { nil }
  }

  /// The number of that name; nil if it was not given.
  public func integer(_ name: String) -> Int? {
    if case .integer(let number)? = self[name] { number } else { nil }
  }

  /// The list of that name; nil if it was not given.
  public func list(_ name: String) -> [String]? {
    if case .list(let list)? = self[name] { list } else { nil }
  }

  /// The value of that name as a case of an enumeration; nil if it was not given.
  public func enumeration<Case: WireEnumeration>(_ name: String, as type: Case.Type = Case.self) -> Case? {
    string(name).flatMap(Case.init(rawValue:))
  }

  /// The customContent that is passed on to the other side; nil if none was given.
  public var customContent: DataURI? {
    if case .content(let content)? = self["customcontent"] { content } else { nil }
  }

  /// A summary by which to tell whether the same operation was sent twice.
  public var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    for name in values.keys.sorted() {
      fingerprint.add(name)
      switch values[name] {
      case .text(let text)?: fingerprint.add(text)
      case .boolean(let flag)?: fingerprint.add(flag ? "true" : "false")
      case .integer(let number)?: fingerprint.add(String(number))
      case .list(let list)?: for text in list { fingerprint.add(text) }
      case .content(let content)?:
        fingerprint.add(content.mediaType)
        fingerprint.add(content.bytes)
      case nil: break
      }
    }
    return fingerprint
  }
}
