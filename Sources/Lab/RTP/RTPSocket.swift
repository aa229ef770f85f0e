import Glibc

/// A non-blocking UDP socket on an even port, as RFC 3550, section 11 asks for.
struct RTPSocket: Sendable {
  let descriptor: Int32
  let port: Int

  /// Binds to a free port of an address; nil when the system has no more.
  init?(host: String) {
    for _ in 0..<32 {
      guard let (descriptor, port) = Self.bind(host, 0) else { return nil }
      if port % 2 == 0 {
        self.init(descriptor: descriptor, port: port)
        return
      }
      let neighbour = port < 65_535 ? Self.bind(host, port + 1) : nil
      Glibc.close(descriptor)
      if let neighbour {
        self.init(descriptor: neighbour.descriptor, port: neighbour.port)
        return
      }
    }
    return nil
  }

  private init(descriptor: Int32, port: Int) {
    self.descriptor = descriptor
    self.port = port
  }

  private static func bind(_ host: String, _ port: Int) -> (descriptor: Int32, port: Int)? {
    guard let wanted = SocketAddress(host: host, port: port) else { return nil }
    let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(wanted.family, kind, 0)
    guard descriptor >= 0 else { return nil }
    var actual = SocketAddress()
    guard wanted.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0,
      actual.withMutablePointer({ getsockname(descriptor, $0, &$1) }) == 0
    else {
      Glibc.close(descriptor)
      return nil
    }
    return (descriptor, actual.port)
  }

  func close() { Glibc.close(descriptor) }

  /// Whether the whole datagram was handed to the system.
  func send(_ datagram: UnsafeRawBufferPointer, to address: SocketAddress) -> Bool {
    address.withPointer { sendto(descriptor, datagram.baseAddress, datagram.count, 0, $0, $1) } == datagram.count
  }

  /// Bytes of the next datagram, which may be more than the buffer holds; nil when there is none.
  func receive(_ buffer: UnsafeMutableRawBufferPointer, from address: inout SocketAddress) -> Int? {
    let size = address.withMutablePointer {
      recvfrom(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_TRUNC), $0, &$1)
    }
    return size < 0 ? nil : size
  }
}
