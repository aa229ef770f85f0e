import CUV
import Glibc

/// The text of a peer's address.
enum PeerAddress {
  static func text(of handle: UnsafePointer<uv_tcp_t>) -> String {
    var storage = sockaddr_storage()
    var length = Int32(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      let result = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        uv_tcp_getpeername(handle, $0, &length)
      }
      guard result == 0 else { return "" }
      return text(of: pointer)
    }
  }

  private static func text(of storage: UnsafeMutablePointer<sockaddr_storage>) -> String {
    switch Int32(storage.pointee.ss_family) {
    case AF_INET:
      return storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { format(AF_INET, &$0.pointee.sin_addr) }
    case AF_INET6:
      return storage.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
        let text = format(AF_INET6, &address.pointee.sin6_addr)
        // One peer, one name, whether or not it came in over a dual-stack socket.
        return text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
      }
    default:
      return ""
    }
  }

  private static func format(_ family: Int32, _ address: UnsafeRawPointer) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
      guard let start = buffer.baseAddress,
        inet_ntop(family, address, start, socklen_t(INET6_ADDRSTRLEN)) != nil
      else { return "" }
      return String(cString: start)
    }
  }
}
