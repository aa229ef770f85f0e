import Glibc

/// The listening sockets of a server: one per loop on one port, between which the kernel spreads connections.
///
/// They are opened here rather than by libuv because of SO_REUSEPORT. The first is bound without it: otherwise a
/// second server of the same user would bind too and silently take half of the connections.
enum Listener {
  /// Sockets that listen, and the port they are on.
  static func open(host: String, port: Int, count: Int) throws(HTTPServerError) -> (sockets: [Int32], port: Int) {
    guard (0...65535).contains(port) else {
      throw .badAddress(host: host, port: port, reason: "a port is 0 to 65535")
    }
    var sockets: [Int32] = []
    do throws(HTTPServerError) {
      let first = try open(host, port, shared: false, sharedLater: count > 1)
      sockets.append(first)
      let bound = portOf(first)
      for _ in 1..<max(count, 1) {
        sockets.append(try open(host, bound, shared: true, sharedLater: false))
      }
      return (sockets, bound)
    } catch {
      for socket in sockets { close(socket) }
      throw error
    }
  }

  private static func open(
    _ host: String, _ port: Int, shared: Bool, sharedLater: Bool
  ) throws(HTTPServerError) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(host, String(port), &hints, &found)
    guard result == 0, let address = found else {
      throw .badAddress(host: host, port: port, reason: String(cString: gai_strerror(result)))
    }
    defer { freeaddrinfo(found) }
    var problem = HTTPServerError.badAddress(host: host, port: port, reason: "no address")
    // A name may have addresses of a family this machine does not use.
    for candidate in sequence(first: address, next: { $0.pointee.ai_next }) {
      do throws(HTTPServerError) {
        return try open(candidate.pointee, host, port, shared: shared, sharedLater: sharedLater)
      } catch {
        guard case .badAddress = error else { throw error }
        problem = error
      }
    }
    throw problem
  }

  private static func open(
    _ address: addrinfo, _ host: String, _ port: Int, shared: Bool, sharedLater: Bool
  ) throws(HTTPServerError) -> Int32 {
    let type = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.ai_family, type, 0)
    guard descriptor >= 0 else { throw failure(errno, "socket", host, port) }
    var done = setOption(descriptor, SO_REUSEADDR)
    if shared { done = done && setOption(descriptor, SO_REUSEPORT) }
    done = done && bind(descriptor, address.ai_addr, address.ai_addrlen) == 0
    if sharedLater { done = done && setOption(descriptor, SO_REUSEPORT) }
    done = done && listen(descriptor, 4096) == 0
    guard done else {
      let code = errno
      close(descriptor)
      throw failure(code, "listen on \(host) port \(port)", host, port)
    }
    return descriptor
  }

  private static func setOption(_ descriptor: Int32, _ option: Int32) -> Bool {
    var on: Int32 = 1
    return setsockopt(descriptor, SOL_SOCKET, option, &on, socklen_t(MemoryLayout<Int32>.size)) == 0
  }

  private static func failure(_ code: Int32, _ operation: String, _ host: String, _ port: Int) -> HTTPServerError {
    switch code {
    case EADDRINUSE: .addressInUse(host: host, port: port)
    case EACCES, EPERM: .permissionDenied(host: host, port: port)
    case EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL:
      .badAddress(host: host, port: port, reason: String(cString: strerror(code)))
    default: .system(operation: operation, reason: String(cString: strerror(code)))
    }
  }

  private static func portOf(_ descriptor: Int32) -> Int {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
      return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        // The port stands at the same place in sockaddr_in6.
        Int(UInt16(bigEndian: $0.pointee.sin_port))
      }
    }
  }
}
