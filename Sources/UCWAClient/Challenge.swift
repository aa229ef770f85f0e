/// What a 401 asks for: the address of the token service and the grants it takes.
///
/// Source: RFC 9110 section 11.6.1; the scheme `MsRtcOAuth` is UCWA's own ("Authentication in UCWA").
struct Challenge: Equatable {
  let href: String
  let grants: [String]

  /// Reads the value of `WWW-Authenticate`, in which several header lines may have been joined by commas.
  ///
  /// nil if there is no MsRtcOAuth challenge with an href.
  init?(header: String) {
    var rest = Substring(header)
    var scheme = ""
    var parameters: [String: String] = [:]
    while true {
      rest = rest.drop { $0 == " " || $0 == "," || $0 == "\t" }
      let token = rest.prefix { $0 != "=" && $0 != " " && $0 != "," }
      guard !token.isEmpty else { break }
      rest = rest.dropFirst(token.count)
      guard rest.first == "=" else {
        // A token without a value begins the next challenge.
        if scheme == "msrtcoauth" { break }
        scheme = token.lowercased()
        continue
      }
      rest = rest.dropFirst()
      let value: String
      if rest.first == "\"" {
        let quoted = rest.dropFirst().prefix { $0 != "\"" }
        value = String(quoted)
        rest = rest.dropFirst(quoted.count + 2)
      } else {
        let bare = rest.prefix { $0 != "," && $0 != " " }
        value = String(bare)
        rest = rest.dropFirst(bare.count)
      }
      if scheme == "msrtcoauth" { parameters[token.lowercased()] = value }
    }
    guard let href = parameters["href"], !href.isEmpty else { return nil }
    self.href = href
    grants = (parameters["grant_type"] ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
  }
}
