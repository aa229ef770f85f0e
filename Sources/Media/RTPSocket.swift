import Glibc

/// A non-blocking UDP socket on an even port, as RFC 3550, section 11 asks for.
public struct RTPSocket: Sendable {
  private let descriptor: Int32
  /// The port it is bound to.
  public let port: Int

  /// Binds to a port of an address; nil when it is taken, or the system has no more.
  ///
  /// - Parameters:
  ///   - host: IP address literal.
  ///   - port: An even port; 0 for any that is free.
  ///   - receiveBuffer: Bytes of what arrived and was not received yet that the system keeps; nil for its default.
  public init?(host: String, port: Int = 0, receiveBuffer: Int32? = nil) {
    guard let (descriptor, port) = Self.evenPort(host, port) else { return nil }
    self.descriptor = descriptor
    self.port = port
    if var bytes = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  private static func evenPort(_ host: String, _ wanted: Int) -> (descriptor: Int32, port: Int)? {
    guard wanted == 0 else { return bind(host, wanted) }
    for _ in 0..<32 {
      guard let (descriptor, port) = bind(host, 0) else { return nil }
      if port % 2 == 0 { return (descriptor, port) }
      let neighbour = port < 65_535 ? bind(host, port + 1) : nil
      Glibc.close(descriptor)
      if let neighbour { return neighbour }
    }
    return nil
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

  /// Gives the port back; nothing else is to be done with it.
  public func close() { Glibc.close(descriptor) }

  /// Whether the whole datagram was handed to the system.
  public func send(_ datagram: UnsafeRawBufferPointer, to address: SocketAddress) -> Bool {
    address.withPointer { sendto(descriptor, datagram.baseAddress, datagram.count, 0, $0, $1) } == datagram.count
  }

  /// Bytes of the next datagram, which may be more than the buffer holds; nil when there is none.
  public func receive(_ buffer: UnsafeMutableRawBufferPointer, from address: inout SocketAddress) -> Int? {
    let size = address.withMutablePointer {
      recvfrom(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_TRUNC), $0, &$1)
    }
    return size < 0 ? nil : size
  }
}
