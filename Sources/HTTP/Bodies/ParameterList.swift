/// A header value with parameters (RFC 9110 section 5.6.6): `main; name=value; name="quoted value"`.
///
/// Quotes may be double, single, or missing, and a quote that is not closed runs to the end: clients send all of them.
public struct ParameterList: Sendable {
  /// What stands before the first semicolon, without blanks around it.
  public private(set) var main = ""
  /// The parameters in order, names in lower case.
  public private(set) var parameters: [(name: String, value: String)] = []

  /// Reads a header value; any text is one.
  public init(_ text: some StringProtocol) {
    let bytes = ArraySlice(text.utf8)
    var rest = bytes
    main = Self.text(Bytes.trimmingBlanks(rest.prefix { $0 != UInt8(ascii: ";") }))
    rest = rest.drop { $0 != UInt8(ascii: ";") }
    while !rest.isEmpty {
      rest = rest.dropFirst().drop(while: Bytes.isBlank)
      let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
      rest = rest.dropFirst(name.count)
      let key = Self.text(Bytes.trimmingBlanks(name)).lowercased()
      guard rest.first == UInt8(ascii: "=") else {
        if !key.isEmpty { parameters.append((key, "")) }
        continue
      }
      rest = rest.dropFirst().drop(while: Bytes.isBlank)
      let value = Self.takeValue(&rest)
      if !key.isEmpty { parameters.append((key, value)) }
    }
  }

  /// The value of the first parameter with this name, whatever its case.
  public subscript(name: String) -> String? {
    let key = name.lowercased()
    return parameters.first { $0.name == key }?.value
  }

  /// Takes a value and what stands behind it up to the next semicolon.
  private static func takeValue(_ rest: inout ArraySlice<UInt8>) -> String {
    guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      let value = rest.prefix { $0 != UInt8(ascii: ";") }
      rest = rest.dropFirst(value.count)
      return text(Bytes.trimmingBlanks(value))
    }
    var value: [UInt8] = []
    rest = rest.dropFirst()
    while let byte = rest.popFirst(), byte != quote {
      // Only double quotes know escapes; a single one is no quote in the standard.
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let escaped = rest.popFirst() {
        value.append(escaped)
      } else {
        value.append(byte)
      }
    }
    rest = rest.drop { $0 != UInt8(ascii: ";") }
    return text(value)
  }

  private static func text(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
