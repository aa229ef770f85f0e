/// Tasks by the moment they are due, in steps of 5 ms: thousands of timers that mostly come to nothing.
struct TimerWheel<Task> {
  private static var step: Double { 0.005 }
  private var slots: [Int: [Task]] = [:]
  private var next: Int

  init(now: Double) { next = Int(now / Self.step) }

  /// Adds a task that is due at a moment; one that is past is due at once.
  mutating func add(_ task: Task, at moment: Double) {
    slots[max(Int((moment / Self.step).rounded(.up)), next), default: []].append(task)
  }

  /// Takes out what is due.
  mutating func due(now: Double) -> [Task] {
    let last = Int(now / Self.step)
    guard next <= last else { return [] }
    var found: [Task] = []
    while next <= last {
      if let tasks = slots.removeValue(forKey: next) { found += tasks }
      next += 1
    }
    return found
  }
}
