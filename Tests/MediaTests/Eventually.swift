import Testing

struct NeverHappened: Error {}

/// Waits until a condition holds; a failure after the deadline.
func eventually(
  within limit: Duration = .seconds(20), _ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let clock = ContinuousClock()
  let deadline = clock.now + limit
  while !condition() {
    guard clock.now < deadline else {
      Issue.record("the condition did not come true within \(limit)", sourceLocation: sourceLocation)
      throw NeverHappened()
    }
    try await clock.sleep(for: .milliseconds(5))
  }
}
