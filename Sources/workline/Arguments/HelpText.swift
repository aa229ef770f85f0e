/// Writes the help of a command from its description.
enum HelpText {
  /// `Usage: workline user show URI [--json]`.
  static func usage(of command: CommandSpec, path: [String]) -> String {
    var words = path
    if !command.subcommands.isEmpty { words.append("COMMAND") }
    words += command.options.filter(\.isRequired).map(\.display)
    words += command.options.filter { !$0.isRequired }.map { "[\($0.display)]" }
    words += command.arguments.map(\.name)

    var lines = ["Usage:"]
    for word in words {
      if lines[lines.count - 1].count + 1 + word.count > width { lines.append("            ") }
      lines[lines.count - 1] += lines[lines.count - 1].hasSuffix(" ") ? word : " \(word)"
    }
    return lines.joined(separator: "\n")
  }

  static func help(for command: CommandSpec, path: [String]) -> String {
    var text = "\(command.abstract).\n\n\(usage(of: command, path: path))\n"
    if !command.discussion.isEmpty { text += "\n\(command.discussion)\n" }
    text += section("Arguments", command.arguments.map { ($0.name, $0.help) })
    text += section("Commands", command.subcommands.map { ($0.name, $0.abstract) })
    let common = [("-h, --help", "Show this help"), ("--version", "Show the version")]
    text += section("Options", command.options.map { ($0.display, $0.help) } + common)
    text += "\nExamples:\n" + command.examples.map { "  \($0)\n" }.joined()
    return text
  }

  private static let width = 80
  private static let widestName = 24

  private static func section(_ title: String, _ rows: [(name: String, help: String)]) -> String {
    guard !rows.isEmpty else { return "" }
    let column = min(rows.map(\.name.count).max() ?? 0, widestName) + 4
    var text = "\n\(title):\n"
    for row in rows {
      var line = "  \(row.name)"
      line += line.count + 2 > column ? "\n" + String(repeating: " ", count: column) : pad(line, to: column)
      var length = column
      for (index, word) in row.help.split(separator: " ").enumerated() {
        if index > 0, length + 1 + word.count > width {
          line += "\n" + String(repeating: " ", count: column)
          length = column
        } else if index > 0 {
          line += " "
          length += 1
        }
        line += word
        length += word.count
      }
      text += line + "\n"
    }
    return text
  }

  private static func pad(_ line: String, to column: Int) -> String {
    String(repeating: " ", count: column - line.count)
  }
}
