import UCWA

/// What a Refer-To header (RFC 3515) names: a URI, and for an attended transfer the dialog that the new call is to
/// replace there.
struct ReferTarget: Sendable, Equatable {
  /// The URI without its headers.
  let uri: String
  /// Value of the Replaces header that the new INVITE is to carry (RFC 3891); nil for a blind transfer.
  let replaces: Replaces?

  /// A dialog as the phone that is to give it up knows it (RFC 3891, section 6.1).
  struct Replaces: Sendable, Equatable {
    var callID: String
    /// Tag of the phone that is to give up the dialog.
    var toTag: String
    /// Tag of its peer.
    var fromTag: String
    /// Whether it may be given up while it rings only.
    var isEarlyOnly = false

    /// The header's value.
    var header: String {
      "\(callID);to-tag=\(toTag);from-tag=\(fromTag)" + (isEarlyOnly ? ";early-only" : "")
    }
  }

  /// Reads the header's value.
  ///
  /// - Returns: Nil for what names no `sip:` or `tel:` URI, asks for another method than INVITE, is longer than 2,048
  ///   bytes, or has a Replaces that is none.
  init?(_ header: String) {
    guard header.utf8.count <= 2048 else { return nil }
    var text = Substring(header)
    if let open = text.firstIndex(of: "<") {
      guard let close = text[open...].firstIndex(of: ">") else { return nil }
      text = text[text.index(after: open)..<close]
    } else {
      text = text.drop { $0 == " " || $0 == "\t" }
      if let end = text.firstIndex(where: { $0 == " " || $0 == "\t" }) { text = text[..<end] }
    }
    let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let parameters = halves[0].split(separator: ";", omittingEmptySubsequences: false)
    guard let address = parameters.first, let colon = address.firstIndex(of: ":"), colon != address.startIndex,
      ["sip", "tel"].contains(address[..<colon].lowercased()), address.utf8.count > 4,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"<>\"\\".utf8.contains($0) })
    else { return nil }
    for parameter in parameters.dropFirst() {
      let name = parameter.lowercased()
      if name.hasPrefix("method="), name != "method=invite" { return nil }
    }
    uri = parameters.filter { !$0.lowercased().hasPrefix("method=") }.joined(separator: ";")
    guard halves.count == 2 else {
      replaces = nil
      return
    }
    let fields = halves[1].split(separator: "&").filter { $0.lowercased().hasPrefix("replaces=") }
    if fields.isEmpty {
      replaces = nil
    } else {
      let value = fields[0].dropFirst("replaces=".count)
      guard fields.count == 1, let found = Replaces(PercentEncoding.decoded(value)) else { return nil }
      replaces = found
    }
  }
}

extension ReferTarget.Replaces {
  /// Reads a Replaces header's value; nil for what is none.
  init?(_ value: String) {
    let parts = value.split(separator: ";", omittingEmptySubsequences: false)
    guard let callID = parts.first, !callID.isEmpty, callID.utf8.allSatisfy(Self.isWord) else { return nil }
    var tags: [String: String] = [:]
    var early = false
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = pair[0].lowercased()
      if pair.count == 2, name == "to-tag" || name == "from-tag" {
        guard tags[name] == nil, !pair[1].isEmpty, pair[1].utf8.allSatisfy(Self.isToken) else { return nil }
        tags[name] = String(pair[1])
      } else if part.lowercased() == "early-only" {
        early = true
      }
      // Other parameters have no meaning (RFC 3891, section 6.1).
    }
    guard let to = tags["to-tag"], let from = tags["from-tag"] else { return nil }
    self.init(callID: String(callID), toTag: to, fromTag: from, isEarlyOnly: early)
  }

  /// RFC 3261, section 25.1: what stands in a token.
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-.!%*_+`'~".utf8.contains(byte)
    }
  }

  /// The same: what stands in a Call-ID, and the @ between its two words.
  private static func isWord(_ byte: UInt8) -> Bool { isToken(byte) || "()<>:\\\"/[]?{}@".utf8.contains(byte) }
}
