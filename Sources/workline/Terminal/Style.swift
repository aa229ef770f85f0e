import Foundation

/// Colour, where somebody looks who can see it and wants it.
struct Style: Sendable {
  let isOn: Bool

  /// Colour on a terminal, unless `NO_COLOR` is set (no-color.org) or the terminal is a dumb one.
  static func standardOutput(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> Style {
    let refused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    return Style(isOn: isatty(STDOUT_FILENO) == 1 && !refused)
  }

  func dim(_ text: String) -> String { wrap(text, "2") }
  func bold(_ text: String) -> String { wrap(text, "1") }
  func green(_ text: String) -> String { wrap(text, "32") }
  func yellow(_ text: String) -> String { wrap(text, "33") }
  func red(_ text: String) -> String { wrap(text, "31") }

  private func wrap(_ text: String, _ code: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
