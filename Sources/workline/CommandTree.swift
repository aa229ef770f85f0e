/// The commands of `workline`.
enum CommandTree {
  static let root = CommandSpec(
    name: "workline",
    abstract: "Calls via work: rings your own phone, then calls the other side for you",
    examples: [
      "workline serve --lab",
      "workline user add sip:dana@contoso.test --name 'Dana Example' --work +14255550100",
      "workline call --server http://127.0.0.1:8480 --user sip:dana@contoso.test +14255550120",
    ],
    subcommands: [serve, call, user, group, token, backup, restore, doctor, lab])

  static let data = OptionSpec(
    name: "--data", value: "DIR",
    help: "Directory of users and journal. Default: $WORKLINE_DATA, else /var/lib/workline if it can be written, else "
      + "./workline-data")
  static let json = OptionSpec(name: "--json", value: nil, help: "Print JSON")
  private static let passwordStdin = OptionSpec(
    name: "--password-stdin", value: nil, help: "Read the password from the first line of standard input")
  private static let passwordFile = OptionSpec(
    name: "--password-file", value: "FILE", help: "Read the password from the first line of FILE")
  static let uri = ArgumentSpec(name: "URI", help: "The user, for example sip:dana@contoso.test")

  private static let serve = CommandSpec(
    name: "serve",
    abstract: "Run the server until SIGTERM or SIGINT",
    discussion: "Prints one line when it is ready, with the addresses it listens on.",
    options: [
      OptionSpec(name: "--config", value: "FILE", help: "Configuration in JSON5. Default: built-in values"),
      data,
      OptionSpec(name: "--listen", value: "HOST:PORT", help: "Where to listen for HTTP; port 0 takes a free one"),
      OptionSpec(name: "--sip", value: "HOST:PORT", help: "Where to listen for SIP; port 0 takes a free one"),
      OptionSpec(
        name: "--lab", value: nil,
        help: "Add telephones for trying things out, +14255550120 and up; nothing leaves this machine"),
      OptionSpec(
        name: "--ladder", value: "FILE", help: "Write a line for each SIP message to FILE; it names people and numbers"),
      OptionSpec(
        name: "--drain", value: nil,
        help: "When told to stop, refuse new calls and go on until the last call is over"),
    ],
    examples: [
      "workline serve --lab",
      "workline serve --config /etc/workline/workline.json5 --data /var/lib/workline",
      "workline serve --listen 127.0.0.1:0 --sip 127.0.0.1:0 --lab",
    ],
    action: .serve)

  private static let call = CommandSpec(
    name: "call",
    abstract: "Place a call through a server and show its course",
    discussion: """
      Your own phone rings first; when you answer, TO is called. Ctrl-C cancels the
      call or hangs up; a second Ctrl-C leaves at once.

      The password is asked for on the terminal unless a file or a token is given.
      Exit codes: 0 the call was connected, 1 it failed or was cancelled, 64 usage,
      69 server not reachable or lost, 77 sign-in refused.
      """,
    arguments: [
      ArgumentSpec(name: "TO", help: "Who is called: sip:john@contoso.test, tel:+14255550120 or a number")
    ],
    options: [
      OptionSpec(name: "--server", value: "URL", help: "Address of the server", isRequired: true),
      OptionSpec(name: "--user", value: "URI", help: "Who you are: your SIP URI", isRequired: true),
      OptionSpec(name: "--phone", value: "NUMBER", help: "Your own phone to ring. Default: the one the server knows"),
      OptionSpec(name: "--subject", value: "TEXT", help: "Subject, shown to the other side; at most 250 characters"),
      OptionSpec(name: "--importance", value: "LEVEL", help: "normal (default), urgent or emergency"),
      OptionSpec(
        name: "--token", value: "TOKEN",
        help: "Bearer token. Others on this machine can see it in the list of processes: prefer WORKLINE_TOKEN"),
      passwordFile,
      OptionSpec(name: "--until-connected", value: nil, help: "Leave as soon as the call is connected; it goes on"),
      OptionSpec(name: "--hangup-after", value: "SECONDS", help: "Hang up this long after the call was connected"),
      OptionSpec(name: "--cancel-after", value: "SECONDS", help: "Cancel if the call is not connected by then"),
      OptionSpec(name: "--json", value: nil, help: "Print one JSON object per event"),
    ],
    examples: [
      "workline call --server https://workline.contoso.test --user sip:dana@contoso.test +14255550120",
      "workline call --server http://127.0.0.1:8480 --user sip:dana@contoso.test \\\n"
        + "      --phone +14255550110 --subject 'Next quarter' sip:john@contoso.test",
      "WORKLINE_TOKEN=$(workline token sip:dana@contoso.test) \\\n"
        + "    workline call --server http://127.0.0.1:8480 --user sip:dana@contoso.test \\\n"
        + "      --json --hangup-after 5 +14255550120",
    ],
    action: .call)

  private static let user = CommandSpec(
    name: "user",
    abstract: "Manage the users of a server",
    discussion: "Works on the data directory, whether or not a server runs on it.",
    examples: ["workline user list", "workline user set-password sip:dana@contoso.test"],
    subcommands: [userAdd, userSet, userList, userShow, userRemove, userSetPassword, userPhoto, delegate, userForward])

