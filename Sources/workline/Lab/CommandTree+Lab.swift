extension CommandTree {
  static let lab = CommandSpec(
    name: "lab",
    abstract: "Use the telephones for trying things out",
    examples: ["workline lab call +14255550100"],
    subcommands: [labCall])

  private static let labCall = CommandSpec(
    name: "call",
    abstract: "Call a user of a server that runs on this machine, as somebody from outside",
    discussion: """
      A telephone rings the user through the server's SIP port, as a trunk brings a
      call, and plays a tone once it is answered. The server must take this machine
      for a trunk, as 'workline serve --lab' does. Ctrl-C gives up or hangs up.

      Exit codes: 0 the call was answered, 1 it was not, 64 usage, 65 a number is
      none, 71 no port is free.
      """,
    arguments: [ArgumentSpec(name: "NUMBER", help: "Who is called: the work number of a user")],
    options: [
      OptionSpec(name: "--from", value: "NUMBER", help: "Who calls, a number of the lab. Default: +14255550120"),
      OptionSpec(
        name: "--sip", value: "HOST:PORT", help: "Where the server listens for SIP. Default: 127.0.0.1:5060"),
      OptionSpec(name: "--hangup-after", value: "SECONDS", help: "Hang up this long after the answer"),
    ],
    examples: [
      "workline lab call +14255550100", "workline lab call --from +14255550126 --hangup-after 5 +14255550100",
    ],
    action: .labCall)
}
