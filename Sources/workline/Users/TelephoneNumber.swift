/// A telephone number as the command line takes it, with the separators people write.
///
/// Source: RFC 3966 section 5.1.1 for the separators, ITU-T E.164 for the length.
struct TelephoneNumber: Sendable, Equatable {
  /// Digits, after a `+` if it is an E.164 number.
  let digits: String

  init(_ text: String, option: String) throws(CommandFailure) {
    var rest = text[...]
    if rest.lowercased().hasPrefix("tel:") { rest = rest.dropFirst(4) }
    let bare = rest.filter { !" -.()".contains($0) }
    let number = bare.hasPrefix("+") ? bare.dropFirst() : bare[...]
    // Without a plus it may be an extension of the PBX, which can be as short as two digits.
    let shortest = bare.hasPrefix("+") ? 7 : 2
    guard (shortest...15).contains(number.count), number.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      throw CommandFailure(ExitCode.data, "'\(text)' for \(option) is not a telephone number such as +14255550100")
    }
    digits = bare
  }
}
