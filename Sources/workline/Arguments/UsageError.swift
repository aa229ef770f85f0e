/// A command line that cannot be understood.
struct UsageError: Error, Equatable {
  /// What is wrong, as a sentence without its full stop.
  let message: String
  /// The nearest thing that would have been understood.
  var suggestion: String?
  /// The words up to and including the command meant: `["workline", "user", "add"]`.
  var path: [String] = []
  /// How the command is to be used.
  var usage = ""

  /// The lines for standard error.
  var text: String {
    var text = "Error: \(message)."
    if let suggestion { text += " Did you mean '\(suggestion)'?" }
    if !usage.isEmpty { text += "\n\(usage)" }
    return text + "\n  See '\(path.joined(separator: " ")) --help' for more information.\n"
  }
}
