/// A configuration that cannot be used, with all that is wrong with it.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The problems, at least one, in the order of the file.
  public let problems: [ConfigurationProblem]

  /// An error made of these problems.
  public init(problems: [ConfigurationProblem]) {
    self.problems = problems
  }

  /// One line per problem, fit for a terminal.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
