import Glibc

/// The server's two clocks, read without allocation.
enum Clock {
  /// Milliseconds since 1970 UTC, for what a client sees.
  static var wallMilliseconds: Int64 { wallMicroseconds / 1000 }

  /// Microseconds since 1970 UTC.
  static var wallMicroseconds: Int64 { read(CLOCK_REALTIME) / 1000 }

  /// Microseconds on a clock that only goes forward, for delays and deadlines.
  static var microseconds: Int64 { read(CLOCK_MONOTONIC) / 1000 }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
