import Glibc

/// Time from `CLOCK_MONOTONIC`, which no clock adjustment moves; the unit of every measurement here.
public enum MonotonicTime {
  /// Nanoseconds since some fixed point before the process began.
  public static var nanoseconds: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }

  /// Seconds since the same point.
  public static var seconds: Double { Double(nanoseconds) / 1e9 }

  /// Suspends the calling thread; for pacing, never for awaiting a condition.
  public static func pause(seconds: Double) {
    guard seconds > 0 else { return }
    var request = timespec(
      tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1e9))
    var remaining = timespec()
    while nanosleep(&request, &remaining) != 0 && errno == EINTR { request = remaining }
  }
}
