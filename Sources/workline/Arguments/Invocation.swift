import Configuration

/// A command line that was understood.
struct Invocation: Sendable {
  let action: Action
  let path: [String]
  let usage: String
  fileprivate(set) var arguments: [String: String] = [:]
  fileprivate(set) var values: [String: String] = [:]
  fileprivate(set) var switches: Set<String> = []

  init(
    action: Action, path: [String], usage: String, arguments: [String: String] = [:], values: [String: String] = [:],
    switches: Set<String> = []
  ) {
    self.action = action
    self.path = path
    self.usage = usage
    self.arguments = arguments
    self.values = values
    self.switches = switches
  }

  /// The value of an argument; the parser has made sure that it is there.
  func argument(_ name: String) -> String { arguments[name] ?? "" }

  /// The value of an option, nil if it was not given.
  func value(_ option: String) -> String? { values[option] }

  func has(_ option: String) -> Bool { switches.contains(option) }

  /// A whole number within bounds, nil if the option was not given.
  func integer(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = values[option] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw usageError(
        "The value '\(text)' is invalid for '\(option)': a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return number
  }

  /// A number of seconds from 0 to a day, nil if the option was not given.
  func seconds(_ option: String) throws(UsageError) -> Double? {
    guard let text = values[option] else { return nil }
    guard let number = Double(text), (0...86_400).contains(number) else {
      throw usageError("The value '\(text)' is invalid for '\(option)': seconds, from 0 to 86400")
    }
    return number
  }

  /// An address to listen on, nil if the option was not given.
  func hostPort(_ option: String) throws(UsageError) -> HostPort? {
    guard let text = values[option] else { return nil }
    guard let address = HostPort(text) else {
      throw usageError("The value '\(text)' is invalid for '\(option)': HOST:PORT, with 0 for any free port")
    }
    return address
  }

  /// An error that names this command's usage.
  func usageError(_ message: String) -> UsageError {
    UsageError(message: message, path: path, usage: usage)
  }
}
