extension CommandTree {
  static let backup = CommandSpec(
    name: "backup",
    abstract: "Copy everything a server keeps into one file",
    discussion: """
      A server that runs on the directory goes on. The copy is checked before the
      command says that it is done; it holds password hashes and secrets, and only its
      owner may read it. A file that is there already is never overwritten.
      """,
    arguments: [ArgumentSpec(name: "FILE", help: "The new file")], options: [data],
    examples: ["workline backup /var/backups/workline-2026-11-28.sqlite3 --data /var/lib/workline"],
    action: .backup)

  static let restore = CommandSpec(
    name: "restore",
    abstract: "Put a backup in place",
    discussion: """
      Stop the server first. The backup is checked before anything is touched. With
      --force a database that is there already is kept aside under a name with the
      date; nothing is ever removed.
      """,
    arguments: [ArgumentSpec(name: "FILE", help: "What 'workline backup' made")],
    options: [
      OptionSpec(name: "--force", value: nil, help: "Keep aside a database that is there already"), data,
    ],
    examples: [
      "workline restore /var/backups/workline-2026-11-28.sqlite3 --data /var/lib/workline",
      "workline restore /var/backups/workline-2026-11-28.sqlite3 --data /var/lib/workline --force",
    ],
    action: .restore)

  static let doctor = CommandSpec(
    name: "doctor",
    abstract: "Say whether the data of a server is sound",
    discussion: """
      Only looks, whether or not a server runs. Exit codes: 0 all is well, 1 something
      is wrong and is named with what to do, 66 there is no database.
      """,
    options: [
      OptionSpec(
        name: "--note", value: nil,
        help: "Take note of records that were set aside: they stay, and are no longer counted as wrong"),
      json, data,
    ],
    examples: ["workline doctor --data /var/lib/workline", "workline doctor --json"],
    action: .doctor)
}
