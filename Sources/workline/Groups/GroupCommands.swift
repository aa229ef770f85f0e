import Store

/// `workline group …`.
enum GroupCommands {
  static func add(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("GROUP"))
    let name = invocation.value("--name") ?? String(address.uri.dropFirst(4).prefix { $0 != "@" })
    let group = DistributionGroup(uri: address.uri, name: name, number: try number(invocation))
    let directory = try DataStore.open(invocation, creates: true)
    try DataStore.failing { try directory.addGroup(group) }
    Console.print("Added \(group.uri)" + (group.number == nil ? ", which has no number to be called at" : ""))
    return ExitCode.success
  }

  static func set(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("GROUP"))
    guard invocation.value("--number") == nil || !invocation.has("--no-number") else {
      throw invocation.usageError("'--number' and '--no-number' exclude each other")
    }
    let directory = try DataStore.open(invocation)
    guard var group = try DataStore.failing({ try directory.group(uri: address.uri) }) else {
      throw CommandFailure(ExitCode.noUser, "there is no group \(address.uri)")
    }
    if let name = invocation.value("--name") { group.name = name }
    if let number = try number(invocation) { group.number = number }
    if invocation.has("--no-number") { group.number = nil }
    let changed = group
    try DataStore.failing { try directory.updateGroup(changed) }
    Console.print("Changed \(group.uri)")
    return ExitCode.success
  }

  static func remove(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("GROUP"))
    let directory = try DataStore.open(invocation)
    try DataStore.failing { try directory.removeGroup(uri: address.uri) }
    Console.print("Removed \(address.uri)")
    return ExitCode.success
  }

  static func list(_ invocation: Invocation) throws -> Int32 {
    let directory = try DataStore.open(invocation)
    let groups = try DataStore.failing { try directory.groups() }
    if invocation.has("--json") {
      Console.print(try UserView.json(groups.map(GroupView.init)))
      return ExitCode.success
    }
    var table = Table(heading: ["URI", "NAME", "NUMBER"])
    table.rows = groups.map { [$0.uri, $0.name, $0.number ?? ""] }
    for line in table.lines(.standardOutput()) { Console.print(line) }
    return ExitCode.success
  }

  static func addMember(_ invocation: Invocation) throws -> Int32 {
    let group = try SIPAddress(invocation.argument("GROUP"))
    let member = try SIPAddress(invocation.argument("MEMBER"))
    let directory = try DataStore.open(invocation)
    // A mistyped address would otherwise be a member that never answers.
    let isKnown = try DataStore.failing {
      try directory.user(uri: member.uri) != nil || directory.group(uri: member.uri) != nil
    }
    guard isKnown else { throw CommandFailure(ExitCode.noUser, "there is no user or group \(member.uri)") }
    let isNew = try DataStore.failing { try directory.addMember(member.uri, to: group.uri) }
    Console.print(isNew ? "Added \(member.uri) to \(group.uri)" : "\(member.uri) is in \(group.uri) already")
    return ExitCode.success
  }

  static func removeMember(_ invocation: Invocation) throws -> Int32 {
    let group = try SIPAddress(invocation.argument("GROUP"))
    let member = try SIPAddress(invocation.argument("MEMBER"))
    let directory = try DataStore.open(invocation)
    guard try DataStore.failing({ try directory.removeMember(member.uri, from: group.uri) }) else {
      throw CommandFailure(ExitCode.noUser, "\(member.uri) is not in \(group.uri)")
    }
    Console.print("Removed \(member.uri) from \(group.uri)")
    return ExitCode.success
  }

  static func listMembers(_ invocation: Invocation) throws -> Int32 {
    let group = try SIPAddress(invocation.argument("GROUP"))
    let directory = try DataStore.open(invocation)
    let members = try DataStore.failing { try directory.members(of: group.uri, limit: .max) }
    if invocation.has("--json") {
      Console.print(try UserView.json(members))
    } else {
      for member in members { Console.print(member) }
    }
    return ExitCode.success
  }

  private static func number(_ invocation: Invocation) throws -> String? {
    try invocation.value("--number").map { try TelephoneNumber($0, option: "--number").digits }
  }
}

/// What the command line shows of a group, for programs.
struct GroupView: Encodable {
  let uri: String
  let name: String
  let number: String?

  init(_ group: DistributionGroup) {
    uri = group.uri
    name = group.name
    number = group.number
  }
}
