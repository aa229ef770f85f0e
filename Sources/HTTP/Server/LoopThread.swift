import CUV
import Glibc

/// A thread of the operating system that runs one function and ends.
enum LoopThread {
  private final class Body {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }

  /// Starts a thread; its name, at most 15 bytes, is what tools like top show.
  static func start(name: String, _ run: @escaping @Sendable () -> Void) {
    let body = Unmanaged.passRetained(Body(name: name, run: run))
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let result = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        workline_name_current_thread(body.name)
        body.run()
        return nil
      }, body.toOpaque())
    pthread_attr_destroy(&attributes)
    // Out of threads at start-up: nothing would ever be served.
    precondition(result == 0, "cannot start thread \(name): \(String(cString: strerror(result)))")
  }
}
