@testable import Numbering

extension ParserCheck {
  /// Telephone numbers and call targets: what a number is made into is a number already, and holds nothing but what may
  /// be dialled.
  static let number = ParserCheck("number", longestInput: 300) { bytes throws(Finding) in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let plans else { throw Finding("the dial plans cannot be made") }
    for (index, plan) in plans.enumerated() {
      for region in [nil, "DE", "ZZ", text] as [String?] {
        if let number = try? plan.normalize(text, region: region) {
          try check(number, plan, region: region, hasRules: index > 0)
        }
        guard let target = try? CallTarget.parse(text, plan: plan, region: region) else { continue }
        try check(target, plan, region: region)
      }
    }
  }

  private static let plans: [DialPlan]? = {
    let rules = [
      DialPlanRule(pattern: #"(\d{4})"#, template: "+1425555$1"),
      DialPlanRule(pattern: #"\*(\d{1,3})"#, template: "*$1", isDialable: true),
      DialPlanRule(pattern: #"0(\d+)"#, template: "$1"),
    ]
    guard let plain = try? DialPlan(), let ruled = try? DialPlan(rules: rules, defaultRegion: "GB") else { return nil }
    return [plain, ruled]
  }()

  private static func check(
    _ number: DialableNumber, _ plan: DialPlan, region: String?, hasRules: Bool
  ) throws(Finding) {
    try require((1...48).contains(number.number.utf8.count), "\(number.number) has \(number.number.utf8.count) digits")
    for (index, byte) in number.number.utf8.enumerated() {
      let isPlus = index == 0 && byte == UInt8(ascii: "+")
      try require(
        isPlus || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "#"),
        "the number is \(number.number)")
    }
    if let ext = number.ext {
      let isDigits = ext.utf8.allSatisfy { (0x30...0x39).contains($0) }
      try require((1...20).contains(ext.utf8.count) && isDigits, "ext is \(ext)")
    }
    // A rule may make something of what it made: 4711 is an extension, and so may be the number behind it. What is
    // E.164 is taken in a region that nobody knows, but only when it is written as that.
    guard !hasRules || number.e164 != nil, region == nil || region == "DE" else { return }
    guard let again = try? plan.normalize(number.telURI, region: region) else {
      throw Finding("\(number.telURI) is refused")
    }
    try require(again.number == number.number && again.ext == number.ext, "\(number.telURI) is \(again.telURI)")
  }

  private static func check(_ target: CallTarget, _ plan: DialPlan, region: String?) throws(Finding) {
    let uri = target.uri
    guard case .sip(let user, let host, _) = target else { return }
    try require(
      uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"\\".utf8.contains($0) }, "a character in \(uri)")
    try require(!host.isEmpty && !host.contains { ";?@".contains($0) } && !user.contains("@"), "the host of \(uri)")
    try require((try? CallTarget.parse(uri, plan: plan, region: region)) == target, "\(uri) is something else")
  }
}
