import Synchronization

/// A number of things that may be taken at a time.
final class Allowance: Sendable {
  private let limit: Int
  private let taken = Atomic(0)

  init(_ limit: Int) { self.limit = limit }

  /// How many are taken now.
  var count: Int { taken.load(ordering: .relaxed) }

  /// Takes so many, or none at all if that would be too many.
  func take(_ count: Int) -> Bool {
    guard taken.add(count, ordering: .relaxed).newValue <= limit else {
      giveBack(count)
      return false
    }
    return true
  }

  func giveBack(_ count: Int) { taken.subtract(count, ordering: .relaxed) }
}
