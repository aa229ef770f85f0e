@testable import SIP

extension ParserCheck {
  /// Authorization headers of callers whose address is not known.
  static let digest = ParserCheck("digest", longestInput: 1024) { bytes throws(Finding) in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let read = DigestResponse(text) else { return }
    let written = """
      Digest username="\(quoted(read.username))", realm="\(quoted(read.realm))", nonce="\(quoted(read.nonce))", \
      uri="\(quoted(read.uri))", algorithm=\(read.algorithm.rawValue), qop=auth, nc=\(read.nonceCount), \
      cnonce="\(quoted(read.cnonce))", response="\(read.response)"
      """
    // Escapes make it longer, at most by as much again.
    if written.utf8.count <= DigestResponse.longest {
      try require(DigestResponse(written) == read, "\(read) is another when written as \(written)")
    }
    try checkAuthenticator(text, read)
  }

  private static func checkAuthenticator(_ text: String, _ read: DigestResponse) throws(Finding) {
    guard let source = SIPAddress("192.0.2.1"),
      var authenticator = try? DigestAuthenticator([
        .init(SIPCredentials(username: "pbx", password: "secret"), realm: "contoso.test")
      ])
    else { return }
    let request = DigestAuthenticator.Request(method: .invite, callID: "call", source: source, now: 1_000)
    let found = authenticator.response(among: ["Basic x", text])
    try require((found != nil) == (read.realm == "contoso.test"), "\(read) is found in the wrong realm")
    try require(!authenticator.hasChallenged(read, request), "a challenge was guessed by \(read)")
    if case .user = authenticator.check(read, request) { throw Finding("credentials were guessed by \(read)") }
  }

  private static func quoted(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }
}
