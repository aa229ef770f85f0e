/// A user's SIP URI as the command line takes it: `sip:user@domain`, without parameters.
///
/// Source: RFC 3261 section 19.1.1.
struct SIPAddress: Sendable, Equatable {
  /// With the scheme and the domain in lower case, which compare without regard to case.
  let uri: String

  init(_ text: String) throws(CommandFailure) {
    guard text.lowercased().hasPrefix("sip:") else {
      let hint = text.contains("@") && !text.contains(":") ? "; did you mean 'sip:\(text)'?" : ""
      throw CommandFailure(ExitCode.data, "'\(text)' is not a SIP URI such as sip:dana@contoso.test\(hint)")
    }
    let parts = text.dropFirst(4).split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, Self.isUser(parts[0]), Self.isDomain(parts[1]) else {
      throw CommandFailure(ExitCode.data, "'\(text)' is not a SIP URI such as sip:dana@contoso.test")
    }
    uri = "sip:\(parts[0])@\(parts[1].lowercased())"
  }

  private static func isUser(_ text: Substring) -> Bool {
    let marks = "-_.!~*'()&=+$,%"
    return !text.isEmpty && text.utf8.count <= 128
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || marks.contains($0)) }
  }

  private static func isDomain(_ text: Substring) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return text.utf8.count <= 253
      && labels.allSatisfy { label in
        !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
          && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
      }
  }
}
