@testable import CallControl
@testable import SIP
@testable import Server
@testable import Store

extension ParserCheck {
  /// Values of SIP headers that are taken apart here and not by Sofia-SIP, and those made of texts of users.
  static let sip = ParserCheck("sip", longestInput: 1024) { bytes throws(Finding) in
    let text = String(decoding: bytes, as: UTF8.self)
    try checkMaking(text)
    if let cause = Shard.q850(text) { try require(cause >= 0, "the cause is \(cause)") }
    if let uri = Shard.uri(text) {
      try require(!uri.utf8.contains(UInt8(ascii: ">")), "a URI \(uri)")
      if let user = SIPText.user(ofURI: uri) {
        try require(!user.utf8.contains { $0 == UInt8(ascii: ";") }, "the user of \(uri) is \(user)")
      }
    }
    if let target = ReferTarget(text) {
      try require(
        target.uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>?".utf8.contains($0) }, "Refer-To \(target.uri)")
      if let replaces = target.replaces {
        try require(replaces.header.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "Replaces \(replaces.header)")
        try require(ReferTarget.Replaces(replaces.header) == replaces, "\(replaces.header) is not read again")
      }
    }
    if let uri = try? User.canonicalURI(text) {
      try require((try? User.canonicalURI(uri)) == uri, "\(uri) is not what it is made into")
      try require(SIPText.user(ofURI: uri).map { !$0.isEmpty } ?? false, "\(uri) has no user")
    }
    let phrase = String(text.prefix(128))
    for status in [302, 403, 486, 500] {
      for leg in [LegID.own, .other] {
        let refusal = Refusal(status: status, phrase: phrase, cause: Shard.q850(text))
        _ = Outcome.refused(refusal, on: leg)
      }
    }
  }

  private static func checkMaking(_ text: String) throws(Finding) {
    let line = SIPText.line(text)
    try require(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "a control character")
    let quoted = Array(SIPText.quoted(text).utf8)
    try require(quoted.count >= 2 && quoted.first == 0x22 && quoted.last == 0x22, "the quotes are not closed")
    var isEscaped = false
    for byte in quoted.dropFirst().dropLast() {
      try require(byte >= 0x20 && byte != 0x7F, "a control character in a quoted string")
      try require(isEscaped || byte != 0x22, "a quoted string ends early")
      isEscaped = byte == 0x5C && !isEscaped
    }
    try require(!isEscaped, "the closing quote is escaped")
  }
}
