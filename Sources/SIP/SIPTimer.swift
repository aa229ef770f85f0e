import CSofia

/// A timer on a loop, delivered to its delegate. Cheap enough for several per call.
///
/// Sendable because every method checks that it runs on the loop's thread, and its end is moved there.
public final class SIPTimer: @unchecked Sendable {
  /// The loop it runs on.
  public let loop: SIPLoop
  /// Whatever helps the owner to find what the timer is for.
  public var key: UInt64
  private var timer: OpaquePointer?
  private var reference: UnsafeMutableRawPointer?

  /// A timer that is not running. On the loop's thread.
  public init(on loop: SIPLoop, key: UInt64 = 0) {
    loop.checkIsolated()
    self.loop = loop
    self.key = key
    timer = nil
  }

  /// Fires once after this time, at least 1 ms and at most 14 days, in steps of 1 ms. A timer that is running
  /// starts again.
  public func start(after delay: Duration) {
    loop.checkIsolated()
    guard let pointer = loop.pointer else { return }
    if timer == nil {
      let own = WeakReference(self).retainedPointer
      timer = wls_timer_create(pointer, own)
      if timer == nil { WeakReference<SIPTimer>.release(own) } else { reference = own }
    }
    let parts = delay.components
    let milliseconds = parts.seconds * 1000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    if let timer { _ = wls_timer_start(timer, UInt64(max(1, milliseconds))) }
  }

  /// It does not fire any more. Does nothing when it is not running.
  public func cancel() {
    loop.checkIsolated()
    if let timer { wls_timer_cancel(timer) }
  }

  deinit {
    guard let timer else { return }
    loop.release(timer, reference) { timer, reference in
      wls_timer_destroy(timer)
      WeakReference<SIPTimer>.release(reference)
    }
  }
}
