import Glibc

/// A bare UDP socket on the loopback: for datagrams that no SIP stack would send, and to see that nothing arrives.
public final class UDPPort: Sendable {
  /// Its port.
  public let port: UInt16
  private let descriptor: Int32

  /// Binds a port, by default any free one.
  ///
  /// - Parameter host: The last byte of 127.0.0.x, the address it is bound to.
  public init(_ wanted: UInt16 = 0, host: UInt8 = 1) throws {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0, LoopbackAddress(port: wanted, host: host).bind(descriptor) == 0 else {
      throw InteropError.system(call: "bind UDP port \(wanted)", code: errno)
    }
    port = LoopbackAddress.localPort(of: descriptor)
  }

  deinit { close(descriptor) }

  /// Sends a datagram to another port of 127.0.0.1.
  public func send(_ bytes: [UInt8], to target: UInt16) {
    _ = LoopbackAddress(port: target).withPointer { sendto(descriptor, bytes, bytes.count, 0, $0, $1) }
  }

  /// The next datagram as text, awaited for some time; nil if none comes.
  public func receive(within seconds: Double) -> String? {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, Int32(seconds * 1_000)) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  /// First lines of what has arrived and was not received yet.
  public func unread() -> [String] {
    var lines: [String] = []
    while let text = receive(within: 0) { lines.append(String(text.prefix { $0 != "\r\n" && $0 != "\n" })) }
    return lines
  }
}
