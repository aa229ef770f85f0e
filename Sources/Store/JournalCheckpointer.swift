import CSQLite
import Dispatch
import Foundation
import Synchronization

/// Moves the log's pages into the database file on a thread of its own. SQLite by default leaves it to the writer, and
/// then some commits wait until the disk has taken both files.
///
/// Only a log that was moved completely begins anew. Beside a busy writer that may not happen for long; then, at
/// `longestLog`, the writer moves the few pages that are left itself.
final class JournalCheckpointer: Sendable {
  /// Pages (4 kB) of the log after which it is moved.
  static let interval = 2000
  /// Pages of the log after which the writer moves the rest itself: 64 MB.
  static let longestLog = 16_384

  private struct State {
    var isBusy = false
    var isClosing = false
    var lastPages = 0
    var due = JournalCheckpointer.interval
    var failure: StoreError?
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  // Only this object's thread takes it; the mutex is there so that the compiler can see it.
  private let connection: Mutex<SQLiteConnection?>
  private let report: @Sendable (StoreReport) -> Void

  init(
    path: String, durability: Durability, report: @escaping @Sendable (StoreReport) -> Void
  ) throws(StoreError) {
    connection = Mutex(try SQLiteConnection(path: path, durability: durability))
    self.report = report
    let thread = Thread { [self] in run() }
    thread.name = "wl-checkpoint"
    thread.start()
  }

  /// Told by the writer after each commit how long the log is; says whether the writer is to move the rest.
  func logHas(pages: Int) -> Bool {
    let (mustWake, isTooLong) = state.withLock { state -> (Bool, Bool) in
      if pages < state.lastPages { state.due = Self.interval }
      state.lastPages = pages
      guard pages >= state.due, !state.isBusy, !state.isClosing else { return (false, false) }
      let isFirst = state.due == Self.interval
      state.due = pages + Self.interval
      // Not before this thread has done the greater part.
      if pages >= Self.longestLog, !isFirst { return (false, true) }
      state.isBusy = true
      return (true, false)
    }
    if mustWake { wake.signal() }
    return isTooLong
  }

  /// Why the log could not be moved the last time; nil if it was.
  var failure: StoreError? { state.withLock { $0.failure } }

  /// Notes what became of an attempt to move the log, by this thread or by the writer, and reports a change.
  func attempted(_ failure: StoreError?) {
    let isNews = state.withLock { state in
      defer { state.failure = failure }
      return (state.failure == nil) != (failure == nil)
    }
    if isNews { report(failure.map { .checkpointFailed($0) } ?? .checkpointWorks) }
  }

  func close() {
    let isFirst = state.withLock { state in
      let isFirst = !state.isClosing
      state.isClosing = true
      return isFirst
    }
    if isFirst { wake.signal() }
    ended.wait()
    ended.signal()
  }

  private func run() {
    while true {
      wake.wait()
      if state.withLock({ $0.isClosing }) { break }
      let failure = connection.withLock { connection -> StoreError? in
        do throws(StoreError) {
          // The second time there is little left to move: often the log is done with then.
          if try connection?.checkpoint() == false { _ = try connection?.checkpoint() }
          return nil
        } catch {
          return error
        }
      }
      attempted(failure)
      state.withLock { $0.isBusy = false }
    }
    connection.withLock { $0 = nil }
    ended.signal()
  }
}
