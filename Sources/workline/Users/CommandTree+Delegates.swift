extension CommandTree {
  private static let delegateArgument = ArgumentSpec(
    name: "DELEGATE", help: "The user who calls on behalf of URI, for example sip:erin@contoso.test")

  static let delegate = CommandSpec(
    name: "delegate",
    abstract: "Manage who may call on behalf of a user",
    discussion: """
      A call on behalf of a user rings the delegate's own phone; the other side
      sees the name and the work number of the user, the delegator.
      """,
    examples: ["workline user delegate add sip:dana@contoso.test sip:erin@contoso.test"],
    subcommands: [delegateAdd, delegateRemove, delegateList])

  private static let delegateAdd = CommandSpec(
    name: "add", abstract: "Let another user call on behalf of a user", arguments: [uri, delegateArgument],
    options: [data], examples: ["workline user delegate add sip:dana@contoso.test sip:erin@contoso.test"],
    action: .userDelegateAdd)

  private static let delegateRemove = CommandSpec(
    name: "remove", abstract: "Take that back", discussion: "Calls that are up go on.",
    arguments: [uri, delegateArgument], options: [data],
    examples: ["workline user delegate remove sip:dana@contoso.test sip:erin@contoso.test"],
    action: .userDelegateRemove)

  private static let delegateList = CommandSpec(
    name: "list", abstract: "List who may call on behalf of a user", arguments: [uri], options: [json, data],
    examples: ["workline user delegate list sip:dana@contoso.test"], action: .userDelegateList)
}
