extension CommandTree {
  private static let groupArgument = ArgumentSpec(name: "GROUP", help: "The group, for example sip:sales@contoso.test")
  private static let memberArgument = ArgumentSpec(
    name: "MEMBER", help: "A user or another group, for example sip:dana@contoso.test")
  private static let number = OptionSpec(
    name: "--number", value: "NUMBER", help: "Number of the hunt group at the PBX that rings the members")

  static let group = CommandSpec(
    name: "group",
    abstract: "Manage the distribution groups of a server",
    discussion: """
      A group is an address that stands for several users. A call to it rings its
      number, which is a hunt group at the PBX; without one it cannot be called.
      """,
    examples: ["workline group list", "workline group member add sip:sales@contoso.test sip:dana@contoso.test"],
    subcommands: [add, set, remove, list, member])

  private static let add = CommandSpec(
    name: "add", abstract: "Add a group", arguments: [groupArgument],
    options: [
      OptionSpec(name: "--name", value: "NAME", help: "Display name. Default: the user part of the address"), number,
      data,
    ],
    examples: ["workline group add sip:sales@contoso.test --name Sales --number +14255550150"], action: .groupAdd)

  private static let set = CommandSpec(
    name: "set", abstract: "Change the name or number of a group", arguments: [groupArgument],
    options: [
      OptionSpec(name: "--name", value: "NAME", help: "Display name"), number,
      OptionSpec(name: "--no-number", value: nil, help: "Take the number away"), data,
    ],
    examples: [
      "workline group set sip:sales@contoso.test --number +14255550151",
      "workline group set sip:sales@contoso.test --no-number",
    ],
    action: .groupSet)

  private static let remove = CommandSpec(
    name: "remove", abstract: "Remove a group; its members stay", arguments: [groupArgument], options: [data],
    examples: ["workline group remove sip:sales@contoso.test"], action: .groupRemove)

  private static let list = CommandSpec(
    name: "list", abstract: "List the groups", options: [json, data],
    examples: ["workline group list", "workline group list --json"], action: .groupList)

  private static let member = CommandSpec(
    name: "member", abstract: "Manage who is in a group",
    discussion: "Groups may contain groups, even each other.",
    examples: ["workline group member list sip:sales@contoso.test"],
    subcommands: [memberAdd, memberRemove, memberList])

  private static let memberAdd = CommandSpec(
    name: "add", abstract: "Add a user or a group to a group", arguments: [groupArgument, memberArgument],
    options: [data], examples: ["workline group member add sip:sales@contoso.test sip:dana@contoso.test"],
    action: .groupMemberAdd)

  private static let memberRemove = CommandSpec(
    name: "remove", abstract: "Remove a member from a group", arguments: [groupArgument, memberArgument],
    options: [data], examples: ["workline group member remove sip:sales@contoso.test sip:dana@contoso.test"],
    action: .groupMemberRemove)

  private static let memberList = CommandSpec(
    name: "list", abstract: "List the members of a group", arguments: [groupArgument], options: [json, data],
    examples: ["workline group member list sip:sales@contoso.test"], action: .groupMemberList)
}
