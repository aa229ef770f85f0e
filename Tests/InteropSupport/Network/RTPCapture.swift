import Foundation
import Glibc

/// A telephone's audio port on 127.0.0.1: keeps what arrives with the instant at which the system took it, which does
/// not depend on when the test looks.
public final class RTPCapture: Sendable {
  /// A packet that arrived.
  public struct Packet: Sendable {
    /// Seconds of the day, local time, as in SIPp's traces.
    public let time: Double
    /// The whole datagram.
    public let datagram: [UInt8]

    /// Payload type (RFC 3550, section 5.1).
    public var payloadType: UInt8 { datagram.count > 1 ? datagram[1] & 0x7F : 0 }
    /// Sequence number.
    public var sequence: UInt16 { datagram.count > 3 ? UInt16(datagram[2]) << 8 | UInt16(datagram[3]) : 0 }
    /// What comes after a header without sources and extension.
    public var payload: [UInt8] { Array(datagram.dropFirst(12)) }
  }

  /// Its even port.
  public let port: UInt16
  private let descriptor: Int32

  /// Binds a free port.
  public init() throws {
    port = try FreePort.rtp()
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    // Seconds of audio, which the test reads at its end.
    var bytes: Int32 = 4 << 20
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMP, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard descriptor >= 0, LoopbackAddress(port: port).bind(descriptor) == 0 else {
      throw InteropError.system(call: "bind RTP port \(port)", code: errno)
    }
  }

  deinit { close(descriptor) }

  /// Sends a datagram to another port of 127.0.0.1.
  public func send(_ bytes: [UInt8], to target: UInt16) {
    _ = LoopbackAddress(port: target).withPointer { sendto(descriptor, bytes, bytes.count, 0, $0, $1) }
  }

  /// What has arrived and was not read yet, in order.
  public func read() -> [Packet] {
    var packets: [Packet] = []
    while let packet = next() { packets.append(packet) }
    return packets
  }

  private func next() -> Packet? {
    var bytes = [UInt8](repeating: 0, count: 2_048)
    var control = [UInt8](repeating: 0, count: 64)
    var instant = timeval()
    let count = bytes.withUnsafeMutableBytes { bytes in
      control.withUnsafeMutableBytes { control in
        var vector = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
        return withUnsafeMutablePointer(to: &vector) { vector in
          var message = msghdr()
          message.msg_iov = vector
          message.msg_iovlen = 1
          message.msg_control = control.baseAddress
          message.msg_controllen = control.count
          let count = recvmsg(descriptor, &message, Int32(MSG_DONTWAIT))
          // The only control message there is: its header, then the time.
          let header = MemoryLayout<cmsghdr>.size
          if count >= 0, message.msg_controllen >= header + MemoryLayout<timeval>.size {
            instant = control.loadUnaligned(fromByteOffset: header, as: timeval.self)
          }
          return count
        }
      }
    }
    guard count >= 0 else { return nil }
    return Packet(time: Self.secondsOfDay(instant), datagram: Array(bytes.prefix(count)))
  }

  private static func secondsOfDay(_ instant: timeval) -> Double {
    var seconds = instant.tv_sec
    var local = tm()
    localtime_r(&seconds, &local)
    return Double(local.tm_hour * 3_600 + local.tm_min * 60 + local.tm_sec) + Double(instant.tv_usec) / 1_000_000
  }
}
