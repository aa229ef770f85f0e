import Store

/// What the command line can set of a user's record. An option that is not given leaves things as they are; an empty
/// value takes a thing away.
enum UserFields {
  static let options = [
    OptionSpec(name: "--name", value: "NAME", help: "Display name. Default: the user part of the URI"),
    OptionSpec(name: "--work", value: "NUMBER", help: "Work number, shown to the other side"),
    OptionSpec(name: "--mobile", value: "NUMBER", help: "Mobile phone"),
    OptionSpec(name: "--home", value: "NUMBER", help: "Phone at home"),
    OptionSpec(name: "--other", value: "NUMBER", help: "Another phone"),
    OptionSpec(
      name: "--default-phone", value: "PHONE",
      help: "Which phone rings when a call names none: work, mobile, home or other. Default: the first there is of "
        + "mobile, work, home, other"),
    OptionSpec(
      name: "--incoming-phones", value: "PHONES",
      help: "Which phones ring together when the user is called, commas between: work, mobile, home, other. Default: "
        + "the default phone"),
    OptionSpec(
      name: "--second-call", value: "RING|BUSY",
      help: "What becomes of a call while the user is in another: his phones ring too (default), or he is busy"),
    OptionSpec(name: "--team", value: "GROUP", help: "SIP URI of the group whose members are the user's team"),
    OptionSpec(name: "--phone-audio", value: "YES|NO", help: "Whether the user may place and get calls. Default: yes"),
    OptionSpec(
      name: "--own-phone-shows", value: "WHAT",
      help: "What the user's own phone displays while it rings: target (default), work, or a number"),
    OptionSpec(
      name: "--tones", value: "ON|OFF",
      help: "Whether the user's own phone hears ringback, busy and 'call failed' tones until it talks. Default: off"),
    OptionSpec(
      name: "--confirm-key", value: "KEY",
      help: "Key to be pressed on the own phone before the other side is called: 0 to 9, * or #. Default: none"),
    OptionSpec(name: "--region", value: "REGION", help: "Region of numbers without country code, for example US"),
    OptionSpec(name: "--aliases", value: "URIS", help: "Further SIP URIs of the user, commas between"),
    OptionSpec(name: "--emails", value: "ADDRESSES", help: "Mail addresses, the preferred one first, commas between"),
    OptionSpec(name: "--title", value: "TEXT", help: "Title in the company"),
    OptionSpec(name: "--department", value: "TEXT", help: "Department"),
    OptionSpec(name: "--company", value: "TEXT", help: "Company"),
    OptionSpec(name: "--office", value: "TEXT", help: "Office"),
    OptionSpec(
      name: "--home-pool", value: "POOL", help: "Pool at which the user is at home, if not the one of this directory"),
  ]

  /// Sets what was given; whether anything was.
  static func apply(_ invocation: Invocation, to user: inout User) throws -> Bool {
    func text(_ option: String, _ field: WritableKeyPath<User, String?>) {
      if let value = invocation.value(option) { user[keyPath: field] = value.isEmpty ? nil : value }
    }
    func number(_ option: String, _ field: WritableKeyPath<User, String?>) throws {
      guard let value = invocation.value(option) else { return }
      user[keyPath: field] = value.isEmpty ? nil : try TelephoneNumber(value, option: option).digits
    }
    func list(_ option: String, _ field: WritableKeyPath<User, [String]>) {
      guard let value = invocation.value(option) else { return }
      user[keyPath: field] = value.split(separator: ",").map(String.init)
    }
    if let name = invocation.value("--name") { user.name = name }
    try number("--work", \.workNumber)
    try number("--mobile", \.mobileNumber)
    try number("--home", \.homeNumber)
    try number("--other", \.otherNumber)
    text("--region", \.region)
    text("--title", \.title)
    text("--department", \.department)
    text("--company", \.company)
    text("--office", \.office)
    text("--home-pool", \.homePool)
    list("--aliases", \.aliases)
    list("--emails", \.emailAddresses)
    try applyChoices(invocation, to: &user)
    return options.contains { invocation.value($0.name) != nil }
  }

  private static func applyChoices(_ invocation: Invocation, to user: inout User) throws {
    func refused(_ option: String, _ value: String, _ allowed: String) -> UsageError {
      invocation.usageError("The value '\(value)' is invalid for '\(option)': \(allowed)")
    }
    if let value = invocation.value("--default-phone") {
      let kind = User.PhoneKind(rawValue: value)
      guard kind != nil || value.isEmpty else {
        throw refused("--default-phone", value, "work, mobile, home or other")
      }
      user.defaultPhone = kind
    }
    if let value = invocation.value("--incoming-phones") {
      user.incomingPhones = try value.split(separator: ",").map { name in
        guard let kind = User.PhoneKind(rawValue: String(name)) else {
          throw refused("--incoming-phones", value, "work, mobile, home or other, commas between")
        }
        return kind
      }
    }
    if let value = invocation.value("--second-call") {
      guard let secondCall = User.SecondCall(rawValue: value.isEmpty ? "ring" : value) else {
        throw refused("--second-call", value, "ring or busy")
      }
      user.secondCall = secondCall
    }
    if let value = invocation.value("--team") { user.teamGroup = value.isEmpty ? nil : try SIPAddress(value).uri }
    if let value = invocation.value("--phone-audio") {
      guard ["yes", "no"].contains(value) else { throw refused("--phone-audio", value, "yes or no") }
      user.phoneAudioEnabled = value == "yes"
    }
    if let value = invocation.value("--tones") {
      guard ["on", "off"].contains(value) else { throw refused("--tones", value, "on or off") }
      user.playsTones = value == "on"
    }
    if let value = invocation.value("--confirm-key") {
      guard value.isEmpty || value == "none" || (value.utf8.count == 1 && "0123456789*#".contains(value)) else {
        throw refused("--confirm-key", value, "one of 0 to 9, * and #, or none")
      }
      user.confirmationKey = value.isEmpty || value == "none" ? nil : value
    }
    switch invocation.value("--own-phone-shows") {
    case nil: break
    case "target", "": user.ownPhoneDisplay = .target
    case "work": user.ownPhoneDisplay = .workNumber
    case .some(let number):
      user.ownPhoneDisplay = .fixed(try TelephoneNumber(number, option: "--own-phone-shows").digits)
    }
  }
}
