import Dispatch
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
  private enum State {
    case waiting
    case running(URLSessionDataTask)
    case cancelled
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
      // On a queue, so that nothing waits while the lock of the Swift task is held.
      DispatchQueue.global().async { exchange.cancel() }
    }
  }

  private func start(
    _ request: URLRequest, in session: URLSession, _ continuation: CheckedContinuation<(Data, URLResponse), any Error>
  ) {
    let task = session.dataTask(with: request) { data, response, error in
      if let response, error == nil {
        continuation.resume(returning: (data ?? Data(), response))
      } else {
        continuation.resume(throwing: error ?? URLError(.badServerResponse))
      }
    }
    let mayStart = state.withLock { state in
      if case .cancelled = state { return false }
      state = .running(task)
      return true
    }
    guard mayStart else {
      // A task that was never resumed calls nobody back.
      continuation.resume(throwing: CancellationError())
      return
    }
    task.resume()
  }

  private func cancel() {
    let task = state.withLock { state in
      defer { state = .cancelled }
      if case .running(let task) = state { return task as URLSessionDataTask? }
      return nil
    }
    task?.cancel()
  }
}
