/// What a check found wrong with a parser.
struct Finding: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Throws a finding unless the condition holds.
func require(_ condition: Bool, _ text: @autoclosure () -> String) throws(Finding) {
  if !condition { throw Finding(text()) }
}
