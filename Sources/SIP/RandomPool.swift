import CSofia
import Synchronization

/// Random numbers from the kernel, fetched 64 at a time: a call needs eight, and each would be a system call.
enum RandomPool {
  private struct Pool {
    var numbers = [UInt64](repeating: 0, count: 64)
    var left = 0
  }

  private static let pool = Mutex(Pool())

  /// A number nobody can guess. Any thread.
  static func next() -> UInt64 {
    pool.withLock { pool in
      if pool.left == 0 {
        let filled = pool.numbers.withUnsafeMutableBytes { wls_random($0.baseAddress, $0.count) }
        // Cut short by a signal, or a kernel without entropy yet: one by one, by the standard library.
        if !filled { return UInt64.random(in: .min ... .max) }
        pool.left = pool.numbers.count
      }
      pool.left -= 1
      let number = pool.numbers[pool.left]
      pool.numbers[pool.left] = 0
      return number
    }
  }
}
