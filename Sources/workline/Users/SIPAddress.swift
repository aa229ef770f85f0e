import Store

/// A user's SIP URI as the command line takes it: `sip:user@domain`, without port or parameters.
///
/// Source: RFC 3261 section 19.1.1.
struct SIPAddress: Sendable, Equatable {
  /// In the form under which users are stored.
  let uri: String

  /// Throws a failure with `ExitCode.data`.
  init(_ text: String) throws(CommandFailure) {
    let canonical = try? User.canonicalURI(text)
    guard let canonical, text.lowercased().hasPrefix("sip:") else {
      // The store takes an address without its scheme; on a command line that is more often a mail address.
      let hint = canonical.map { "; did you mean '\($0)'?" } ?? ""
      throw CommandFailure(ExitCode.data, "'\(text)' is not a SIP URI such as sip:dana@contoso.test\(hint)")
    }
    uri = canonical
  }
}
