/// Whom to call: a telephone number or a SIP address.
public enum CallTarget: Sendable, Hashable {
  /// A telephone number.
  case number(DialableNumber)
  /// A SIP address (RFC 3261, section 19.1): user as written, host in lower case, port if one was given.
  case sip(user: String, host: String, port: UInt16?)

  /// The target as a URI: `tel:+14255550100`, `sip:dana@contoso.test`.
  public var uri: String {
    switch self {
    case .number(let number): number.telURI
    case .sip(let user, let host, nil): "sip:\(user)@\(host)"
    case .sip(let user, let host, let port?): "sip:\(user)@\(host):\(port)"
    }
  }
}

extension CallTarget {
  /// Reads `sip:user@domain`, `sip:+number@domain;user=phone`, `tel:+number;ext=…`, digits in any usual writing, and
  /// `user@domain`. Blanks around the scheme's colon are dropped. URI headers (`?…`) and parameters other than
  /// `user=phone` are dropped: a client has no say in how the request is sent.
  public static func parse(_ text: String, plan: DialPlan, region: String? = nil) throws(NumberingError) -> CallTarget {
    guard text.utf8.count <= NumberText.longest else {
      throw .malformedTarget(reason: "it is longer than \(NumberText.longest) bytes")
    }
    let trimmed = text.drop(while: \.isWhitespace)
    if let colon = trimmed.firstIndex(of: ":"), let scheme = scheme(trimmed[..<colon]) {
      switch scheme {
      case "sip": return try parseSIP(trimmed[trimmed.index(after: colon)...], plan, region)
      case "tel": return .number(try plan.normalize(String(trimmed), region: region))
      case "sips": throw .malformedTarget(reason: "sips: is not supported, use sip:")
      default: throw .malformedTarget(reason: "only sip: and tel: can be called")
      }
    }
    if trimmed.contains("@") { return try parseSIP(trimmed, plan, region) }
    guard trimmed.contains(where: { !$0.isWhitespace }) else { throw .malformedTarget(reason: "it is empty") }
    return .number(try plan.normalize(String(trimmed), region: region))
  }

  /// The scheme before a colon, or nil if it is none.
  private static func scheme(_ text: Substring) -> String? {
    let name = text.filter { !$0.isWhitespace }.lowercased()
    return !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) } ? name : nil
  }

  private static func parseSIP(
    _ text: Substring, _ plan: DialPlan, _ region: String?
  ) throws(NumberingError) -> CallTarget {
    let address = trim(text)
    let halves = address.split(separator: "@", omittingEmptySubsequences: false)
    guard halves.count == 2 else { throw .malformedTarget(reason: "a SIP address has the form sip:user@domain") }
    let user = String(trim(halves[0]))
    guard !user.isEmpty, user.utf8.allSatisfy(isUserByte), let decoded = percentDecoded(user) else {
      throw .malformedTarget(reason: "the part before the @ is not a SIP user")
    }
    let rest = halves[1].prefix { $0 != "?" }.split(separator: ";", omittingEmptySubsequences: false)
    let (host, port) = try hostAndPort(trim(rest[0]))
    let isPhone = rest.dropFirst().contains { parameter in
      parameter.filter { !$0.isWhitespace }.lowercased() == "user=phone"
    }
    // Without user=phone, too, what looks like E.164 is one, and an emergency number is never just a name.
    if isPhone || looksLikeE164(decoded) || plan.isEmergency(decoded, region: region) {
      return .number(try plan.normalize(decoded, region: region))
    }
    return .sip(user: user, host: host, port: port)
  }

  private static func hostAndPort(_ text: Substring) throws(NumberingError) -> (String, UInt16?) {
    let bad = NumberingError.malformedTarget(reason: "the part after the @ is not a domain")
    var host = text
    var port: UInt16?
    let end = text.first == "[" ? text.firstIndex(of: "]") : text.startIndex
    guard let end else { throw bad }
    if let colon = text[end...].firstIndex(of: ":") {
      host = text[..<colon]
      let digits = text[text.index(after: colon)...]
      guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = UInt16(digits), number > 0 else { throw bad }
      port = number
    }
    let isReference = host.first == "[" && host.last == "]"
    let name = isReference ? host.dropFirst().dropLast() : host
    let allowed: (UInt8) -> Bool = { byte in
      switch byte {
      case 0x30...0x39, 0x2E: true
      case 0x61...0x66, 0x41...0x46: true
      case 0x67...0x7A, 0x47...0x5A, 0x2D, 0x5F: !isReference
      case 0x3A: isReference
      default: false
      }
    }
    guard !name.isEmpty, name.utf8.allSatisfy(allowed), isReference || (name.first != "." && !name.contains(".."))
    else {
      throw bad
    }
    return (host.lowercased(), port)
  }

  private static func looksLikeE164(_ user: String) -> Bool {
    user.utf8.first == UInt8(ascii: "+") && user.utf8.count > 7
      && user.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
  }

  /// Characters of `user` in RFC 3261, section 25.1, without those that would begin a password.
  private static func isUserByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "%"): true
    default: "-_.!~*'()&=+$,;?/".utf8.contains(byte)
    }
  }

  /// Nil if an escape is not two hexadecimal digits or stands for a control character.
  private static func percentDecoded(_ text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(Substring(rest.prefix(2)), radix: 16), value >= 0x20, value != 0x7F
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func trim(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
