import Synchronization

/// Remembers what numbers were made into: a lookup takes a tenth of the time of libphonenumber's regular expressions,
/// and the same telephones call and are called again and again.
///
/// Two generations: what was used since the last change of generation survives the next one. A flood of numbers costs
/// no more than the memory of twice `capacity`.
final class NumberCache: Sendable {
  struct Key: Hashable {
    let input: String
    let region: String
  }

  private struct Generations {
    var current: [Key: DialableNumber] = [:]
    var previous: [Key: DialableNumber] = [:]
  }

  private let generations = Mutex(Generations())
  private let capacity: Int

  init(capacity: Int = 4096) {
    self.capacity = capacity
  }

  subscript(key: Key) -> DialableNumber? {
    get {
      generations.withLock { generations in
        if let number = generations.current[key] { return number }
        guard let number = generations.previous[key] else { return nil }
        insert(number, key, &generations)
        return number
      }
    }
    set {
      guard let newValue else { return }
      generations.withLock { insert(newValue, key, &$0) }
    }
  }

  private func insert(_ number: DialableNumber, _ key: Key, _ generations: inout Generations) {
    if generations.current.count >= capacity {
      generations.previous = generations.current
      generations.current = Dictionary(minimumCapacity: capacity)
    }
    generations.current[key] = number
  }
}
