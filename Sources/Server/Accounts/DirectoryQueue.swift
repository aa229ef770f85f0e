import Dispatch
import Store
import Synchronization

/// Work on the directory that takes longer than a look-up: it waits for the disk, or moves a whole picture. HTTP
/// handlers give it to this queue and answer when it is done.
final class DirectoryQueue: Sendable {
  private let directory: any Directory
  private let queue = DispatchQueue(label: "workline.directory")
  private let waiting = Atomic(0)
  /// Pieces of work that may wait at once. Each takes about a millisecond.
  private static let maximumWaiting = 1000

  init(_ directory: any Directory) { self.directory = directory }

  /// Does work on the queue and gives its outcome to `then` there; nil if too much waits already.
  func run<Value: Sendable>(
    _ work: @escaping @Sendable (any Directory) throws(StoreError) -> Value,
    then: @escaping @Sendable (Result<Value, StoreError>?) -> Void
  ) {
    guard waiting.add(1, ordering: .relaxed).oldValue < Self.maximumWaiting else {
      waiting.subtract(1, ordering: .relaxed)
      return then(nil)
    }
    queue.async { [self] in
      defer { waiting.subtract(1, ordering: .relaxed) }
      let result: Result<Value, StoreError>
      do throws(StoreError) {
        result = .success(try work(directory))
      } catch {
        result = .failure(error)
      }
      then(result)
    }
  }
}
