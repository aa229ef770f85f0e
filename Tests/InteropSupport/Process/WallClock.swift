import Glibc

/// The clock of the day, for putting what several processes wrote down in one order.
public enum WallClock {
  /// Seconds since 1970, microsecond precision.
  public static var seconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}
