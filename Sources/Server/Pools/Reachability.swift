import Foundation
import Glibc

/// Whether something accepts connections at a URL.
enum Reachability {
  /// Connects by TCP and closes. Blocks up to `limit` for each address of the host, and for the look-up of its name.
  static func accepts(_ url: String, within limit: Duration) -> Bool {
    guard let parts = URLComponents(string: url), let host = parts.host else { return false }
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let port = parts.port ?? (parts.scheme == "https" ? 443 : 80)
    // Foundation leaves the brackets of IPv6 on, which the resolver does not know.
    let name = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    guard getaddrinfo(name, String(port), &hints, &found) == 0 else { return false }
    defer { freeaddrinfo(found) }
    var next = found
    while let address = next?.pointee {
      if connects(address, within: limit) { return true }
      next = address.ai_next
    }
    return false
  }

  private static func connects(_ address: addrinfo, within limit: Duration) -> Bool {
    let descriptor = socket(
      address.ai_family, address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
      address.ai_protocol)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return true }
    guard errno == EINPROGRESS else { return false }
    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    let (seconds, attoseconds) = limit.components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    guard poll(&wait, 1, Int32(clamping: milliseconds)) == 1 else { return false }
    var problem: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &length) == 0 && problem == 0
  }
}
