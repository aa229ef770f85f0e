import Foundation

/// Digits and what people write between them.
private func isNumberByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39: true
  default: "+-.()*#".utf8.contains(byte)
  }
}

/// What a text must look like.
struct TextRule: Sendable {
  let complaint: String
  let allowed: String
  let accept: @Sendable (String) -> Bool

  static let any = TextRule(complaint: "is not a text", allowed: "text, not empty") { !$0.isEmpty }
  static let file = TextRule(
    complaint: "is not the path of a file", allowed: "path of a file, relative to the configuration file"
  ) { !$0.isEmpty && !$0.utf8.contains(0) }
  static let host = TextRule(
    complaint: "is not a host", allowed: "host name or IP address, e.g. pbx.contoso.test or [2001:db8::1]"
  ) { HostPort.host($0) != nil }
  static let hostMaybePort = TextRule(
    complaint: "is not HOST or HOST:PORT", allowed: "HOST or HOST:PORT, e.g. sip.contoso.test:5060"
  ) { HostPort.host($0) != nil || HostPort($0) != nil }
  static let ports = TextRule(complaint: "is not a range of ports", allowed: "FIRST-LAST, e.g. 20000-20999") {
    Configuration.Tones.range($0) != nil
  }
  static let callable = TextRule(
    complaint: "is not a URI that can be called",
    allowed: "sip:user@host or tel:number, e.g. sip:voicemail@contoso.test"
  ) { text in
    if text.hasPrefix("tel:") {
      let digits = text.dropFirst("tel:".count).utf8.filter { (0x30...0x39).contains($0) }
      return !digits.isEmpty && text.utf8.dropFirst("tel:".utf8.count).allSatisfy(isNumberByte)
    }
    guard text.hasPrefix("sip:"), let at = text.lastIndex(of: "@") else { return false }
    let user = text[..<at].dropFirst("sip:".count)
    let host = String(text[text.index(after: at)...])
    let isName = user.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"@<>\"\\".utf8.contains($0) }
    return !user.isEmpty && isName && (HostPort.host(host) != nil || HostPort(host) != nil)
  }
  static let day = TextRule(
    complaint: "is no day of the week",
    allowed: Configuration.WorkHours.Day.allCases.map(\.rawValue).joined(separator: ", ")
  ) { Configuration.WorkHours.Day(rawValue: $0) != nil }
  static let timeOfDay = TextRule(complaint: "is not a time of day", allowed: "HH:MM from 00:00 to 23:59") {
    (Configuration.WorkHours.minute($0) ?? 24 * 60) < 24 * 60
  }
  static let endOfDay = TextRule(complaint: "is not a time of day", allowed: "HH:MM from 00:00 to 24:00") {
    Configuration.WorkHours.minute($0) != nil
  }
  static let timeZone = TextRule(
    complaint: "is no time zone of this machine", allowed: "name of the IANA database, e.g. Europe/Berlin"
  ) { !$0.isEmpty && TimeZone(identifier: $0) != nil }
  static let region = TextRule(complaint: "is not a region", allowed: "two capital letters of ISO 3166, e.g. US") {
    $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }
  static let origin = TextRule(
    complaint: "is not the URL of a host", allowed: "https://HOST or http://HOST, port if needed, no path"
  ) { text in
    guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
    let host = String(text.dropFirst(scheme.count))
    return HostPort.host(host) != nil || HostPort(host) != nil
  }
  static let digestName = TextRule(
    complaint: "is not a user name", allowed: "visible ASCII without quotes, backslashes and colons"
  ) { text in
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"\\:".utf8.contains($0) }
  }
  static let digestRealm = TextRule(complaint: "is not a realm", allowed: "ASCII without quotes and backslashes") {
    text in
    !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && !"\"\\".utf8.contains($0) }
  }
  static let expression = TextRule(
    complaint: "is not a regular expression", allowed: "regular expression, e.g. 9(\\\\d{10})"
  ) { !$0.isEmpty && (try? NSRegularExpression(pattern: $0)) != nil }
}

extension ConfigurationField {
  static func text(
    _ path: String, _ value: Path<String>, _ rule: TextRule, isRequired: Bool = false, _ summary: String
  ) -> Self {
    Self(
      path: path, allowed: rule.allowed, summary: summary, isRequired: isRequired,
      defaultText: { ConfigurationText.quoted($0[keyPath: value]) },
      read: { root, json in
        guard case .text(let text) = json, rule.accept(text) else { return rule.complaint }
        root[keyPath: value] = text
        return nil
      })
  }

  static func optionalText(_ path: String, _ value: Path<String?>, _ rule: TextRule, _ summary: String) -> Self {
    Self(
      path: path, allowed: rule.allowed, summary: summary,
      defaultText: { $0[keyPath: value].map(ConfigurationText.quoted) ?? "none" },
      read: { root, json in
        guard case .text(let text) = json, rule.accept(text) else { return rule.complaint }
        root[keyPath: value] = text
        return nil
      })
  }

  static func secret(_ path: String, _ value: Path<Secret?>, _ summary: String) -> Self {
    Self(
      path: path, allowed: TextRule.any.allowed, summary: summary, isSecret: true,
      defaultText: { _ in "none" },
      read: { root, json in
        guard case .text(let text) = json, !text.isEmpty else { return TextRule.any.complaint }
        root[keyPath: value] = Secret(text)
        return nil
      })
  }

  static func texts(_ path: String, _ value: Path<[String]>, _ rule: TextRule, _ summary: String) -> Self {
    Self(
      path: path, allowed: "list of: \(rule.allowed)", summary: summary,
      defaultText: { "[" + $0[keyPath: value].map(ConfigurationText.quoted).joined(separator: ", ") + "]" },
      read: { root, json in
        guard case .list(let items) = json else { return "is not a list" }
        var texts: [String] = []
        for item in items {
          guard case .text(let text) = item, rule.accept(text) else {
            return "has \(item.shown), which \(rule.complaint)"
          }
          texts.append(text)
        }
        root[keyPath: value] = texts
        return nil
      })
  }
}
