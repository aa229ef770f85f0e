import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request and its answer, ended early when the calling task is cancelled.
///
/// `URLSession.data(for:)` of FoundationNetworking does the same, but can deadlock: it cancels its request while the
/// runtime holds the lock of the Swift task, waiting for a queue that may just be resuming that task.
final class Exchange: Sendable {
  private typealias Continuation = CheckedContinuation<(Data, URLResponse), any Error>

  private enum State {
    case waiting
    case running(URLSessionDataTask, Continuation)
    case over
  }

  private let state = Mutex(State.waiting)

  /// Throws `CancellationError`, or the `URLError` of the session.
  static func perform(_ request: URLRequest, in session: URLSession) async throws -> (Data, URLResponse) {
    let exchange = Exchange()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        exchange.start(request, in: session, continuation)
      }
    } onCancel: {
      // Not here, so that nothing waits while the lock of the Swift task is held; and on the queue that delivers
      // answers, since the session traps when a request is cancelled while its answer is being delivered.
      session.delegateQueue.addOperation { exchange.cancel() }
    }
  }

  private func start(_ request: URLRequest, in session: URLSession, _ continuation: Continuation) {
    let task = session.dataTask(with: request) { [self] data, response, error in
      // A cancelled exchange is over before the session says so.
      guard case .running(_, let continuation) = end() else { return }
      if let response, error == nil {
        continuation.resume(returning: (data ?? Data(), response))
      } else {
        continuation.resume(throwing: error ?? URLError(.badServerResponse))
      }
    }
    let mayStart = state.withLock { state in
      guard case .waiting = state else { return false }
      state = .running(task, continuation)
      return true
    }
    guard mayStart else { return continuation.resume(throwing: CancellationError()) }
    task.resume()
  }

  private func cancel() {
    guard case .running(let task, let continuation) = end() else { return }
    continuation.resume(throwing: CancellationError())
    task.cancel()
  }

  /// Ends the exchange and returns what it was before; only the first of several ends finds it running.
  private func end() -> State {
    state.withLock { state in
      defer { state = .over }
      return state
    }
  }
}
