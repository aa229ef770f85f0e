import Foundation
import Glibc

extension ChildProcess {
  /// What the child's two threads and its owner share.
  ///
  /// `@unchecked Sendable`: every property is touched only while `condition` is locked.
  final class State: @unchecked Sendable {
    let condition = NSCondition()
    private var output: [UInt8] = []
    private var error: [UInt8] = []
    private var both: [UInt8] = []
    private(set) var end: ProcessEnd?
    private var streamsClosed = false

    /// Ended, and everything it wrote has been read.
    var finished: Bool { end != nil && streamsClosed }

    func locked<Value>(_ body: () -> Value) -> Value {
      condition.lock()
      defer { condition.unlock() }
      return body()
    }

    func bytes(_ stream: Stream) -> [UInt8] {
      switch stream {
      case .output: output
      case .error: error
      case .both: both
      }
    }

    func signal(_ pid: pid_t, _ number: Int32, group: Bool = true) {
      locked {
        guard end == nil else { return }
        _ = Glibc.kill(group ? -pid : pid, number)
      }
    }

    func reap(_ pid: pid_t) {
      var information = siginfo_t()
      // The id stays ours until waitpid; taking it under the lock means no signal can reach a reused id.
      while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
      locked {
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        end = status & 0x7f == 0 ? .exited(code: (status >> 8) & 0xff) : .signalled(status & 0x7f)
        condition.broadcast()
      }
    }

    func read(output outputEnd: Int32, error errorEnd: Int32) {
      var watched = [
        pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: errorEnd, events: Int16(POLLIN), revents: 0),
      ]
      var buffer = [UInt8](repeating: 0, count: 65_536)
      var quietAfterEnd = 0
      while watched.contains(where: { $0.fd >= 0 }) {
        let ready = poll(&watched, 2, 100)
        if ready == 0, locked({ end != nil }) {
          // A grandchild may keep the pipe open for ever; the child's own words have all been read by now.
          quietAfterEnd += 1
          if quietAfterEnd > 2 { break }
        }
        for index in watched.indices where watched[index].fd >= 0 && watched[index].revents != 0 {
          let count = Glibc.read(watched[index].fd, &buffer, buffer.count)
          if count < 0 && errno == EINTR { continue }
          guard count > 0 else {
            close(watched[index].fd)
            watched[index].fd = -1
            continue
          }
          locked {
            if index == 0 { output += buffer[..<count] } else { error += buffer[..<count] }
            both += buffer[..<count]
            condition.broadcast()
          }
        }
      }
      for entry in watched where entry.fd >= 0 { close(entry.fd) }
      locked {
        streamsClosed = true
        condition.broadcast()
      }
    }
  }
}
