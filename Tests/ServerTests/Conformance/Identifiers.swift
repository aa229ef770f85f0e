import Synchronization

/// Names that no test has used before.
enum Identifiers {
  private static let count = Atomic<Int>(0)

  static func next() -> String { "Agent \(count.add(1, ordering: .relaxed).newValue)" }
}
