/// The numbers of the lab and what each does.
enum PhoneDirectory {
  /// Phones that do something of their own.
  static let special: [PhoneBehaviour] = [
    PhoneBehaviour("+14255550120", "answers after 0.3 s", .answers(after: 300)),
    PhoneBehaviour("+14255550121", "is busy (486)", .refuses(status: 486), provisional: nil),
    PhoneBehaviour("+14255550122", "rings and never answers", .neverAnswers),
    PhoneBehaviour("+14255550123", "declines (603)", .refuses(status: 603), provisional: nil),
    PhoneBehaviour("+14255550124", "is unknown (404)", .refuses(status: 404), provisional: nil),
    PhoneBehaviour(
      "+14255550125", "forwards (181) to +14255550126, which answers", .answers(after: 300), provisional: 181,
      answeredBy: "+14255550126"),
    PhoneBehaviour("+14255550126", "answers after 0.3 s", .answers(after: 300)),
    PhoneBehaviour("+14255550127", "answers and hangs up after 2 s", .answers(after: 300), hangsUpAfter: 2_000),
    PhoneBehaviour(
      "+14255550128", "refuses an INVITE without SDP (488), else answers after 0.3 s", .answers(after: 300),
      needsOffer: true),
    PhoneBehaviour("+14255550129", "answers at once, without ringing", .answers(after: 0), provisional: nil),
    PhoneBehaviour("+14255550130", "rings 5 s, then answers", .answers(after: 5_000)),
    PhoneBehaviour(
      "+14255550131", "plays early media (183), then answers after 1 s", .answers(after: 1_000), provisional: 183,
      hasEarlyMedia: true),
  ]

  /// What all other numbers of the range do.
  static let ordinary = (number: "+142555501xx", description: "any other answers after 0.3 s")

  private static let byNumber = Dictionary(uniqueKeysWithValues: special.map { ($0.number, $0) })

  /// The phone with a number in E.164 form, with or without `+`; nil if there is none.
  static func behaviour(of number: String) -> PhoneBehaviour? {
    let digits = number.hasPrefix("+") ? number.dropFirst() : number[...]
    guard digits.utf8.count == 11, digits.hasPrefix("142555501"),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let number = "+" + digits
    return byNumber[number] ?? PhoneBehaviour(number, "answers after 0.3 s", .answers(after: 300))
  }

  /// The number in a Request-URI: the user part of a SIP URI without its parameters, or a tel URI's number without
  /// visual separators (RFC 3966, section 5.1.1); nil if there is none.
  static func number(inURI uri: String) -> String? {
    guard let colon = uri.firstIndex(of: ":") else { return nil }
    let rest = uri[uri.index(after: colon)...]
    let user: Substring
    switch uri[..<colon].lowercased() {
    case "sip", "sips":
      guard let at = rest.firstIndex(of: "@") else { return nil }
      user = rest[..<at]
    case "tel": user = rest
    default: return nil
    }
    let number = user.prefix { $0 != ";" && $0 != ":" }.filter { !"-.()".contains($0) }
    return number.isEmpty ? nil : number.replacing("%2B", with: "+").replacing("%2b", with: "+")
  }
}