  private static let userAdd = CommandSpec(
    name: "add",
    abstract: "Add a user",
    discussion: "Without a password the user can sign in by token only, until set-password.",
    arguments: [uri],
    options: UserFields.options + [
      passwordStdin, passwordFile, data,
    ],
    examples: [
      "workline user add sip:dana@contoso.test --name 'Example User' \\\n"
        + "      --work +14255550100 --mobile +14255550110",
      "workline user add sip:dana@contoso.test --password-stdin < password.txt",
    ],
    action: .userAdd)

  private static let userSet = CommandSpec(
    name: "set",
    abstract: "Change what is known of a user",
    discussion: "What is not named stays as it is; an empty value, as in --title=, takes a thing\naway.",
    arguments: [uri],
    options: UserFields.options + [data],
    examples: [
      "workline user set sip:dana@contoso.test --title Engineer --region DE",
      "workline user set sip:dana@contoso.test --phone-audio no",
      "workline user set sip:dana@contoso.test --aliases sip:d.example@contoso.test --default-phone work",
    ],
    action: .userSet)

  private static let userList = CommandSpec(
    name: "list", abstract: "List the users", options: [json, data],
    examples: ["workline user list", "workline user list --json --data /var/lib/workline"], action: .userList)

  private static let userShow = CommandSpec(
    name: "show", abstract: "Show a user", arguments: [uri], options: [json, data],
    examples: ["workline user show sip:dana@contoso.test"], action: .userShow)

  private static let userRemove = CommandSpec(
    name: "remove", abstract: "Remove a user", arguments: [uri], options: [data],
    examples: ["workline user remove sip:dana@contoso.test"], action: .userRemove)

  private static let userSetPassword = CommandSpec(
    name: "set-password", abstract: "Set the password of a user",
    discussion: "Asks for it twice on the terminal unless it is given.", arguments: [uri],
    options: [passwordStdin, passwordFile, data],
    examples: [
      "workline user set-password sip:dana@contoso.test",
      "workline user set-password sip:dana@contoso.test --password-stdin < password.txt",
    ],
    action: .userSetPassword)

  private static let userPhoto = CommandSpec(
    name: "photo", abstract: "Set or remove the photo of a user",
    examples: ["workline user photo set dana.jpg sip:dana@contoso.test"],
    subcommands: [userPhotoSet, userPhotoRemove])

  private static let userPhotoSet = CommandSpec(
    name: "set", abstract: "Give a user a photo, in place of any other",
    arguments: [ArgumentSpec(name: "FILE", help: "A JPEG or PNG file of at most 512 KiB"), uri], options: [data],
    examples: ["workline user photo set dana.jpg sip:dana@contoso.test"], action: .userPhotoSet)

  private static let userPhotoRemove = CommandSpec(
    name: "remove", abstract: "Remove the photo of a user", arguments: [uri], options: [data],
    examples: ["workline user photo remove sip:dana@contoso.test"], action: .userPhotoRemove)

  private static let token = CommandSpec(
    name: "token", abstract: "Manage bearer tokens",
    discussion: "Works on the data directory, whether or not a server runs on it.",
    examples: ["workline token sip:dana@contoso.test --hours 1", "workline token revoke --user sip:dana@contoso.test"],
    subcommands: [tokenCreate, tokenList, tokenRevoke], fallback: "create")

  private static let tokenCreate = CommandSpec(
    name: "create", abstract: "Print a bearer token for a user",
    discussion: "For scripts and tests; whoever has it can call as the user until it expires.\n"
      + "The word create may be left out.", arguments: [uri],
    options: [
      OptionSpec(name: "--hours", value: "N", help: "How long it lasts, from 1 to 8760. Default: 8"),
      OptionSpec(
        name: "--scopes", value: "SCOPES",
        help: "What it allows, commas between: \(TokenCommands.scopes.joined(separator: ", ")). Default: everything"),
      data,
    ],
    examples: [
      "workline token create sip:dana@contoso.test --hours 1",
      "workline token create sip:dana@contoso.test --scopes User.ReadWrite,Contacts.ReadWrite",
    ],
    action: .tokenCreate)

  private static let tokenList = CommandSpec(
    name: "list", abstract: "List the tokens that have not ended",
    discussion: "The tokens themselves cannot be shown: only their hashes are kept.",
    options: [OptionSpec(name: "--user", value: "URI", help: "Only this user's"), json, data],
    examples: ["workline token list", "workline token list --user sip:dana@contoso.test --json"],
    action: .tokenList)

  private static let tokenRevoke = CommandSpec(
    name: "revoke", abstract: "End tokens before their time",
    discussion: "A running server refuses them at once.",
    options: [
      OptionSpec(name: "--id", value: "ID", help: "The token that 'workline token list' shows under this id"),
      OptionSpec(name: "--user", value: "URI", help: "All tokens of this user"),
      OptionSpec(
        name: "--token-file", value: "FILE", help: "The token in the first line of FILE; - is standard input"),
      data,
    ],
    examples: [
      "workline token revoke --user sip:dana@contoso.test", "workline token revoke --id 4f0c2b71d9aa",
      "workline token revoke --token-file - < token.txt",
    ],
    action: .tokenRevoke)
}
