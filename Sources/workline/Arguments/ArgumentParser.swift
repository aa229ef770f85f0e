/// Reads a command line by its description.
///
/// The conventions are those of swift-argument-parser: `--key value` and `--key=value`, `--` ends the options, help
/// and version at every level.
struct ArgumentParser {
  /// What a command line asks for.
  enum Result {
    case run(Invocation)
    /// Print this and exit 0.
    case help(String)
    case version
  }

  let root: CommandSpec

  func parse(_ words: [String]) throws(UsageError) -> Result {
    var command = root
    var path = [root.name]
    var rest = words[...]

    while !command.subcommands.isEmpty {
      guard let word = rest.popFirst() else { return .help(HelpText.help(for: command, path: path)) }
      switch word {
      case "-h", "--help": return .help(HelpText.help(for: command, path: path))
      case "--version": return .version
      case "help" where path.count == 1: return .help(try help(for: rest))
      default:
        let isOperand = word.hasPrefix("-") || word.contains(":") || word.contains("@")
        if let fallback = command.subcommands.first(where: { $0.name == command.fallback }), isOperand {
          rest = [word] + rest
          command = fallback
          path.append(fallback.name)
          break
        }
        guard let next = command.subcommands.first(where: { $0.name == word }) else {
          let options = word.hasPrefix("-")
          throw UsageError(
            message: options ? "Unknown option '\(word)'" : "Unknown command '\(word)'",
            suggestion: Suggestion.nearest(
              to: word, among: options ? ["--help", "--version"] : command.subcommands.map(\.name)),
            path: path, usage: HelpText.usage(of: command, path: path))
        }
        command = next
        path.append(word)
      }
    }
    return try parse(rest, as: command, path: path)
  }

  private func help(for words: ArraySlice<String>) throws(UsageError) -> String {
    var command = root
    var path = [root.name]
    for word in words {
      guard let next = command.subcommands.first(where: { $0.name == word }) else {
        throw UsageError(
          message: "Unknown command '\(word)'",
          suggestion: Suggestion.nearest(to: word, among: command.subcommands.map(\.name)), path: path)
      }
      command = next
      path.append(word)
    }
    return HelpText.help(for: command, path: path)
  }

  private func parse(
    _ words: ArraySlice<String>, as command: CommandSpec, path: [String]
  ) throws(UsageError) -> Result {
    let usage = HelpText.usage(of: command, path: path)
    func wrong(_ message: String, _ suggestion: String? = nil) -> UsageError {
      UsageError(message: message, suggestion: suggestion, path: path, usage: usage)
    }

    var rest = words
    var values: [String: String] = [:]
    var switches: Set<String> = []
    var arguments: [String] = []
    while let word = rest.popFirst() {
      if word == "--" {
        arguments += rest
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        arguments.append(word)
        continue
      }
      if word == "-h" || word == "--help" { return .help(HelpText.help(for: command, path: path)) }
      if word == "--version" { return .version }

      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let option = command.options.first(where: { $0.name == parts[0] }) else {
        let names = command.options.map(\.name) + ["--help", "--version"]
        throw wrong("Unknown option '\(parts[0])'", Suggestion.nearest(to: parts[0], among: names))
      }
      guard option.value != nil else {
        guard parts.count == 1 else { throw wrong("The option '\(option.name)' takes no value") }
        switches.insert(option.name)
        continue
      }
      if parts.count == 2 {
        values[option.name] = parts[1]
      } else if let value = rest.first, !value.hasPrefix("-") || value == "-" {
        // A value that begins with a dash is written --key=value, so that a forgotten value is noticed.
        values[option.name] = value
        rest.removeFirst()
      } else {
        throw wrong("Missing value for '\(option.display)'")
      }
    }

    if arguments.count > command.arguments.count {
      throw wrong("Unexpected argument '\(arguments[command.arguments.count])'")
    }
    if arguments.count < command.arguments.count {
      throw wrong("Missing argument '\(command.arguments[arguments.count].name)'")
    }
    if let missing = command.options.first(where: { $0.isRequired && values[$0.name] == nil }) {
      throw wrong("Missing option '\(missing.display)'")
    }
    guard let action = command.action else { return .help(HelpText.help(for: command, path: path)) }
    let named = zip(command.arguments.map(\.name), arguments)
    return .run(
      Invocation(
        action: action, path: path, usage: usage, arguments: Dictionary(named) { first, _ in first }, values: values,
        switches: switches))
  }
}
