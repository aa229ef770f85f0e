import Glibc
import Synchronization

/// A TCP port that takes connections and says nothing.
final class Listening: Sendable {
  let port: UInt16
  private let descriptor: Mutex<Int32?>

  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw Trouble("no port to listen at: \(String(cString: strerror(errno)))") }
    port = UInt16(bigEndian: address.sin_port)
    self.descriptor = Mutex(descriptor)
  }

  deinit { close() }

  var url: String { "http://127.0.0.1:\(port)" }

  /// From now on connections are refused.
  func close() {
    descriptor.withLock { descriptor in
      if let open = descriptor { _ = Glibc.close(open) }
      descriptor = nil
    }
  }
}
