import Dispatch
import Glibc
import Synchronization

/// Something that happens a number of times on other threads, to be waited for.
final class Signal: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let counter = Atomic<Int>(0)

  /// How often it has happened so far.
  var count: Int { counter.load(ordering: .sequentiallyConsistent) }

  func happen() {
    counter.add(1, ordering: .sequentiallyConsistent)
    semaphore.signal()
  }

  /// Waits for the next time; false after ten seconds.
  func wait() -> Bool {
    semaphore.wait(timeout: .now() + .seconds(10)) == .success
  }
}

/// A value handed from one thread to another.
final class Box<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let signal = Signal()

  func put(_ new: Value) {
    value.withLock { $0 = new }
    signal.happen()
  }

  /// The value, once it is there; nil after ten seconds.
  func take() -> Value? {
    guard signal.wait() else { return nil }
    return value.withLock { $0 }
  }
}

/// Looks until the condition holds; false after ten seconds.
func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<5000 {
    if condition() { return true }
    usleep(2000)
  }
  return condition()
}
