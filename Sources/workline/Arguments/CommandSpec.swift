/// A command as data: what it takes, and what its help says. Parsing, usage errors and help all read this.
struct CommandSpec: Sendable {
  let name: String
  /// One line, without a full stop.
  let abstract: String
  /// What the abstract cannot say; wrapped by hand at 78 columns.
  var discussion = ""
  var arguments: [ArgumentSpec] = []
  var options: [OptionSpec] = []
  /// Whole command lines, ready to be copied.
  let examples: [String]
  var subcommands: [CommandSpec] = []
  /// The subcommand that is meant where an option or an address stands in place of one.
  var fallback: String?
  /// What it does; nil for a command that only groups others.
  var action: Action?
}

/// A value that goes by its place.
struct ArgumentSpec: Sendable {
  /// As it stands in the usage line: `URI`.
  let name: String
  let help: String
}

/// A value or a switch that goes by its name.
struct OptionSpec: Sendable {
  /// With its dashes: `--config`.
  let name: String
  /// What stands for the value in the usage line; nil for a switch.
  let value: String?
  let help: String
  var isRequired = false

  /// As it stands in help and messages: `--config FILE`.
  var display: String { value.map { "\(name) \($0)" } ?? name }
}

/// Everything `workline` can be asked to do.
enum Action: Sendable, Equatable {
  case serve, call, labCall
  case backup, restore, doctor
  case tokenCreate, tokenList, tokenRevoke
  case userAdd, userSet, userList, userShow, userRemove, userSetPassword
  case userPhotoSet, userPhotoRemove
  case userForward
  case userDelegateAdd, userDelegateRemove, userDelegateList
  case groupAdd, groupSet, groupRemove, groupList, groupMemberAdd, groupMemberRemove, groupMemberList
}
