import Numbering
import Store

/// `workline user forward`.
enum ForwardCommands {
  private static let options = ["--to", "--also", "--also-after", "--unanswered", "--unanswered-after", "--active"]

  static func forward(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("URI"))
    let directory = try DataStore.open(invocation)
    guard var user = try DataStore.failing({ try directory.user(uri: address.uri) }) else {
      throw CommandFailure(ExitCode.noUser, "there is no user \(address.uri)")
    }
    if invocation.has("--off") || options.contains(where: { invocation.value($0) != nil }) {
      try apply(invocation, to: &user)
      try checkPeople(invocation, user, directory)
      let changed = user
      try DataStore.failing { try directory.updateUser(changed) }
      user = try DataStore.failing { try directory.user(uri: address.uri) } ?? changed
    }
    let view = ForwardingView(user.forwarding)
    if invocation.has("--json") {
      Console.print(try UserView.json(view))
      return ExitCode.success
    }
    let style = Style.standardOutput()
    for (name, value) in view.rows {
      Console.print(style.dim(name.padding(toLength: 17, withPad: " ", startingAt: 0)) + value)
    }
    return ExitCode.success
  }

  /// Sets what was given; what was not stays as it is.
  private static func apply(_ invocation: Invocation, to user: inout User) throws {
    let ways = (invocation.has("--off") ? ["--off"] : []) + ["--to", "--also"].filter { invocation.value($0) != nil }
    guard ways.count < 2 else {
      throw invocation.usageError("'\(ways[0])' and '\(ways[1])' exclude each other")
    }
    if invocation.has("--off") { user.forwarding.active = .none }
    if let text = invocation.value("--to") {
      user.forwarding.immediate = try target(text, "--to", [.delegates, .voicemail], user)
      user.forwarding.active = .immediateForward
    }
    if let text = invocation.value("--also") {
      user.forwarding.simultaneous = try target(text, "--also", [.delegates, .team], user)
      user.forwarding.active = .simultaneousRing
    }
    if let text = invocation.value("--unanswered") {
      user.forwarding.handlesUnanswered = text != "off"
      if text != "off" { user.forwarding.unanswered = try target(text, "--unanswered", [.voicemail], user) }
    }
    if let delay = try invocation.integer("--also-after", in: CallForwarding.simultaneousDelays) {
      user.forwarding.simultaneousDelay = delay
    }
    if let delay = try invocation.integer("--unanswered-after", in: CallForwarding.unansweredDelays) {
      user.forwarding.unansweredDelay = delay
    }
    switch invocation.value("--active") {
    case nil: break
    case "always"?: user.forwarding.period = .always
    case "workhours"?: user.forwarding.period = .workHours
    case let other?:
      throw invocation.usageError("The value '\(other)' is invalid for '--active': always or workhours")
    }
  }

  private static func target(
    _ text: String, _ option: String, _ words: [CallForwarding.Target], _ user: User
  ) throws -> CallForwarding.Target {
    if let word = words.first(where: { $0.shown == text }) { return word }
    if text.contains("@") { return .contact(try SIPAddress(text).uri) }
    do {
      let digits = try TelephoneNumber(text, option: option).digits
      // The dial plan is the server's; emergency numbers are the same without it.
      if try DialPlan(defaultRegion: user.region ?? "US").isEmergency(digits) {
        throw CommandFailure(ExitCode.data, "'\(text)' is an emergency number, to which no calls are forwarded")
      }
      return .contact("tel:\(digits)")
    } catch is DialPlanError {
      throw CommandFailure(ExitCode.data, "the user's region '\(user.region ?? "")' has no numbering plan")
    } catch let failure as CommandFailure where text.allSatisfy({ $0.isLetter }) {
      // More likely a misspelt word than a number.
      _ = failure
      throw CommandFailure(
        ExitCode.data,
        "'\(text)' for \(option) is neither a number, nor a SIP URI, nor "
          + words.map(\.shown).joined(separator: " or "))
    }
  }

  /// Refuses what would ring nobody.
  private static func checkPeople(
    _ invocation: Invocation, _ user: User, _ directory: any Directory
  ) throws {
    let chosen = ["--to", "--also"].compactMap { invocation.value($0) }
    if chosen.contains("delegates"), try DataStore.failing({ try directory.delegates(of: user.uri) }).isEmpty {
      throw CommandFailure(ExitCode.data, "\(user.uri) has no delegates: 'workline user delegate add' names one")
    }
    if chosen.contains("team"), user.teamGroup == nil {
      throw CommandFailure(ExitCode.data, "\(user.uri) has no team: 'workline user set --team' names its group")
    }
  }
}

extension CallForwarding.Target {
  /// As the command line writes it.
  var shown: String {
    switch self {
    case .contact(let uri): uri
    case .delegates: "delegates"
    case .team: "team"
    case .voicemail: "voicemail"
    }
  }
}
